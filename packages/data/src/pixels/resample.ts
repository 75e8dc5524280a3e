import type { ImageSize } from '../images/images.ts';

/* Another result of this file is another `pixelPolicy` in decode.ts. */

/** For one output pixel: the first input pixel that counts and the weights of it and those after it. */
interface Taps {
  readonly first: Int32Array;
  readonly weights: readonly Float64Array[];
}

const tapsByKey = new Map<string, Taps>();

/**
 * Triangle filter with half-pixel centres, widened when shrinking (the antialiased "bilinear" of Pillow), over the part
 * `[start, start + length)` of an axis of `input` pixels.
 */
function makeTaps(input: number, start: number, length: number, output: number): Taps {
  const scale = length / output;
  const support = Math.max(1, scale);
  const first = new Int32Array(output);
  const weights: Float64Array[] = [];
  for (let at = 0; at < output; at++) {
    const centre = start + (at + 0.5) * scale;
    const from = Math.max(0, Math.floor(centre - support + 0.5));
    const to = Math.min(input, Math.floor(centre + support + 0.5));
    const row = new Float64Array(Math.max(1, to - from));
    let sum = 0;
    for (let tap = 0; tap < row.length; tap++) {
      row[tap] = Math.max(0, 1 - Math.abs((from + tap + 0.5 - centre) / support));
      sum += row[tap] as number;
    }
    for (let tap = 0; tap < row.length; tap++) row[tap] = sum > 0 ? (row[tap] as number) / sum : 1;
    first[at] = Math.min(from, input - 1);
    weights.push(row);
  }
  return { first, weights };
}

/** {@link makeTaps}, made once for each of the few sizes that a data set has. */
function tapsOf(input: number, start: number, length: number, output: number): Taps {
  const key = `${input}/${start}/${length}/${output}`;
  const taps = tapsByKey.get(key) ?? makeTaps(input, start, length, output);
  tapsByKey.set(key, taps);
  return taps;
}

/**
 * Writes one uint8 image `[height, width, channels]` (1 or 3 channels), scaled so that it covers `size` and cropped
 * evenly, as RGB at `offset` of `output`. Plain arithmetic: the same bytes on every machine.
 */
export function resampleToRgb(
  pixels: Uint8Array,
  input: ImageSize & { readonly channels: 1 | 3 },
  size: ImageSize,
  output: Uint8Array,
  offset: number,
): void {
  const { channels } = input;
  if (input.height === size.height && input.width === size.width) {
    if (channels === 3) output.set(pixels, offset);
    else
      for (let at = 0; at < pixels.length; at++)
        output.fill(pixels[at] as number, offset + 3 * at, offset + 3 * at + 3);
    return;
  }
  const scale = Math.min(input.height / size.height, input.width / size.width);
  const [partHeight, partWidth] = [size.height * scale, size.width * scale];
  const rows = tapsOf(input.height, (input.height - partHeight) / 2, partHeight, size.height);
  const columns = tapsOf(input.width, (input.width - partWidth) / 2, partWidth, size.width);
  filter(pixels, input, size, { rows, columns }, output, offset);
}

/** {@link resampleToRgb} of the whole image, each side scaled on its own: the picture is stretched where they differ. */
export function stretchToRgb(
  pixels: Uint8Array,
  input: ImageSize & { readonly channels: 1 | 3 },
  size: ImageSize,
  output: Uint8Array,
  offset: number,
): void {
  const rows = makeTaps(input.height, 0, input.height, size.height);
  const columns = makeTaps(input.width, 0, input.width, size.width);
  filter(pixels, input, size, { rows, columns }, output, offset);
}

function filter(
  pixels: Uint8Array,
  input: ImageSize & { readonly channels: 1 | 3 },
  size: ImageSize,
  { rows, columns }: { readonly rows: Taps; readonly columns: Taps },
  output: Uint8Array,
  offset: number,
): void {
  const { channels } = input;
  const narrowed = new Float64Array(input.height * size.width);
  for (let channel = 0; channel < channels; channel++) {
    for (let x = 0; x < size.width; x++) {
      const weights = columns.weights[x] as Float64Array;
      const first = columns.first[x] as number;
      for (let y = 0; y < input.height; y++) {
        let sum = 0;
        const start = (y * input.width + first) * channels + channel;
        for (let tap = 0; tap < weights.length; tap++) {
          sum += (weights[tap] as number) * (pixels[start + tap * channels] as number);
        }
        narrowed[y * size.width + x] = sum;
      }
    }
    for (let y = 0; y < size.height; y++) {
      const weights = rows.weights[y] as Float64Array;
      const first = rows.first[y] as number;
      for (let x = 0; x < size.width; x++) {
        let sum = 0;
        for (let tap = 0; tap < weights.length; tap++) {
          sum += (weights[tap] as number) * (narrowed[(first + tap) * size.width + x] as number);
        }
        const value = Math.min(255, Math.max(0, Math.floor(sum + 0.5)));
        const at = offset + (y * size.width + x) * 3;
        if (channels === 3) output[at + channel] = value;
        else output[at] = output[at + 1] = output[at + 2] = value;
      }
    }
  }
}

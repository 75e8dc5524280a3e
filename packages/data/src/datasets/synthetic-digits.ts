import { createRandom, type Random } from '@trunkline/system';
import { defineDataSet } from '../making/define-data-set.ts';
import { readGlyphOutlines } from '../making/glyph-outlines.ts';
import { digitNames } from '../making/mnist-digits.ts';
import { rasterise, type Contour } from '../making/rasterise.ts';

const side = 32;
const perClass = 1_000;

/** SIL Open Font License 1.1, all of them. */
const fonts = [
  ['@fontsource/abril-fatface', 'abril-fatface-latin-400-normal.woff'],
  ['@fontsource/caveat', 'caveat-latin-400-normal.woff'],
  ['@fontsource/caveat', 'caveat-latin-700-normal.woff'],
  ['@fontsource/comfortaa', 'comfortaa-latin-400-normal.woff'],
  ['@fontsource/comfortaa', 'comfortaa-latin-700-normal.woff'],
  ['@fontsource/indie-flower', 'indie-flower-latin-400-normal.woff'],
  ['@fontsource/lora', 'lora-latin-400-normal.woff'],
  ['@fontsource/lora', 'lora-latin-700-normal.woff'],
  ['@fontsource/oswald', 'oswald-latin-400-normal.woff'],
  ['@fontsource/oswald', 'oswald-latin-700-normal.woff'],
  ['@fontsource/space-mono', 'space-mono-latin-400-normal.woff'],
  ['@fontsource/space-mono', 'space-mono-latin-700-normal.woff'],
] as const;

type Colour = readonly [number, number, number];

function between(random: Random, low: number, high: number): number {
  return low + (high - low) * random.uniform();
}

function colour(random: Random): Colour {
  return [random.integer(0, 256), random.integer(0, 256), random.integer(0, 256)];
}

/** Squared distance of two colours, 0 to 3 · 255². */
function distance(one: Colour, other: Colour): number {
  return one.reduce((sum, value, channel) => sum + (value - (other[channel] as number)) ** 2, 0);
}

/** Turned by a rational rotation (no sine, whose last bit may differ between machines), leant, scaled and moved. */
function placed(
  outline: readonly Contour[],
  height: number,
  x: number,
  y: number,
  turn: number,
  lean: number,
): Contour[] {
  const cosine = (1 - turn * turn) / (1 + turn * turn);
  const sine = (2 * turn) / (1 + turn * turn);
  return outline.map((contour) => {
    const moved = new Float64Array(contour.length);
    for (let at = 0; at < contour.length; at += 2) {
      const [across, down] = [(contour[at] as number) + lean * (contour[at + 1] as number), contour[at + 1] as number];
      moved[at] = x + height * (cosine * across - sine * down);
      moved[at + 1] = y + height * (sine * across + cosine * down);
    }
    return moved;
  });
}

/** One pass of a 3 × 3 box filter with repeated borders over `[side, side]`. */
function blurred(values: Float64Array): Float64Array {
  const clamp = (at: number): number => Math.min(side - 1, Math.max(0, at));
  return values.map((_, at) => {
    const [row, column] = [Math.floor(at / side), at % side];
    let sum = 0;
    for (let down = -1; down <= 1; down++) {
      for (let right = -1; right <= 1; right++)
        sum += values[clamp(row + down) * side + clamp(column + right)] as number;
    }
    return sum / 9;
  });
}

function draw(outlines: readonly (readonly Contour[])[], digit: number, random: Random): Uint8Array {
  const height = between(random, 0.55, 0.85) * side;
  const [x, y] = [side / 2 + between(random, -3, 3), side / 2 + between(random, -2.5, 2.5)];
  const [turn, lean] = [between(random, -0.12, 0.12), between(random, -0.2, 0.2)];
  const glyphs = placed(outlines[digit] as readonly Contour[], height, x, y, turn, lean);
  for (const direction of [-1, 1]) {
    if (random.uniform() < 0.5) continue; // half of the sides show a neighbour, as on a house number
    const neighbour = outlines[random.integer(0, 10)] as readonly Contour[];
    glyphs.push(...placed(neighbour, height, x + direction * height * between(random, 0.72, 0.85), y, turn, lean));
  }
  let ink = rasterise(glyphs, side, side);
  for (let pass = random.integer(0, 3); pass > 0; pass--) ink = blurred(ink);
  const paper = colour(random);
  let pen = colour(random);
  while (distance(pen, paper) < 3 * 70 ** 2) pen = colour(random);
  const [shadeDown, shadeRight] = [between(random, -40, 40), between(random, -40, 40)];
  const noise = between(random, 0, 12);
  const pixels = new Uint8Array(side * side * 3);
  for (let at = 0; at < side * side; at++) {
    const shade = shadeDown * (Math.floor(at / side) / side - 0.5) + shadeRight * ((at % side) / side - 0.5);
    const covered = ink[at] as number;
    for (let channel = 0; channel < 3; channel++) {
      const base = (1 - covered) * ((paper[channel] as number) + shade) + covered * (pen[channel] as number);
      pixels[at * 3 + channel] = Math.min(255, Math.max(0, Math.round(base + noise * (2 * random.uniform() - 1))));
    }
  }
  return pixels;
}

/** Printed digits in colour. */
export const syntheticDigits = defineDataSet({
  name: 'synthetic-digits',
  title: 'Synthetic digits',
  description:
    'Printed digits in colour, 32 × 32, 1,000 a class: seven typefaces in twelve weights, with random place, size, slant, turn, colours, shading, blur, noise and neighbouring digits. In the manner of the "Syn Numbers" of Ganin and Lempitsky (ICML 2015), which are not published under a licence.',
  licence: 'CC0 (images); drawn with fonts under the SIL Open Font License 1.1 (@fontsource packages 5.3.0)',
  citation: 'After Ganin and Lempitsky. Unsupervised domain adaptation by backpropagation. ICML 2015, section 4.1.',
  classNames: digitNames,
  domains: ['synthetic-digits'],
  counts: { 'synthetic-digits': 10 * perClass },
  digests: { 'synthetic-digits': 'f56a59927175ce15f2d3c6bf2a5d8875a7b8e2d868d4e0b7ff41ab8cb7ff62f7' },
  files: [],
  async build({ onProgress }) {
    const outlines = await Promise.all(
      fonts.map(async ([name, file]) => await readGlyphOutlines(name, file, digitNames)),
    );
    const count = 10 * perClass;
    const pixels = new Uint8Array(count * side * side * 3);
    const random = createRandom(2015).fork('synthetic-digits');
    for (let image = 0; image < count; image++) {
      if (image % 1_000 === 0) onProgress?.({ done: image, total: count, note: 'synthetic digits' });
      const font = outlines[random.integer(0, outlines.length)] as readonly (readonly Contour[])[];
      pixels.set(draw(font, image % 10, random), image * side * side * 3);
    }
    const labels_N = Int32Array.from({ length: count }, (_, image) => image % 10);
    return { 'synthetic-digits': { count, height: side, width: side, channels: 3, pixels, labels_N } };
  },
});

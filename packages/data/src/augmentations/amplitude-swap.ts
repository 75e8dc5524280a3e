import { defineAugmentation } from '../augmenting/define-augmentation.ts';

/**
 * Gives each picture the low frequencies of another one's amplitude and keeps its own phase (Yang and Soatto 2020, arXiv
 * 2004.05498, equations 1 and 3): its shapes stay, its colours and light become the other's.
 */
export const amplitudeSwap = defineAugmentation({
  name: 'amplitude-swap',
  description:
    'Swaps the low frequencies of the amplitude spectrum with those of another picture: shapes stay, colours and light change. The other one is the partner of a view, or else a picture of the same batch.',
  defaults: { band: 0.01, probability: 1 },
  bounds: { band: [0, 0.5], probability: [0, 1] },
  words: {
    band: 'β, half the width of the swapped square of frequencies, as a share of the shorter side; 0 swaps the mean colour alone',
    probability: 'Share of the pictures that are changed',
  },
  apply(pixels_BHWC, { batch, height, width }, { band, probability }, random, partners) {
    const output = pixels_BHWC.slice();
    const others = partners ?? pixels_BHWC;
    const bytes = height * width * 3;
    const count = Math.floor(others.length / bytes);
    const reach = Math.floor(Math.min(height, width) * band);
    const waves = lowFrequencies(height, width, reach);
    for (let image = 0; image < batch; image++) {
      const other = partners ? image % count : random.integer(0, count);
      if (random.uniform() >= probability) continue;
      const own = pixels_BHWC.subarray(image * bytes, (image + 1) * bytes);
      const change = changeOf(own, others.subarray(other * bytes, (other + 1) * bytes), waves);
      for (let place = 0; place < bytes; place++) {
        // a Uint8Array would wrap around
        output[image * bytes + place] = Math.max(
          0,
          Math.min(255, Math.round((own[place] as number) + (change[place] as number))),
        );
      }
    }
    return output;
  },
});

/** Cosines and sines of the low frequencies of one side: `[2 · reach + 1, side]` from −reach to reach, clipped to half the side. */
interface Waves {
  readonly rows: Side;
  readonly columns: Side;
}
interface Side {
  readonly length: number;
  readonly frequencies: readonly number[];
  readonly cosines: Float64Array;
  readonly sines: Float64Array;
}

function lowFrequencies(height: number, width: number, reach: number): Waves {
  const sideOf = (length: number): Side => {
    // of an even side, length / 2 and −length / 2 are one frequency: the lower name stands, as behind a shift to the centre
    const [lowest, highest] = [-Math.min(reach, Math.floor(length / 2)), Math.min(reach, Math.ceil(length / 2) - 1)];
    const frequencies = Array.from({ length: highest - lowest + 1 }, (_one, place) => lowest + place);
    const angles = frequencies.flatMap((frequency) =>
      Array.from({ length }, (_one, place) => (2 * Math.PI * frequency * place) / length),
    );
    return {
      length,
      frequencies,
      cosines: Float64Array.from(angles, Math.cos),
      sines: Float64Array.from(angles, Math.sin),
    };
  };
  return { rows: sideOf(height), columns: sideOf(width) };
}

/**
 * What the swap adds to each value. A Fourier transform is linear, so only the coefficients that change are computed, of either
 * picture, and only their change is transformed back: sides need not be powers of two, and little is computed for a narrow band.
 */
function changeOf(own: Uint8Array, other: Uint8Array, { rows, columns }: Waves): Float64Array {
  const [height, width] = [rows.length, columns.length];
  const change = new Float64Array(height * width * 3);
  const [down, across] = [rows.frequencies.length, columns.frequencies.length];
  for (let channel = 0; channel < 3; channel++) {
    const [mine, theirs] = [own, other].map((pixels) => coefficients(pixels, channel, rows, columns)) as [
      Coefficients,
      Coefficients,
    ];
    // the change of each coefficient, summed along each row of the picture first, then down its columns
    const realRows = new Float64Array(down * width);
    const imaginaryRows = new Float64Array(down * width);
    for (let v = 0; v < down; v++) {
      for (let u = 0; u < across; u++) {
        const place = v * across + u;
        const [real, imaginary] = [mine.real[place] as number, mine.imaginary[place] as number];
        const amplitude = Math.hypot(real, imaginary);
        const wanted = Math.hypot(theirs.real[place] as number, theirs.imaginary[place] as number);
        // a phase of nothing is 0
        const [towards, aside] = amplitude > 0 ? [real / amplitude, imaginary / amplitude] : [1, 0];
        const [a, b] = [(wanted - amplitude) * towards, (wanted - amplitude) * aside];
        for (let x = 0; x < width; x++) {
          const [cosine, sine] = [columns.cosines[u * width + x] as number, columns.sines[u * width + x] as number];
          realRows[v * width + x] = (realRows[v * width + x] as number) + a * cosine - b * sine;
          imaginaryRows[v * width + x] = (imaginaryRows[v * width + x] as number) + a * sine + b * cosine;
        }
      }
    }
    for (let v = 0; v < down; v++) {
      for (let y = 0; y < height; y++) {
        const [cosine, sine] = [rows.cosines[v * height + y] as number, rows.sines[v * height + y] as number];
        for (let x = 0; x < width; x++) {
          const place = (y * width + x) * 3 + channel;
          const part = (realRows[v * width + x] as number) * cosine - (imaginaryRows[v * width + x] as number) * sine;
          change[place] = (change[place] as number) + part / (height * width);
        }
      }
    }
  }
  return change;
}

/** Real and imaginary parts of the low frequencies of one channel, `[rows, columns]` of frequencies. */
interface Coefficients {
  readonly real: Float64Array;
  readonly imaginary: Float64Array;
}

function coefficients(pixels: Uint8Array, channel: number, rows: Side, columns: Side): Coefficients {
  const [height, width] = [rows.length, columns.length];
  const [down, across] = [rows.frequencies.length, columns.frequencies.length];
  const real = new Float64Array(down * across);
  const imaginary = new Float64Array(down * across);
  for (let y = 0; y < height; y++) {
    for (let u = 0; u < across; u++) {
      let [rowReal, rowImaginary] = [0, 0];
      for (let x = 0; x < width; x++) {
        const value = pixels[(y * width + x) * 3 + channel] as number;
        rowReal += value * (columns.cosines[u * width + x] as number);
        rowImaginary -= value * (columns.sines[u * width + x] as number);
      }
      for (let v = 0; v < down; v++) {
        const [cosine, sine] = [rows.cosines[v * height + y] as number, rows.sines[v * height + y] as number];
        const place = v * across + u;
        real[place] = (real[place] as number) + rowReal * cosine + rowImaginary * sine;
        imaginary[place] = (imaginary[place] as number) + rowImaginary * cosine - rowReal * sine;
      }
    }
  }
  return { real, imaginary };
}

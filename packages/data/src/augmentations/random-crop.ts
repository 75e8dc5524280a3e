import { defineAugmentation } from '../augmenting/define-augmentation.ts';

/** Shifts an image by up to `padding` pixels a direction, repeating its border: a crop of the padded image. */
export const randomCrop = defineAugmentation({
  name: 'random-crop',
  description: 'Pads by repeating the border and crops back at a random place.',
  defaults: { padding: 4 },
  bounds: { padding: [0, 512] },
  words: { padding: 'Most pixels of a shift, in each direction' },
  apply(pixels_BHWC, { batch, height, width }, { padding }, random) {
    const output = new Uint8Array(pixels_BHWC.length);
    const most = Math.floor(padding);
    const clamp = (value: number, limit: number): number => (value < 0 ? 0 : value >= limit ? limit - 1 : value);
    for (let image = 0; image < batch; image++) {
      const down = random.integer(-most, most + 1);
      const right = random.integer(-most, most + 1);
      const start = image * height * width;
      for (let row = 0; row < height; row++) {
        const fromRow = start + clamp(row + down, height) * width;
        for (let column = 0; column < width; column++) {
          const from = (fromRow + clamp(column + right, width)) * 3;
          const to = (start + row * width + column) * 3;
          for (let channel = 0; channel < 3; channel++) output[to + channel] = pixels_BHWC[from + channel] as number;
        }
      }
    }
    return output;
  },
});

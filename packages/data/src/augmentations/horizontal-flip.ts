import { defineAugmentation } from '../augmenting/define-augmentation.ts';

/** Mirrors an image left to right. */
export const horizontalFlip = defineAugmentation({
  name: 'horizontal-flip',
  description: 'Mirrors left and right. Not for digits or text, whose mirror image is another sign.',
  defaults: { probability: 0.5 },
  bounds: { probability: [0, 1] },
  words: { probability: 'Share of the pictures that are mirrored' },
  apply(pixels_BHWC, { batch, height, width }, { probability }, random) {
    const output = pixels_BHWC.slice();
    for (let image = 0; image < batch; image++) {
      if (random.uniform() >= probability) continue;
      for (let row = image * height; row < (image + 1) * height; row++) {
        for (let column = 0; column < width; column++) {
          const [from, to] = [(row * width + column) * 3, (row * width + width - 1 - column) * 3];
          for (let channel = 0; channel < 3; channel++) output[to + channel] = pixels_BHWC[from + channel] as number;
        }
      }
    }
    return output;
  },
});

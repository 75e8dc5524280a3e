import { defineAugmentation } from '../augmenting/define-augmentation.ts';

/** Greys out one square (DeVries & Taylor, arXiv 1708.04552): its centre is uniform over the image, so it may be cut off. */
export const cutout = defineAugmentation({
  name: 'cutout',
  description: 'Covers a square at a random place with mid grey.',
  defaults: { fraction: 0.5, probability: 1 },
  bounds: { fraction: [0, 1], probability: [0, 1] },
  words: {
    fraction: 'Side of the square, as a share of the picture’s',
    probability: 'Share of the pictures it is done to',
  },
  apply(pixels_BHWC, { batch, height, width }, { fraction, probability }, random) {
    const output = pixels_BHWC.slice();
    const side = Math.round(fraction * Math.min(height, width));
    for (let image = 0; image < batch; image++) {
      const applied = random.uniform() < probability;
      const top = random.integer(0, height) - Math.floor(side / 2);
      const left = random.integer(0, width) - Math.floor(side / 2);
      if (!applied) continue;
      const [first, last] = [Math.max(0, left), Math.min(width, left + side)];
      for (let row = Math.max(0, top); row < Math.min(height, top + side); row++) {
        const start = (image * height + row) * width;
        if (last > first) output.fill(128, (start + first) * 3, (start + last) * 3);
      }
    }
    return output;
  },
});

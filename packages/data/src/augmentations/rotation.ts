import { defineAugmentation } from '../augmenting/define-augmentation.ts';
import { turn, warp } from '../augmenting/warp.ts';

/**
 * Turns an image about its centre by an angle uniform in [−degrees, degrees]: torchvision's `RandomRotation` with bilinear
 * interpolation, black where nothing comes from.
 */
export const rotation = defineAugmentation({
  name: 'rotation',
  description: 'Turns by a random angle about the centre.',
  defaults: { degrees: 15 },
  bounds: { degrees: [0, 180] },
  words: { degrees: 'Most degrees it is turned by, to either side' },
  apply(pixels_BHWC, { batch, height, width }, { degrees }, random) {
    const output = new Uint8Array(pixels_BHWC.length);
    const bytes = height * width * 3;
    for (let image = 0; image < batch; image++) {
      const angle = degrees * (2 * random.uniform() - 1);
      const one = pixels_BHWC.subarray(image * bytes, (image + 1) * bytes);
      output.set(warp(one, { height, width }, turn(angle, { height, width })), image * bytes);
    }
    return output;
  },
});

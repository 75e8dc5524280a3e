import {
  autocontrast,
  brightness,
  contrast,
  equalize,
  posterize,
  saturation,
  sharpness,
  solarize,
} from '../augmenting/colour-operations.ts';
import { defineAugmentation } from '../augmenting/define-augmentation.ts';
import { turn, warp } from '../augmenting/warp.ts';
import type { ImageSize } from '../images/images.ts';

/** One image under an operation; `strength` is in [0, 1], `sign` 1 or −1. */
type Operation = (image_HWC: Uint8Array, size: ImageSize, strength: number, sign: number) => Uint8Array;

/** The fourteen operations and their strongest settings, as torchvision's `RandAugment` has them. */
const operations: readonly Operation[] = [
  (image) => image,
  (image, size, strength, sign) => warp(image, size, [1, 0.3 * strength * sign, 0, 0, 1, 0]),
  (image, size, strength, sign) => warp(image, size, [1, 0, 0, 0.3 * strength * sign, 1, 0]),
  (image, size, strength, sign) => {
    return warp(image, size, [1, 0, sign * Math.trunc((150 / 331) * size.width * strength), 0, 1, 0]);
  },
  (image, size, strength, sign) => {
    return warp(image, size, [1, 0, 0, 0, 1, sign * Math.trunc((150 / 331) * size.height * strength)]);
  },
  (image, size, strength, sign) => warp(image, size, turn(30 * strength * sign, size)),
  (image, _, strength, sign) => brightness(image, 1 + 0.9 * strength * sign),
  (image, _, strength, sign) => saturation(image, 1 + 0.9 * strength * sign),
  (image, _, strength, sign) => contrast(image, 1 + 0.9 * strength * sign),
  (image, size, strength, sign) => sharpness(image, size, 1 + 0.9 * strength * sign),
  (image, _, strength) => posterize(image, 8 - Math.round(4 * strength)),
  (image, _, strength) => solarize(image, 255 * (1 - strength)),
  (image) => autocontrast(image),
  (image) => equalize(image),
];

/**
 * N operations in a row, each drawn from fourteen and applied at magnitude M of 30 (Cubuk et al., RandAugment, 2020): the
 * operations and ranges of torchvision's `RandAugment`, with bilinear interpolation and black where nothing comes from.
 */
export const randAugment = defineAugmentation({
  name: 'rand-augment',
  description: 'A few random changes of colour and geometry, all of one magnitude from 0 to 30.',
  defaults: { operations: 2, magnitude: 9 },
  bounds: { operations: [1, 10], magnitude: [0, 30] },
  words: { operations: 'Operations a picture, drawn with replacement', magnitude: 'How strong they are, of 30' },
  apply(pixels_BHWC, { batch, height, width }, { operations: count, magnitude }, random) {
    const output = new Uint8Array(pixels_BHWC.length);
    const bytes = height * width * 3;
    for (let image = 0; image < batch; image++) {
      let one: Uint8Array = pixels_BHWC.subarray(image * bytes, (image + 1) * bytes);
      for (let time = 0; time < Math.floor(count); time++) {
        const operation = operations[random.integer(0, operations.length)] as Operation;
        const sign = random.uniform() < 0.5 ? -1 : 1;
        one = operation(one, { height, width }, magnitude / 30, sign);
      }
      output.set(one, image * bytes);
    }
    return output;
  },
});

// Written by tools/workspace/generate-indexes.mjs; do not edit.
import type { AnyAugmentationDefinition } from '../augmenting/define-augmentation.ts';
import { amplitudeSwap } from '../augmentations/amplitude-swap.ts';
import { colourJitter } from '../augmentations/colour-jitter.ts';
import { cutout } from '../augmentations/cutout.ts';
import { horizontalFlip } from '../augmentations/horizontal-flip.ts';
import { randAugment } from '../augmentations/rand-augment.ts';
import { randomCrop } from '../augmentations/random-crop.ts';
import { resizedCrop } from '../augmentations/resized-crop.ts';
import { rotation } from '../augmentations/rotation.ts';

export const allAugmentations: readonly AnyAugmentationDefinition[] = [
  amplitudeSwap,
  colourJitter,
  cutout,
  horizontalFlip,
  randAugment,
  randomCrop,
  resizedCrop,
  rotation,
];

// Written by tools/workspace/generate-indexes.mjs; do not edit.
import type { AnyAugmentationDefinition } from '../augmenting/define-augmentation.ts';
import { colourJitter } from '../augmentations/colour-jitter.ts';
import { cutout } from '../augmentations/cutout.ts';
import { horizontalFlip } from '../augmentations/horizontal-flip.ts';
import { randomCrop } from '../augmentations/random-crop.ts';

export const allAugmentations: readonly AnyAugmentationDefinition[] = [
  colourJitter,
  cutout,
  horizontalFlip,
  randomCrop,
];

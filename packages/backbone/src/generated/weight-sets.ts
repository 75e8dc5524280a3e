// Written by tools/workspace/generate-indexes.mjs; do not edit.
import type { WeightSet } from '../weights/weight-set.ts';
import { imagenetVgg16 } from '../weight-sets/imagenet-vgg16.ts';
import { syntheticDigitsNarrow } from '../weight-sets/synthetic-digits-narrow.ts';
import { timmVgg16 } from '../weight-sets/timm-vgg16.ts';
import { timmVgg16Bn } from '../weight-sets/timm-vgg16-bn.ts';

export const allWeightSets: readonly WeightSet[] = [
  imagenetVgg16,
  syntheticDigitsNarrow,
  timmVgg16,
  timmVgg16Bn,
];

import type { WeightSet } from '../weights/weight-set.ts';
import { imagenetVgg16 } from './imagenet-vgg16.ts';
import { timmVgg16Bn } from './timm-vgg16-bn.ts';
import { timmVgg16 } from './timm-vgg16.ts';

/** Every published weight set, by name. */
export const weightSets: readonly WeightSet[] = [imagenetVgg16, timmVgg16, timmVgg16Bn];

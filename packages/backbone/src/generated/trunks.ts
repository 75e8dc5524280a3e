// Written by tools/workspace/generate-indexes.mjs; do not edit.
import type { AnyTrunkDefinition } from '../define-trunk.ts';
import { mobilenetV1 } from '../trunks/mobilenet-v1.ts';
import { resnet18 } from '../trunks/resnet18.ts';
import { vgg16Gap } from '../trunks/vgg16-gap.ts';

export const allTrunks: readonly AnyTrunkDefinition[] = [
  mobilenetV1,
  resnet18,
  vgg16Gap,
];

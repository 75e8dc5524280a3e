// Written by tools/workspace/generate-indexes.mjs; do not edit.
import type { AnyTrunkDefinition } from '../define-trunk.ts';
import { digitsCnn } from '../trunks/digits-cnn.ts';
import { dtn } from '../trunks/dtn.ts';
import { lenet } from '../trunks/lenet.ts';
import { mobilenetV1 } from '../trunks/mobilenet-v1.ts';
import { resnet18 } from '../trunks/resnet18.ts';
import { smallCnn } from '../trunks/small-cnn.ts';
import { vgg16Gap } from '../trunks/vgg16-gap.ts';

export const allTrunks: readonly AnyTrunkDefinition[] = [
  digitsCnn,
  dtn,
  lenet,
  mobilenetV1,
  resnet18,
  smallCnn,
  vgg16Gap,
];

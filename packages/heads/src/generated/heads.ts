// Written by tools/workspace/generate-indexes.mjs; do not edit.
import type { AnyHeadDefinition } from '../define-head.ts';
import { linear } from '../heads/linear.ts';
import { mlp } from '../heads/mlp.ts';
import { vggFc } from '../heads/vgg-fc.ts';

export const allHeads: readonly AnyHeadDefinition[] = [
  linear,
  mlp,
  vggFc,
];

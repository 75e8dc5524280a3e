// Written by tools/workspace/generate-indexes.mjs; do not edit.
import type { AnyTrunkDefinition } from '../define-trunk.ts';
import { vgg16Gap } from '../trunks/vgg16-gap.ts';

export const allTrunks: readonly AnyTrunkDefinition[] = [
  vgg16Gap,
];

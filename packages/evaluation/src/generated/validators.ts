// Written by tools/workspace/generate-indexes.mjs; do not edit.
import type { Validator } from '../validator.ts';
import { infoMax } from '../validators/info-max.ts';
import { last } from '../validators/last.ts';
import { sourceValidationAccuracy } from '../validators/source-validation-accuracy.ts';

export const allValidators: readonly Validator[] = [
  infoMax,
  last,
  sourceValidationAccuracy,
];

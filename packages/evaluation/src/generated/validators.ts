// Written by tools/workspace/generate-indexes.mjs; do not edit.
import type { Validator } from '../validator.ts';
import { agreement } from '../validators/agreement.ts';
import { bnm } from '../validators/bnm.ts';
import { circular } from '../validators/circular.ts';
import { classAmi } from '../validators/class-ami.ts';
import { correctedEntropy } from '../validators/corrected-entropy.ts';
import { dev } from '../validators/dev.ts';
import { devn } from '../validators/devn.ts';
import { ensemble } from '../validators/ensemble.ts';
import { entropy } from '../validators/entropy.ts';
import { importanceWeighted } from '../validators/importance-weighted.ts';
import { infoMax } from '../validators/info-max.ts';
import { last } from '../validators/last.ts';
import { mixVal } from '../validators/mix-val.ts';
import { snd } from '../validators/snd.ts';
import { sourceValidationAccuracy } from '../validators/source-validation-accuracy.ts';

export const allValidators: readonly Validator[] = [
  agreement,
  bnm,
  circular,
  classAmi,
  correctedEntropy,
  dev,
  devn,
  ensemble,
  entropy,
  importanceWeighted,
  infoMax,
  last,
  mixVal,
  snd,
  sourceValidationAccuracy,
];

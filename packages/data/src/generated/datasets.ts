// Written by tools/workspace/generate-indexes.mjs; do not edit.
import type { DataSetDefinition } from '../making/define-data-set.ts';
import { fashionMnist } from '../datasets/fashion-mnist.ts';
import { mnist } from '../datasets/mnist.ts';
import { mnistM } from '../datasets/mnist-m.ts';
import { optdigits } from '../datasets/optdigits.ts';
import { optdigitsFullFrame } from '../datasets/optdigits-full-frame.ts';
import { syntheticDigits } from '../datasets/synthetic-digits.ts';

export const allDataSets: readonly DataSetDefinition[] = [
  fashionMnist,
  mnist,
  mnistM,
  optdigits,
  optdigitsFullFrame,
  syntheticDigits,
];

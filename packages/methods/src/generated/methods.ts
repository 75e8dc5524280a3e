// Written by tools/workspace/generate-indexes.mjs; do not edit.
import type { MethodDefinition } from '../define-method.ts';
import { dann } from '../adaptation/dann.ts';
import { deepCoral } from '../adaptation/deep-coral.ts';
import { mcc } from '../adaptation/mcc.ts';
import { sourceOnly } from '../baseline/source-only.ts';
import { fullFinetune } from '../finetuning/full-finetune.ts';
import { linearProbe } from '../finetuning/linear-probe.ts';
import { lpFt } from '../finetuning/lp-ft.ts';
import { targetOracle } from '../oracle/target-oracle.ts';

export const allMethods: readonly MethodDefinition[] = [
  dann,
  deepCoral,
  mcc,
  sourceOnly,
  fullFinetune,
  linearProbe,
  lpFt,
  targetOracle,
];

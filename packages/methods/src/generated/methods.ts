// Written by tools/workspace/generate-indexes.mjs; do not edit.
import type { MethodDefinition } from '../define-method.ts';
import { adaBn } from '../adaptation/ada-bn.ts';
import { cdan } from '../adaptation/cdan.ts';
import { dann } from '../adaptation/dann.ts';
import { deepCoral } from '../adaptation/deep-coral.ts';
import { fixMatch } from '../adaptation/fix-match.ts';
import { mcc } from '../adaptation/mcc.ts';
import { mcd } from '../adaptation/mcd.ts';
import { pada } from '../adaptation/pada.ts';
import { shot } from '../adaptation/shot.ts';
import { tent } from '../adaptation/tent.ts';
import { sourceOnly } from '../baseline/source-only.ts';
import { delta } from '../finetuning/delta.ts';
import { fullFinetune } from '../finetuning/full-finetune.ts';
import { layerDecay } from '../finetuning/layer-decay.ts';
import { linearProbe } from '../finetuning/linear-probe.ts';
import { lpFt } from '../finetuning/lp-ft.ts';
import { wiseFt } from '../finetuning/wise-ft.ts';
import { groupDro } from '../generalization/group-dro.ts';
import { mixStyle } from '../generalization/mix-style.ts';
import { targetOracle } from '../oracle/target-oracle.ts';

export const allMethods: readonly MethodDefinition[] = [
  adaBn,
  cdan,
  dann,
  deepCoral,
  fixMatch,
  mcc,
  mcd,
  pada,
  shot,
  tent,
  sourceOnly,
  delta,
  fullFinetune,
  layerDecay,
  linearProbe,
  lpFt,
  wiseFt,
  groupDro,
  mixStyle,
  targetOracle,
];

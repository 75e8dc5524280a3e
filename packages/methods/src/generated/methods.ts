// Written by tools/workspace/generate-indexes.mjs; do not edit.
import type { MethodDefinition } from '../define-method.ts';
import { adaBn } from '../adaptation/ada-bn.ts';
import { adda } from '../adaptation/adda.ts';
import { afn } from '../adaptation/afn.ts';
import { bnm } from '../adaptation/bnm.ts';
import { bsp } from '../adaptation/bsp.ts';
import { can } from '../adaptation/can.ts';
import { cdan } from '../adaptation/cdan.ts';
import { coral } from '../adaptation/coral.ts';
import { cycada } from '../adaptation/cycada.ts';
import { dan } from '../adaptation/dan.ts';
import { dann } from '../adaptation/dann.ts';
import { deepCoral } from '../adaptation/deep-coral.ts';
import { deepJdot } from '../adaptation/deep-jdot.ts';
import { drcn } from '../adaptation/drcn.ts';
import { eata } from '../adaptation/eata.ts';
import { fda } from '../adaptation/fda.ts';
import { fixMatch } from '../adaptation/fix-match.ts';
import { jan } from '../adaptation/jan.ts';
import { kliep } from '../adaptation/kliep.ts';
import { labelShift } from '../adaptation/label-shift.ts';
import { lame } from '../adaptation/lame.ts';
import { mcc } from '../adaptation/mcc.ts';
import { mcd } from '../adaptation/mcd.ts';
import { mdd } from '../adaptation/mdd.ts';
import { meanTeacher } from '../adaptation/mean-teacher.ts';
import { minimumEntropy } from '../adaptation/minimum-entropy.ts';
import { otda } from '../adaptation/otda.ts';
import { pada } from '../adaptation/pada.ts';
import { pseudoLabel } from '../adaptation/pseudo-label.ts';
import { sdat } from '../adaptation/sdat.ts';
import { shot } from '../adaptation/shot.ts';
import { subspaceAlignment } from '../adaptation/subspace-alignment.ts';
import { tca } from '../adaptation/tca.ts';
import { tent } from '../adaptation/tent.ts';
import { sourceOnly } from '../baseline/source-only.ts';
import { biTuning } from '../finetuning/bi-tuning.ts';
import { bitFit } from '../finetuning/bit-fit.ts';
import { bss } from '../finetuning/bss.ts';
import { delta } from '../finetuning/delta.ts';
import { distillation } from '../finetuning/distillation.ts';
import { fromScratch } from '../finetuning/from-scratch.ts';
import { fullFinetune } from '../finetuning/full-finetune.ts';
import { gradualUnfreezing } from '../finetuning/gradual-unfreezing.ts';
import { l2Sp } from '../finetuning/l2-sp.ts';
import { lastBlocks } from '../finetuning/last-blocks.ts';
import { layerDecay } from '../finetuning/layer-decay.ts';
import { linearProbe } from '../finetuning/linear-probe.ts';
import { lora } from '../finetuning/lora.ts';
import { lpFt } from '../finetuning/lp-ft.ts';
import { lwf } from '../finetuning/lwf.ts';
import { surgical } from '../finetuning/surgical.ts';
import { wiseFt } from '../finetuning/wise-ft.ts';
import { coralDg } from '../generalization/coral-dg.ts';
import { fish } from '../generalization/fish.ts';
import { groupDro } from '../generalization/group-dro.ts';
import { irm } from '../generalization/irm.ts';
import { mixStyle } from '../generalization/mix-style.ts';
import { mixupDg } from '../generalization/mixup-dg.ts';
import { mldg } from '../generalization/mldg.ts';
import { swad } from '../generalization/swad.ts';
import { vrex } from '../generalization/vrex.ts';
import { targetOracle } from '../oracle/target-oracle.ts';

export const allMethods: readonly MethodDefinition[] = [
  adaBn,
  adda,
  afn,
  bnm,
  bsp,
  can,
  cdan,
  coral,
  cycada,
  dan,
  dann,
  deepCoral,
  deepJdot,
  drcn,
  eata,
  fda,
  fixMatch,
  jan,
  kliep,
  labelShift,
  lame,
  mcc,
  mcd,
  mdd,
  meanTeacher,
  minimumEntropy,
  otda,
  pada,
  pseudoLabel,
  sdat,
  shot,
  subspaceAlignment,
  tca,
  tent,
  sourceOnly,
  biTuning,
  bitFit,
  bss,
  delta,
  distillation,
  fromScratch,
  fullFinetune,
  gradualUnfreezing,
  l2Sp,
  lastBlocks,
  layerDecay,
  linearProbe,
  lora,
  lpFt,
  lwf,
  surgical,
  wiseFt,
  coralDg,
  fish,
  groupDro,
  irm,
  mixStyle,
  mixupDg,
  mldg,
  swad,
  vrex,
  targetOracle,
];

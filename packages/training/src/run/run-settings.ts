import type { Trunk } from '@trunkline/backbone';
import type { Precision } from '@trunkline/engine';
import type { Validator } from '@trunkline/evaluation';
import type { Head } from '@trunkline/heads';
import type { MethodDefinition } from '@trunkline/methods';
import type { ResolvedExperiment, ResolvedMethod } from '../experiment/resolve.ts';
import type { PlannedRun } from '../plan/plan.ts';
import type { StageCut } from '../stages/stage-plan.ts';

/** What a run is: it follows from the plan, the weights and the machine, and never changes. */
export interface RunSettings {
  readonly experiment: ResolvedExperiment;
  readonly run: PlannedRun;
  /** The entry of the experiment's `methods` that the run belongs to. */
  readonly row: ResolvedMethod;
  readonly method: MethodDefinition;
  readonly validators: readonly Validator[];
  readonly trunk: Trunk;
  readonly head: Head;
  readonly stages: readonly StageCut[];
  /** What the trunk computes in while training: the wanted precision where this machine has it. */
  readonly precision: Precision;
  /** Identity of this run's settings, data and weights. */
  readonly fingerprint: string;
}

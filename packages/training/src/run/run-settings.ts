import type { Precision } from '@trunkline/engine';
import type { Validator } from '@trunkline/evaluation';
import type { Architecture, MethodDefinition, Modules } from '@trunkline/methods';
import type { ResolvedExperiment, ResolvedMethod } from '../experiment/resolve.ts';
import type { PlannedRun } from '../plan/plan.ts';
import type { StagePlan } from '../stages/stage-plan.ts';

/** What a run is: it follows from the plan, the weights and the machine, and never changes. */
export interface RunSettings {
  readonly experiment: ResolvedExperiment;
  readonly run: PlannedRun;
  /** The entry of the experiment's `methods` that the run belongs to. */
  readonly row: ResolvedMethod;
  readonly method: MethodDefinition;
  readonly validators: readonly Validator[];
  /** The rule that chooses this run's checkpoint: the experiment's, or `last` where the last stage may not see what it reads. */
  readonly selection: Validator;
  readonly architecture: Architecture;
  /** Networks of the method's own. */
  readonly modules: Modules;
  readonly stages: readonly StagePlan[];
  /** What the trunk computes in while training: the wanted precision where this machine has it. */
  readonly precision: Precision;
  /** Identity of this run's settings, data and weights. */
  readonly fingerprint: string;
}

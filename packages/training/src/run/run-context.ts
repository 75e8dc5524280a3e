import type { Trunk } from '@trunkline/backbone';
import type { Precision } from '@trunkline/engine';
import type { Images, LabelledImages, PairSplits } from '@trunkline/data';
import type { Validator } from '@trunkline/evaluation';
import type { Head } from '@trunkline/heads';
import type { MethodDefinition } from '@trunkline/methods';
import type { Run, Tracker } from '@trunkline/tracking';
import type { WeightedTrunk } from '../activations/frozen-prefix.ts';
import type { OnEvent } from '../events.ts';
import type { ResolvedExperiment, ResolvedMethod } from '../experiment/resolve.ts';
import type { PlannedRun } from '../plan/plan.ts';
import type { StageCut } from './stage-plan.ts';
import type { DomainInputs } from './split-input.ts';

/** All that one run needs and shares with others. */
export interface RunContext {
  readonly experiment: ResolvedExperiment;
  readonly run: PlannedRun;
  readonly method: ResolvedMethod;
  readonly definition: MethodDefinition;
  readonly validators: readonly Validator[];
  /** The run's own folder. */
  readonly folder: string;
  readonly trunk: Trunk;
  readonly head: Head;
  readonly weighted: WeightedTrunk;
  readonly source: LabelledImages;
  readonly splits: PairSplits;
  readonly sourceInputs: DomainInputs;
  readonly targetInputs: DomainInputs;
  readonly stages: readonly StageCut[];
  /** What the trunk computes in while training: the wanted precision where this machine has it. */
  readonly precision: Precision;
  readonly tracker: Tracker;
  readonly tracked: Run;
  readonly signal: AbortSignal;
  readonly onEvent: OnEvent;
  /** Seconds the whole invocation still takes, given what share of this run is done. */
  readonly secondsLeft: (fraction: number) => number;
  /** Longest time between checkpoints; 0 writes one at every step. */
  readonly checkpointSeconds: number;
  /** Images that went through frozen layers so far, of both domains. */
  readonly prefixImages: () => number;
  /** How many of them were computed for this run before it started. */
  readonly prefixImagesBefore: number;
  /** Training images that validators look at; absent when none does. */
  readonly evaluatedTargetTrain: Images | undefined;
  readonly evaluatedSourceTrain: LabelledImages | undefined;
  /** Identity of this run's settings, data and weights. */
  readonly fingerprint: string;
  readonly resumeHint: string;
}

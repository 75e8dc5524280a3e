import type { Cut, Trunk } from '@trunkline/backbone';
import type { Head } from '@trunkline/heads';
import type { MethodDefinition, Stage } from '@trunkline/methods';
import type { ResolvedExperiment, ResolvedMethod } from '../experiment/resolve.ts';
import { placeholderNames, stageRates } from './stage-rates.ts';

/** What is known of a stage before any parameter is made. */
export interface StageCut {
  readonly name: string;
  readonly steps: number;
  /** Where evaluation enters. */
  readonly cut: Cut;
  /** Where training enters: at the cut too, or at the images when they are augmented anew each time. */
  readonly enters: Cut;
}

/** A stage with its rules applied to the real parameters. */
export interface StagePlan extends StageCut {
  readonly rates: ReadonlyMap<string, number | 'frozen'>;
  converged?(means: readonly number[]): boolean;
}

/** Largest number of steps of a stage. */
export function stageSteps(stage: Stage<unknown>, row: ResolvedMethod): number {
  return Math.min(stage.steps(row.options, row.training.steps), row.longestStage ?? Infinity);
}

/** Where training enters a stage that evaluation enters at `cut`. */
export function trainingEntry(cut: Cut, { augment }: Pick<ResolvedExperiment['data'], 'augment'>): Cut {
  return augment !== undefined && augment.length > 0 ? 'images' : cut;
}

/** Where the stages of a method enter the model. */
export function stageCuts(
  method: MethodDefinition,
  row: ResolvedMethod,
  data: ResolvedExperiment['data'],
  trunk: Trunk,
  head: Head,
): readonly StageCut[] {
  return method.stages.map((stage) => {
    const rules = stage.trainable(row.options);
    const { cut } = stageRates(trunk, head, placeholderNames(rules), rules, row.trunk.frozenThrough);
    return { name: stage.name, steps: stageSteps(stage, row), cut, enters: trainingEntry(cut, data) };
  });
}

/** The stages of a method over these parameters. */
export function stagePlans(
  method: MethodDefinition,
  row: ResolvedMethod,
  data: ResolvedExperiment['data'],
  trunk: Trunk,
  head: Head,
  ownParameters: readonly string[],
): readonly StagePlan[] {
  return method.stages.map((stage) => {
    const applied = stageRates(trunk, head, ownParameters, stage.trainable(row.options), row.trunk.frozenThrough);
    return {
      name: stage.name,
      steps: stageSteps(stage, row),
      ...applied,
      enters: trainingEntry(applied.cut, data),
      ...(stage.converged && {
        converged: (means: readonly number[]) => stage.converged?.(means, row.options) ?? false,
      }),
    };
  });
}

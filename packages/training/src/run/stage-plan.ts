import type { Trunk } from '@trunkline/backbone';
import type { Head } from '@trunkline/heads';
import type { Cut, MethodDefinition, Stage } from '@trunkline/methods';
import { placeholderNames, stageRates } from '../plan/cut.ts';
import type { ResolvedMethod } from '../experiment/resolve.ts';

/** What is known of a stage before any parameter is made. */
export interface StageCut {
  readonly name: string;
  readonly steps: number;
  /** Where evaluation enters, and training too unless pictures are augmented. */
  readonly cut: Cut;
}

/** A stage with its rules applied to the real parameters. */
export interface StagePlan extends StageCut {
  readonly rates: ReadonlyMap<string, number | 'frozen'>;
  converged?(means: readonly number[]): boolean;
}

/** Largest number of steps of a stage. */
export function stageSteps(stage: Stage<unknown>, method: ResolvedMethod): number {
  return Math.min(stage.steps(method.options, method.training.steps), method.longestStage ?? Infinity);
}

/** Where the stages of a method enter the model. */
export function stageCuts(
  definition: MethodDefinition,
  method: ResolvedMethod,
  trunk: Trunk,
  head: Head,
): readonly StageCut[] {
  return definition.stages.map((stage) => {
    const rules = stage.trainable(method.options);
    const { cut } = stageRates(trunk, head, placeholderNames(rules), rules, method.trunk.frozenThrough);
    return { name: stage.name, steps: stageSteps(stage, method), cut };
  });
}

/** The stages of a method over these parameters. */
export function stagePlans(
  definition: MethodDefinition,
  method: ResolvedMethod,
  trunk: Trunk,
  head: Head,
  ownParameters: readonly string[],
): readonly StagePlan[] {
  return definition.stages.map((stage) => ({
    name: stage.name,
    steps: stageSteps(stage, method),
    ...stageRates(trunk, head, ownParameters, stage.trainable(method.options), method.trunk.frozenThrough),
    ...(stage.converged && {
      converged: (means: readonly number[]) => stage.converged?.(means, method.options) ?? false,
    }),
  }));
}

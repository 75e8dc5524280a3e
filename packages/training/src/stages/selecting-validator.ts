import { findValidator, readsSource, type Validator } from '@trunkline/evaluation';
import type { ResolvedExperiment } from '../experiment/resolve.ts';
import type { StagePlan } from './stage-plan.ts';

/** The declared rule; where the last stage sees nothing of the source that the rule reads, the last checkpoint. */
export function selectingValidator(
  { selection }: Pick<ResolvedExperiment, 'selection'>,
  stages: readonly Pick<StagePlan, 'sourceFree'>[],
): Validator {
  const declared = findValidator(selection.validator);
  return stages.at(-1)?.sourceFree && readsSource(declared) ? findValidator('last') : declared;
}

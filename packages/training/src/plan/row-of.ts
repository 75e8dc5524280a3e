import type { ResolvedExperiment, ResolvedMethod } from '../experiment/resolve.ts';
import type { PlannedRun } from './plan.ts';

/** The row of the experiment, or the trial of it, that a run is of. */
export function rowOf(
  { methods }: Pick<ResolvedExperiment, 'methods'>,
  run: Pick<PlannedRun, 'label' | 'trial'>,
): ResolvedMethod {
  const row = methods.find(({ label, trial }) => label === run.label && trial?.index === run.trial);
  if (row === undefined)
    throw new Error(`No row '${run.label}'${run.trial === undefined ? '' : `, trial ${run.trial}`}.`);
  return row;
}

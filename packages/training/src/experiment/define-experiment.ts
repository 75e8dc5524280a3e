import type { Experiment } from './schema.ts';

/** Gives an experiment file its types; the value comes back as it is and is checked when it is loaded. */
export function defineExperiment(experiment: Experiment): Experiment {
  return experiment;
}

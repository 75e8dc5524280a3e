import { sha256 } from '@trunkline/system';
import type { Plan, PlannedRun } from '@trunkline/training';

/** What the domains and weights of a plan are, whatever they are called on a machine. */
export interface InputDigests {
  /** In the plan's order. */
  readonly domains: readonly string[];
  /** By the name in a row's trunk. */
  readonly weights: Readonly<Record<string, string>>;
}

/** The resolved row of a planned run. */
export function rowOfRun({ experiment }: Plan, run: PlannedRun): Plan['experiment']['methods'][number] {
  const found = experiment.methods.find(({ label, trial }) => label === run.label && trial?.index === run.trial);
  if (!found) throw new Error(`The plan has no row '${run.label}'.`);
  return found;
}

/**
 * A digest of everything that decides the numbers of a run: the row with all its settings, the pictures of both sides, how they are
 * divided, the weights, the seed, and the rule that selects. Not among it: which other rows, pairs, seeds and validators the
 * experiment has, where files lie, and threads, on which only last digits depend; and not the code.
 */
export function keyOfRun(plan: Plan, run: PlannedRun, digests: InputDigests): string {
  const { data, selection, evaluation, cache } = plan.experiment;
  const row = rowOfRun(plan, run);
  const { training, trunk } = row;
  const pair = plan.pairs[run.pair];
  if (!pair) throw new Error(`The plan has no pair ${run.pair}.`);
  const weights = trunk.weights === null ? null : digests.weights[trunk.weights];
  return sha256(
    canonical([
      {
        ...without(row, ['label', 'trial', 'family']),
        training: without(training, ['threadsPerRun']),
        trunk: { ...trunk, weights },
      },
      without(data, domainKeys),
      pair.sources.map((place) => digests.domains[place]),
      [digests.domains[pair.target], pair.labelled],
      [run.seed, selection.validator, evaluation, cache.precision],
    ]),
  ).slice(0, 16);
}

/** JSON whose objects have their keys in order, so that a digest does not depend on how they were put together. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    part !== null && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([first], [second]) => (first < second ? -1 : 1)))
      : part,
  );
}

/** What of an experiment's data names its domains: a key has their digests instead. */
export const domainKeys = ['source', 'sources', 'targets', 'leaveOneOut'] as const;

/** An object without some of its properties, and without what is undefined. */
export function without(value: object, names: readonly string[]): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(value).filter(([name, part]) => part !== undefined && !names.includes(name)),
  );
}

import { createRandom } from '@trunkline/system';
import type { PlannedRun } from '@trunkline/training';
import { carryOut, thisProcessor, type CarryOutOptions } from './carry-out.ts';
import { isFinished, type FinishedLedgerRun, type LedgerNumbers } from './ledger.ts';
import { isStored, type LedgerEntry, type PlannedExperiment } from './plan-benchmark.ts';

/** A run that was run again. */
export interface Verified {
  readonly stored: FinishedLedgerRun;
  /** Places where the numbers differ, with both; none where they are equal. */
  readonly differences: readonly string[];
}

/** The stored runs of this processor with the settings of now, drawn by a seed. */
export function drawRuns(
  planned: readonly PlannedExperiment[],
  count: number,
  seed: number,
  processor = thisProcessor(),
): readonly {
  readonly experiment: PlannedExperiment;
  readonly entry: LedgerEntry;
  readonly stored: FinishedLedgerRun;
}[] {
  const all = planned.flatMap((experiment) =>
    experiment.entries.flatMap((entry) => {
      const { stored } = entry;
      const usable = stored && isStored(entry) && isFinished(stored) && stored.processor === processor;
      return usable ? [{ experiment, entry, stored }] : [];
    }),
  );
  const order = createRandom(seed).fork('benchmark runs').permutation(all.length);
  return [...order].slice(0, count).flatMap((place) => all[place] ?? []);
}

/** Runs a seeded draw of the stored runs once more, with the threads they had, and holds their numbers against the stored ones. */
export async function verify(
  drawn: ReturnType<typeof drawRuns>,
  options: Omit<CarryOutOptions, 'onOutcome'>,
): Promise<readonly Verified[]> {
  const verified: Verified[] = [];
  for (const experiment of new Set(drawn.map((one) => one.experiment))) {
    const own = drawn.filter((one) => one.experiment === experiment);
    const runs = own.map(({ entry, stored }): PlannedRun => ({ ...entry.run, threads: stored.threads }));
    await carryOut(experiment.plan, runs, {
      ...options,
      onOutcome: (run, outcome) => {
        const stored = own.find(({ entry }) => entry.run.id === run.id)?.stored;
        if (stored) {
          const differences =
            'failure' in outcome ? [`it failed with ${outcome.failure}`] : differencesOf(stored, outcome.numbers);
          verified.push({ stored, differences });
        }
        return Promise.resolve();
      },
    });
  }
  return verified;
}

/** Where two runs' numbers differ. Validators that only one of them has are no difference: rules are added over time. */
export function differencesOf(before: LedgerNumbers, now: LedgerNumbers): string[] {
  const fields = [
    'accuracy',
    'macro',
    'sourceAccuracy',
    'largestShare',
    'step',
    'score',
    'steps',
    'checkpoints',
  ] as const;
  const told = (name: string, first: unknown, second: unknown): string[] => {
    const [then, today] = [JSON.stringify(first), JSON.stringify(second)];
    return then === today ? [] : [`${name} was ${then} and is ${today}`];
  };
  const validators = Object.keys(before.validators).filter((name) => name in now.validators);
  return [
    ...fields.flatMap((field) => told(field, before[field], now[field])),
    ...validators.flatMap((name) => told(name, before.validators[name], now.validators[name])),
  ];
}

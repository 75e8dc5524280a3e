import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import type { RunResult, Summary } from '@trunkline/evaluation';
import { isTrunklineError } from '@trunkline/system';
import { runExperiment, type Plan, type PlannedRun } from '@trunkline/training';
import { root } from './find-benchmarks.ts';
import { numbersOf } from './numbers-of.ts';
import type { LedgerNumbers } from './ledger.ts';

/** How one run ended. */
export type Outcome =
  | {
      readonly numbers: LedgerNumbers;
      readonly cost: {
        readonly seconds: number;
        readonly secondsPerStep: number;
        readonly memory: number;
        readonly threads: number;
        readonly processor: string;
      };
    }
  | { readonly failure: string };

/** How {@link carryOut} runs. */
export interface CarryOutOptions {
  readonly workers: number | 'auto';
  readonly signal: AbortSignal;
  readonly onNotice: (line: string) => void;
  /** Called as each run ends, one after another. What it throws ends the work. */
  readonly onOutcome: (run: PlannedRun, outcome: Outcome) => Promise<void>;
}

/** Errors of a process, or of this machine: another try may succeed, so they are no results. */
const noResults = new Set(['TL_WORKER_ENDED', 'TL_OUT_OF_MEMORY']);

/**
 * Runs these runs of a plan through the product, in a folder that is removed again. Answers how many failed without a
 * result; an interruption ends it early, and what had ended was told.
 */
export async function carryOut(plan: Plan, runs: readonly PlannedRun[], options: CarryOutOptions): Promise<number> {
  const { signal, onNotice, onOutcome, workers } = options;
  const home = join(root, 'runs', '.benchmarks');
  mkdirSync(home, { recursive: true });
  const folder = mkdtempSync(join(home, `${plan.experiment.name}-`));
  delete process.env['MLFLOW_TRACKING_URI']; // what is asked for is the ledger
  const fault = new AbortController();
  let telling: Promise<void> = Promise.resolve();
  const tell = (run: PlannedRun, outcome: Outcome): void => {
    telling = telling.then(() => onOutcome(run, outcome));
    telling.catch(() => fault.abort());
  };
  try {
    await runExperiment(
      { ...plan, runs },
      {
        folder,
        signal: AbortSignal.any([signal, fault.signal]),
        workers,
        checkpointSeconds: 3600,
        command: `npm run benchmarks -- ${plan.experiment.name}`,
        onEvent: (event) => {
          if (event.type === 'notice') onNotice(event.message);
          if (event.type !== 'run-finished') return;
          // weights of a thousand runs would fill the disk
          rmSync(join(folder, 'runs', event.run.id, 'checkpoint'), { recursive: true, force: true });
          tell(event.run, { numbers: numbersOf(event.result), cost: costOf(event.result, event.run) });
        },
      },
    );
  } catch (error) {
    if (!isTrunklineError(error) || error.code !== 'TL_INTERRUPTED') throw error;
  } finally {
    await telling;
  }
  let lost = 0;
  try {
    for (const failure of failuresIn(folder)) {
      const run = runs.find((one) => isOf(one, failure));
      const [code = ''] = failure.message.split(':');
      onNotice(
        `${failure.label}, seed ${failure.seed}, ${failure.source} → ${failure.target} failed: ${failure.message}`,
      );
      if (!run || noResults.has(code)) lost++;
      else await onOutcome(run, { failure: code });
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return lost;
}

function costOf({ cost }: RunResult, { threads }: PlannedRun) {
  return {
    seconds: Number(cost.seconds.toFixed(1)),
    secondsPerStep: Number(cost.secondsPerStep.toFixed(4)),
    memory: Math.round(cost.peakMemoryBytes / 1e6),
    threads,
    processor: thisProcessor(),
  };
}

/** What numbers that are equal bit for bit can be expected on. */
export function thisProcessor(): string {
  return cpus()[0]?.model.trim() ?? 'unknown';
}

function failuresIn(folder: string): Summary['failures'] {
  try {
    return (JSON.parse(readFileSync(join(folder, 'summary.json'), 'utf8')) as Summary).failures;
  } catch {
    return []; // it was stopped before there was a summary
  }
}

function isOf(run: PlannedRun, { label, trial, seed, source, target }: Summary['failures'][number]): boolean {
  return (
    run.label === label && run.trial === trial && run.seed === seed && run.source === source && run.target === target
  );
}

import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { summarise, weightsOf, type RunResult, type Summary } from '@trunkline/evaluation';
import { explainFileError, isTrunklineError, TrunklineError } from '@trunkline/system';

/** A finished run and the folder that its figures are relative to. */
export interface FinishedRun {
  readonly folder: string;
  readonly result: RunResult;
}

/** What an invocation left on disk. */
export interface RunFolder {
  readonly folder: string;
  readonly summary: Summary;
  readonly runs: readonly FinishedRun[];
  /** `experiment.json`, the resolved experiment. */
  readonly experiment: unknown;
  /** `plan.json`. */
  readonly plan: unknown;
}

/**
 * Reads `summary.json`, `experiment.json`, `plan.json` and every `result.json` below `runs/`. An invocation that was
 * interrupted before it wrote its summary gets one made from the results that are there, with status `interrupted`.
 *
 * @throws TrunklineError `TL_RUN_FOLDER` when the folder holds no invocation, `TL_RECORD_INVALID` when a record does not parse
 */
export async function readRunFolder(folder: string): Promise<RunFolder> {
  const [summary, experiment, plan, runs] = await Promise.all([
    readJson(join(folder, 'summary.json')),
    readJson(join(folder, 'experiment.json')),
    readJson(join(folder, 'plan.json')),
    readResults(folder),
  ]);
  if (summary === undefined && runs.length === 0) {
    throw new TrunklineError('TL_RUN_FOLDER', `${folder} holds neither a summary.json nor any result.json.`, {
      hint: 'Give the folder of one invocation: runs/<experiment>/<invocation>.',
      exitStatus: 2,
    });
  }
  return {
    folder,
    runs,
    experiment,
    plan,
    summary:
      summary === undefined
        ? namingDamage(runs, (some) => interruptedSummary(folder, some, experiment))
        : checkSummary(summary, join(folder, 'summary.json')),
  };
}

/** `summary.json` of an invocation, or one made from its results: see {@link readRunFolder}. */
export async function readSummary(folder: string): Promise<Summary> {
  return (await readRunFolder(folder)).summary;
}

async function readResults(folder: string): Promise<FinishedRun[]> {
  const root = join(folder, 'runs');
  let names: string[];
  try {
    const entries = await readdir(root, { recursive: true, withFileTypes: true });
    names = entries
      .filter((entry) => entry.isFile() && entry.name === 'result.json')
      .map((entry) => relative(root, join(entry.parentPath, entry.name)))
      .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
  } catch (error) {
    if (isMissing(error)) return [];
    throw explainFileError(error, root);
  }
  return Promise.all(
    names.map(async (name) => {
      const path = join(root, name);
      return { folder: dirname(path), result: checkResult(await readJson(path), path) };
    }),
  );
}

async function readJson(path: string): Promise<unknown> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw explainFileError(error, path);
  }
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new TrunklineError('TL_RECORD_INVALID', `${path} is not valid JSON: ${(error as Error).message}`, {
      hint: 'The file is damaged; run the experiment again with --resume to write it anew.',
      cause: error,
    });
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}

function checkResult(record: unknown, path: string): RunResult {
  return check<RunResult>(record, path, ['label', 'seed', 'source', 'target', 'sourceTest', 'cost']);
}

function checkSummary(record: unknown, path: string): Summary {
  return check<Summary>(record, path, ['experiment', 'invocation', 'methods', 'failures', 'dataSets']);
}

function check<Record_>(record: unknown, path: string, keys: readonly (keyof Record_ & string)[]): Record_ {
  const absent =
    typeof record === 'object' && record !== null ? keys.filter((key) => !(key in record)) : ['an object of schema 1'];
  const schema = typeof record === 'object' && record !== null && 'schema' in record ? record.schema : undefined;
  if (absent.length > 0 || schema !== 1) {
    const problem = absent.length > 0 ? `lacks ${absent.join(', ')}` : `has schema ${String(schema)}, expected 1`;
    throw new TrunklineError('TL_RECORD_INVALID', `${path} ${problem}.`, {
      hint: 'It was written by another version of Trunkline, or is damaged; run the experiment again.',
    });
  }
  return record as Record_;
}

/** What `work` makes of all runs. Throws `TL_RECORD_INVALID` with the file whose values it cannot work with. */
function namingDamage<Result>(runs: readonly FinishedRun[], work: (some: readonly FinishedRun[]) => Result): Result {
  try {
    return work(runs);
  } catch (error) {
    if (isTrunklineError(error)) throw error;
    const fails = (run: FinishedRun): boolean => {
      try {
        work([run]);
        return false;
      } catch (one) {
        return !isTrunklineError(one);
      }
    };
    const { folder } = runs.find(fails) ?? (runs[0] as FinishedRun);
    throw new TrunklineError('TL_RECORD_INVALID', `${join(folder, 'result.json')} lacks values that a result has.`, {
      hint: 'The file is damaged: remove it, and run the experiment again with --resume to write it anew.',
      cause: error,
    });
  }
}

function interruptedSummary(folder: string, runs: readonly FinishedRun[], experiment: unknown): Summary {
  const results = runs.map((run) => run.result);
  const first = results[0] as RunResult;
  const description =
    typeof experiment === 'object' && experiment !== null && 'description' in experiment
      ? String(experiment.description)
      : '';
  return {
    schema: 1,
    experiment: first.experiment,
    description,
    invocation: basename(folder),
    startedAt: '',
    finishedAt: '',
    status: 'interrupted',
    command: '',
    seconds: results.reduce((sum, result) => sum + result.cost.seconds, 0),
    smoke: false,
    selectionValidator: first.selection.validator,
    imageSize: 0,
    methods: summarise(results),
    failures: [],
    engine: {},
    versions: {},
    git: {},
    dataSets: [],
    weights: weightsOf(results),
  };
}

import type { Trial } from '@trunkline/evaluation';
import { isTrunklineError, TrunklineError } from '@trunkline/system';
import { z } from 'zod';
import { drawTrials } from './draw-trials.ts';
import { parseOrExplain, pathText, valueAt } from './explain-issues.ts';
import { experimentSchema, methodEntrySchema, type MethodEntry, type ParsedExperiment } from './schema.ts';
import { placeParts, whyNoPlace } from './set-overrides.ts';

/** An entry of `methods` as one trial has it. */
export interface TrialEntry {
  readonly entry: MethodEntry;
  /** Absent for an entry without a sweep. */
  readonly trial?: Trial;
}

/** Trials of each sweep that a smoke run tries. */
const smokeTrials = 2;

const sweepable = ['options', 'add', 'chain', 'training', 'stages', 'head', 'trunk'];

/**
 * The entries that one entry of `methods` stands for: one a trial of its sweep, or itself alone. Within `training` and
 * `head`, a trial starts from what the experiment says where the entry says nothing.
 * Throws `TL_EXPERIMENT_INVALID` for a place that does not exist or a value that may not stand there.
 */
export function expandSweep(
  experiment: ParsedExperiment,
  index: number,
  options: { readonly smoke: boolean; readonly where: string },
): readonly TrialEntry[] {
  const { sweep, ...entry } = asObject(experiment.methods[index] as ParsedExperiment['methods'][number]);
  if (sweep === undefined) return [{ entry }];
  const drawn = drawTrials(sweep);
  const trials = options.smoke ? drawn.slice(0, smokeTrials) : drawn;
  return trials.map((values, number) => {
    const tried = structuredClone(entry) as Record<string, unknown>;
    for (const [place, value] of Object.entries(values)) put(tried, place, value, experiment, index, options.where);
    const trial: Trial = { index: number, values };
    const parsed = explainingTrial(trial, index, () =>
      parseOrExplain(methodEntrySchema, tried, options.where, ['methods', index]),
    );
    return { entry: asObject(parsed), trial };
  });
}

/** Runs `work`; what it throws names the trial whose values brought it about. */
export function explainingTrial<Result>(trial: Trial | undefined, index: number, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    if (trial === undefined || !isTrunklineError(error)) throw error;
    const { code, message, hint, exitStatus } = error;
    throw new TrunklineError(code, `${message} It is trial ${trial.index} of methods[${index}].sweep.`, {
      hint: hint ?? 'Correct the values of the sweep.',
      exitStatus,
    });
  }
}

function asObject(entry: ParsedExperiment['methods'][number]): Exclude<ParsedExperiment['methods'][number], string> {
  return typeof entry === 'string' ? { method: entry } : entry;
}

function put(
  entry: Record<string, unknown>,
  place: string,
  value: unknown,
  experiment: ParsedExperiment,
  index: number,
  where: string,
): void {
  const path = placeParts(place);
  if (!sweepable.includes(String(path[0])) || path.length < 2) {
    throw bad(
      `${where}: methods[${index}].sweep: '${place}' is no place that a trial may set.`,
      `A place begins with ${sweepable.join('., ')}.: options.adaptationWeight, training.optimiser.learningRate.`,
    );
  }
  const methods = experiment.methods.map((one, position) => (position === index ? entry : one));
  const root = { ...experiment, methods };
  let holder = entry;
  for (const [depth, part] of path.entries()) {
    const here = path.slice(0, depth);
    const why = whyNoPlace(root, schema(), ['methods', index, ...here], part);
    if (why !== undefined) {
      throw bad(
        `${where}: methods[${index}].sweep: ${why}.`.replace('..', '.'),
        'Correct the place; `trunkline schema` prints every one.',
      );
    }
    if (depth === path.length - 1) {
      (holder as Record<PropertyKey, unknown>)[part] = value;
      return;
    }
    const given = (holder as Record<PropertyKey, unknown>)[part];
    const next = given ?? structuredClone(valueAt(common(experiment), path.slice(0, depth + 1))) ?? {};
    if (typeof next !== 'object' || next === null) {
      throw bad(
        `${where}: methods[${index}].sweep: ${pathText(path.slice(0, depth + 1))} has no parts.`,
        'Correct the place.',
      );
    }
    (holder as Record<PropertyKey, unknown>)[part] = next;
    holder = next as Record<string, unknown>;
  }
}

/** What an entry overrides as a whole, so that a trial which sets a part of it must start from it. */
function common({ training, head }: ParsedExperiment): unknown {
  const { optimiser, schedule } = training;
  return { training: { optimiser, schedule }, head };
}

let known: Record<string, unknown> | undefined;
function schema(): Record<string, unknown> {
  known ??= z.toJSONSchema(experimentSchema, { io: 'input', unrepresentable: 'any' }) as Record<string, unknown>;
  return known;
}

function bad(message: string, hint: string): TrunklineError {
  return new TrunklineError('TL_EXPERIMENT_INVALID', message, { hint, exitStatus: 2 });
}

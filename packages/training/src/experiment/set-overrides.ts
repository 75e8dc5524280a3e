import { isTrunklineError, TrunklineError } from '@trunkline/system';
import { z } from 'zod';
import { mayBeNull, overrideValue } from './override-value.ts';
import { listOf, meantPlace, pathText, problemsOf, schemasAt, valueAt, type Problem } from './explain-issues.ts';
import { experimentSchema } from './schema.ts';

type Json = Record<string, unknown>;

/** What every object has without being given it: no place of an experiment, and writing there would change all objects. */
const inherited = new Set(['__proto__', 'constructor', 'prototype']);

/** Made when first asked for: it takes longer than all the rest. */
let schemaOfExperiment: Json | undefined;

/**
 * Applies `--set` overrides: `training.steps=500`, `methods.1.options.adaptationWeight=0.3`, `seeds=0,1`,
 * `methods=source-only,dann`, which keeps what the file says of these rows. `null` takes out what may be left out. Gives a new experiment; the given one stays as
 * it is. Throws `TL_BAD_OVERRIDE` for a place that does not exist, naming the nearest.
 */
export function applyOverrides(experiment: unknown, overrides: readonly string[]): unknown {
  const result = structuredClone(experiment) as Json;
  schemaOfExperiment ??= z.toJSONSchema(experimentSchema, { io: 'input', unrepresentable: 'any' }) as Json;
  for (const override of overrides) applyOne(result, override, schemaOfExperiment);
  return result;
}

function applyOne(root: Json, override: string, schema: Json): void {
  const equals = override.indexOf('=');
  if (equals < 1) {
    throw bad(`--set ${override}: expected <place>=<value>`, 'Write for example --set training.steps=500.');
  }
  const path = placeParts(override.slice(0, equals));
  let holder: Json = root;
  for (const [depth, part] of path.entries()) {
    const here = path.slice(0, depth);
    const why = whyNoPlace(root, schema, here, part);
    if (why !== undefined) throw bad(`--set ${override}: ${why}`);
    if (depth === path.length - 1) {
      const rows = root['methods'];
      put(holder, part, override.slice(equals + 1), {
        schemas: schemasAt(schema, path, root),
        isRequired: schemasAt(schema, here, root).some((one) => requires(one, part)),
      });
      if (path.join() === 'methods') root['methods'] = withSettings(root['methods'], rows);
      return;
    }
    const given = (holder as Record<PropertyKey, unknown>)[part];
    // a method may be written as its name alone: room for its settings is made here
    const next = typeof given === 'string' && here.join() === 'methods' ? { method: given } : (given ?? {});
    if (typeof next !== 'object' || next === null)
      throw bad(`--set ${override}: ${pathText(path.slice(0, depth + 1))} has no parts`);
    (holder as Record<PropertyKey, unknown>)[part] = next;
    holder = next as Json;
  }
}

/** The rows that a list of names picks: those of the file of that label, else of that method, with all their settings. */
function withSettings(picked: unknown, rows: unknown): unknown {
  if (!Array.isArray(picked) || !Array.isArray(rows)) return picked;
  const named = (key: 'label' | 'method', name: unknown): unknown[] =>
    rows.filter((row) => typeof row === 'object' && row !== null && (row as Json)[key] === name);
  return picked.flatMap((one) => {
    if (typeof one !== 'string' || rows.includes(one)) return [one];
    const [labelled, ofMethod] = [named('label', one), named('method', one)];
    return [labelled, ofMethod, [one]].find((found) => found.length > 0) ?? [];
  });
}

function requires(schema: Json, part: string | number): boolean {
  return typeof part === 'number' || ((schema['required'] ?? []) as unknown[]).includes(part);
}

/** Writes what was typed, or takes the key out: `null` where that is no value of its own and the key may be left out. */
function put(
  holder: Json,
  part: string | number,
  text: string,
  { schemas, isRequired }: { readonly schemas: readonly Json[]; readonly isRequired: boolean },
): void {
  if (text === 'null' && !isRequired && !mayBeNull(schemas)) delete holder[part];
  else (holder as Record<PropertyKey, unknown>)[part] = overrideValue(text, schemas);
}

/**
 * `methods.1.options.layer`, or `methods[1].options.layer` as messages write it, as its parts; a whole number is a place
 * in a list.
 */
export function placeParts(place: string): (string | number)[] {
  return place
    .replaceAll(/\[(\d+)\]/g, '.$1')
    .split('.')
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part));
}

/** Why there is no `part` at the place `here` of an experiment, with what is near and what is allowed; else undefined. */
export function whyNoPlace(
  root: Json,
  schema: Json,
  here: readonly (string | number)[],
  part: string | number,
): string | undefined {
  if (inherited.has(String(part))) return `'${part}' is no key of an experiment`;
  const value = valueAt(root, here);
  if (Array.isArray(value)) {
    if (typeof part === 'number' && part < value.length) return undefined;
    return `${pathText(here)} has ${value.length} entries (0 to ${value.length - 1}), '${part}' is none of them`;
  }
  const schemas = schemasAt(schema, here, root);
  const free = schemas.some((one) => typeof one['additionalProperties'] === 'object');
  const allowed = [...new Set(schemas.flatMap((one) => Object.keys((one['properties'] ?? {}) as Json)))];
  if (free || allowed.includes(String(part))) return undefined;
  const meant = meantPlace(String(part), here, schema, root);
  const where = here.length === 0 ? 'the experiment' : pathText(here);
  const proposed =
    meant === undefined
      ? ''
      : `; did you mean '${meant.length === 1 ? String(meant[0]) : [...here, ...meant].join('.')}'?`;
  return `there is no '${part}' in ${where}${proposed === '' ? '.' : proposed} Allowed are ${allowed.join(', ')}`;
}

/** How an experiment is checked again, to find out what its overrides brought about. */
export interface Blaming {
  readonly overrides: readonly string[];
  /** What stands before a message: the file. */
  readonly where: string;
  /** What the work on the experiment with these overrides alone throws, if anything: its check, or laying out its runs. */
  readonly errorWith: (overrides: readonly string[]) => unknown;
}

/**
 * The error of an experiment with overrides, with what they brought about blamed on them: every problem that the
 * experiment alone does not have, and an error that comes with one of them.
 */
export async function blameOverrides(error: unknown, { overrides, where, errorWith }: Blaming): Promise<unknown> {
  if (overrides.length === 0) return error;
  const problems = problemsOf(error);
  if (problems.length === 0) return await blameOne(error, { overrides, where, errorWith });
  const own = new Set(problemsOf(await errorWith([])).map(({ text }) => text));
  const brought = problems.filter(({ text }) => !own.has(text));
  if (brought.length === 0) return error;
  const lines = brought.map((problem) => {
    const override = overrides.findLast((one) => touches(placeOf(one), pathText(problem.path)));
    const here = override !== undefined && placeOf(override) === pathText(problem.path);
    return `--set ${override ?? overrides.join(' --set ')}: ${here ? problem.what : problem.text}`;
  });
  const others = problems.filter((problem: Problem) => !brought.includes(problem)).map(({ text }) => text);
  if (others.length === 0) {
    return bad(listOf(lines), 'Correct that --set; `trunkline schema` prints everything that may stand there.');
  }
  return new TrunklineError('TL_EXPERIMENT_INVALID', `${where}: ${listOf(others)}; ${listOf(lines)}.`, {
    hint: 'Correct the file and the --set; `trunkline schema` prints everything that may stand there.',
    exitStatus: 2,
  });
}

/** An error about one thing, a name that does not exist, with the override that first brings it about. */
async function blameOne(error: unknown, { overrides, where, errorWith }: Blaming): Promise<unknown> {
  if (!isTrunklineError(error)) return error;
  const same = (tried: unknown): boolean => isTrunklineError(tried) && tried.message === error.message;
  for (let first = 0; first <= overrides.length; first += 1) {
    if (!same(await errorWith(overrides.slice(0, first)))) continue;
    if (first === 0) return error;
    const message = error.message.startsWith(`${where}: `) ? error.message.slice(where.length + 2) : error.message;
    return new TrunklineError(error.code, `--set ${overrides[first - 1]}: ${message}`, {
      ...(error.hint !== undefined && { hint: error.hint }),
      exitStatus: error.exitStatus ?? 2,
      cause: error,
    });
  }
  return error;
}

/** `methods.1.label=a` as messages call its place: `methods[1].label`. */
function placeOf(override: string): string {
  return pathText(placeParts(override.slice(0, override.indexOf('='))));
}

function touches(first: string, second: string): boolean {
  const [short, long] = first.length < second.length ? [first, second] : [second, first];
  return long === short || (long.startsWith(short) && /^[.[]/.test(long.slice(short.length)));
}

function bad(message: string, hint = 'See `trunkline schema` for every place in an experiment.'): TrunklineError {
  return new TrunklineError('TL_BAD_OVERRIDE', message.endsWith('.') ? message : `${message}.`, {
    hint,
    exitStatus: 2,
  });
}

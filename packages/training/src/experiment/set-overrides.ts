import { TrunklineError } from '@trunkline/system';
import { z } from 'zod';
import { listOf, meantPlace, pathText, problemsOf, schemasAt, valueAt, type Problem } from './explain-issues.ts';
import { experimentSchema } from './schema.ts';

type Json = Record<string, unknown>;

/**
 * Applies `--set` overrides: `training.steps=500`, `methods.1.options.adaptationWeight=0.3`, `seeds=[0,1]`. A value is
 * text where the schema wants text only, else JSON, else text. Gives a new experiment; the given one stays as it is.
 * Throws `TL_BAD_OVERRIDE` for a place that does not exist, naming the nearest.
 */
export function applyOverrides(experiment: unknown, overrides: readonly string[]): unknown {
  const result = structuredClone(experiment) as Json;
  const schema = z.toJSONSchema(experimentSchema, { io: 'input', unrepresentable: 'any' }) as Json;
  for (const override of overrides) applyOne(result, override, schema);
  return result;
}

function applyOne(root: Json, override: string, schema: Json): void {
  const equals = override.indexOf('=');
  if (equals < 1) {
    throw bad(`--set ${override}: expected <place>=<value>`, 'Write for example --set training.steps=500.');
  }
  const path = placeParts(override.slice(0, equals));
  const text = override.slice(equals + 1);
  let holder: Json = root;
  for (const [depth, part] of path.entries()) {
    const here = path.slice(0, depth);
    const why = whyNoPlace(root, schema, here, part);
    if (why !== undefined) throw bad(`--set: ${why}`);
    if (depth === path.length - 1) {
      const schemas = schemasAt(schema, path, root);
      const value = valueOf(text, schemas);
      if (schemas.length > 0 && schemas.every((one) => one['type'] === 'array') && !Array.isArray(value)) {
        throw bad(
          `--set ${override}: ${pathText(path)} is a list`,
          `Write JSON: --set '${override.slice(0, equals)}=${listFrom(text, schemas)}'.`,
        );
      }
      (holder as Record<PropertyKey, unknown>)[part] = value;
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

/** `training.optimiser.learningRate` as its parts; a whole number is a place in a list. */
export function placeParts(place: string): (string | number)[] {
  return place.split('.').map((part) => (/^\d+$/.test(part) ? Number(part) : part));
}

/** Why there is no `part` at the place `here` of an experiment, with what is near and what is allowed; else undefined. */
export function whyNoPlace(
  root: Json,
  schema: Json,
  here: readonly (string | number)[],
  part: string | number,
): string | undefined {
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

/** `dann,coral`, or `[dann]` of which the shell took the quotes, as JSON. */
function listFrom(text: string, schemas: readonly Json[]): string {
  const wantsText = schemas.some((one) => JSON.stringify(one['items'] ?? {}).includes('"type":"string"'));
  const entries = text
    .replace(/^\[|\]$/g, '')
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
  return `[${entries.map((entry) => (wantsText ? JSON.stringify(entry) : entry)).join(',')}]`;
}

/**
 * The error of an experiment with overrides, with what they brought about blamed on them: every problem that the
 * experiment alone, whose error is `before`, does not have.
 */
export function blameOverrides(error: unknown, before: unknown, overrides: readonly string[], where: string): unknown {
  const own = new Set(problemsOf(before).map(({ text }) => text));
  const problems = problemsOf(error);
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

/** `methods.1.label=a` as messages call its place: `methods[1].label`. */
function placeOf(override: string): string {
  return pathText(placeParts(override.slice(0, override.indexOf('='))));
}

function touches(first: string, second: string): boolean {
  const [short, long] = first.length < second.length ? [first, second] : [second, first];
  return long === short || (long.startsWith(short) && /^[.[]/.test(long.slice(short.length)));
}

function valueOf(text: string, schemas: readonly Json[]): unknown {
  if (schemas.length > 0 && schemas.every((schema) => schema['type'] === 'string')) return text;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

function bad(message: string, hint = 'See `trunkline schema` for every place in an experiment.'): TrunklineError {
  return new TrunklineError('TL_BAD_OVERRIDE', `${message}.`.replace('..', '.'), { hint, exitStatus: 2 });
}

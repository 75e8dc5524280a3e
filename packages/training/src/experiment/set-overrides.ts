import { nearestWord } from '@trunkline/methods';
import { TrunklineError } from '@trunkline/system';
import { z } from 'zod';
import { pathText, schemasAt, valueAt } from './explain-issues.ts';
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
  const path = override
    .slice(0, equals)
    .split('.')
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part));
  const text = override.slice(equals + 1);
  let holder: Json = root;
  for (const [depth, part] of path.entries()) {
    const here = path.slice(0, depth);
    checkPart(root, schema, here, part);
    if (depth === path.length - 1) {
      (holder as Record<PropertyKey, unknown>)[part] = valueOf(text, schemasAt(schema, path, root));
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

function checkPart(root: Json, schema: Json, here: readonly (string | number)[], part: string | number): void {
  const value = valueAt(root, here);
  if (Array.isArray(value)) {
    if (typeof part === 'number' && part < value.length) return;
    throw bad(
      `--set: ${pathText(here)} has ${value.length} entries (0 to ${value.length - 1}), '${part}' is none of them`,
    );
  }
  const schemas = schemasAt(schema, here, root);
  const free = schemas.some((one) => typeof one['additionalProperties'] === 'object');
  const allowed = [...new Set(schemas.flatMap((one) => Object.keys((one['properties'] ?? {}) as Json)))];
  if (free || allowed.includes(String(part))) return;
  const nearest = nearestWord(String(part), allowed);
  const where = here.length === 0 ? 'the experiment' : pathText(here);
  throw bad(
    `--set: there is no '${part}' in ${where}${nearest === undefined ? '' : `; did you mean '${nearest}'?`} Allowed are ${allowed.join(', ')}`,
  );
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

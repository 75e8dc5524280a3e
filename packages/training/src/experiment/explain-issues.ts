import { nearestWord } from '@trunkline/methods';
import { TrunklineError } from '@trunkline/system';
import { z } from 'zod';

type Json = Record<string, unknown>;
type Path = readonly PropertyKey[];

/** `methods[1].options.layer`. */
export function pathText(path: Path): string {
  return path
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
    .join('')
    .replace(/^\./, '');
}

/** Parses `value`; throws `TL_EXPERIMENT_INVALID` that names every wrong place, with the nearest allowed key. */
export function parseOrExplain<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  where: string,
  prefix: Path = [],
): z.output<Schema> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const json = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Json;
  const lines = parsed.error.issues.flatMap((issue) => explainIssue(issue, [], json, value, prefix));
  throw new TrunklineError('TL_EXPERIMENT_INVALID', `${where}: ${[...new Set(lines)].slice(0, 12).join('; ')}.`, {
    hint: 'Correct the file; `trunkline schema` prints everything that may stand there.',
    exitStatus: 2,
  });
}

type Issue = z.core.$ZodIssue;

function explainIssue(issue: Issue, base: Path, schema: Json, root: unknown, prefix: Path): string[] {
  const path = [...base, ...issue.path];
  const place = pathText([...prefix, ...path]);
  if (issue.code === 'unrecognized_keys') {
    const allowed = allowedKeys(schema, path, root);
    return issue.keys.map((key) => {
      const nearest = nearestWord(key, allowed);
      const rest =
        nearest === undefined
          ? `allowed are ${allowed.join(', ')}`
          : `did you mean '${nearest}'? Allowed are ${allowed.join(', ')}`;
      return `unknown key '${key}' in ${place === '' ? 'the experiment' : place} (${rest})`;
    });
  }
  if (issue.code === 'invalid_union') {
    const branches = (issue.errors as readonly (readonly Issue[])[]).filter((branch) => branch.length > 0);
    const rank = (branch: readonly Issue[]): number =>
      Math.max(...branch.map((one) => (one.code === 'unrecognized_keys' ? 1 : 0) + 2 * one.path.length)) +
      (branch.every((one) => one.code !== 'invalid_type' || one.path.length > 0) ? 1 : 0) -
      branch.length / 100;
    const best = [...branches].sort((first, second) => rank(second) - rank(first))[0];
    if (best) return best.flatMap((one) => explainIssue(one, path, schema, root, prefix));
  }
  const given = valueAt(root, path);
  const shown = given === undefined ? 'nothing is given' : `given ${JSON.stringify(given)?.slice(0, 80)}`;
  return [`${place === '' ? 'the experiment' : place}: ${issue.message.replace(/^Invalid input: /, '')}, ${shown}`];
}

/** The value at a path, or undefined. */
export function valueAt(root: unknown, path: Path): unknown {
  let value = root;
  for (const part of path) value = (value as Record<PropertyKey, unknown> | null | undefined)?.[part];
  return value;
}

/** The JSON Schemas that may apply at `path`; where branches differ by a constant, those that fit `root`. */
export function schemasAt(schema: Json, path: Path, root: unknown): readonly Json[] {
  let schemas = alternatives(schema, root);
  let value = root;
  for (const part of path) {
    value = (value as Record<PropertyKey, unknown> | null | undefined)?.[part];
    schemas = schemas.flatMap((one) => {
      const properties = one['properties'] as Record<string, Json> | undefined;
      const next =
        typeof part === 'number' || one['type'] === 'array'
          ? (one['items'] as Json | undefined)
          : (properties?.[String(part)] ?? additional(one));
      return next ? alternatives(next, value) : [];
    });
  }
  return schemas;
}

function additional(schema: Json): Json | undefined {
  const more = schema['additionalProperties'];
  return typeof more === 'object' && more !== null ? (more as Json) : undefined;
}

function alternatives(schema: Json, value: unknown): readonly Json[] {
  const branches = (schema['anyOf'] ?? schema['oneOf']) as Json[] | undefined;
  if (!branches) return [schema];
  const all = branches.flatMap((branch) => alternatives(branch, value));
  const fitting = all.filter((branch) => constantsFit(branch, value));
  return fitting.length > 0 ? fitting : all;
}

function constantsFit(schema: Json, value: unknown): boolean {
  const properties = schema['properties'] as Record<string, Json> | undefined;
  if (typeof value !== 'object' || value === null || !properties) return true;
  const required = (schema['required'] ?? []) as string[];
  return Object.entries(properties).every(([key, property]) => {
    const given = (value as Json)[key];
    if ('const' in property) return given === property['const'];
    return !required.includes(key) || given !== undefined;
  });
}

function allowedKeys(schema: Json, path: Path, root: unknown): string[] {
  const keys = schemasAt(schema, path, root).flatMap((one) => Object.keys((one['properties'] ?? {}) as Json));
  return [...new Set(keys)].filter((key) => key !== '$schema');
}

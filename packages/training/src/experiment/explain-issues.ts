import { nearest, TrunklineError } from '@trunkline/system';
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

/** One thing that is wrong in an experiment. */
export interface Problem {
  readonly path: Path;
  /** `training.steps: expected a number, given "many"`. */
  readonly text: string;
  /** The same without the place. */
  readonly what: string;
}

const problemsByError = new WeakMap<object, readonly Problem[]>();

/** The problems in an error that {@link parseOrExplain} threw; undefined for any other error. */
export function problemsOf(error: unknown): readonly Problem[] {
  return typeof error === 'object' && error !== null ? (problemsByError.get(error) ?? []) : [];
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
  const found = parsed.error.issues.flatMap((issue) => explainIssue(issue, [], json, value, prefix));
  // a key that is misspelt explains why another one is missing
  const sorted = [...found.filter(({ unknown }) => unknown), ...found.filter(({ unknown }) => !unknown)];
  const error = new TrunklineError('TL_EXPERIMENT_INVALID', `${where}: ${listOf(sorted.map(({ text }) => text))}.`, {
    hint: 'Correct the file; `trunkline schema` prints everything that may stand there.',
    exitStatus: 2,
  });
  problemsByError.set(error, sorted);
  throw error;
}

/** The first dozen different lines as one. */
export function listOf(lines: readonly string[]): string {
  return [...new Set(lines)].slice(0, 12).join('; ');
}

type Issue = z.core.$ZodIssue;
type Found = Problem & { readonly unknown: boolean };

function explainIssue(issue: Issue, base: Path, schema: Json, root: unknown, prefix: Path): Found[] {
  const path = [...base, ...issue.path];
  const full = [...prefix, ...path];
  const place = pathText(full) === '' ? 'the experiment' : pathText(full);
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => {
      const what = `unknown key '${key}' in ${place} (${suggestion(key, path, schema, root, prefix)})`;
      return { path: [...full, key], text: what, what, unknown: true };
    });
  }
  if (issue.code === 'invalid_union' && issue.message === 'Invalid input') {
    const best = likeliestBranch(issue.errors as readonly (readonly Issue[])[]);
    if (best) return best.flatMap((one) => explainIssue(one, path, schema, root, prefix));
  }
  const given = valueAt(root, path);
  const expected = expectation(issue);
  if (given === undefined) {
    const what = `is missing; ${expected}`;
    return [{ path: full, text: `${place} ${what}`, what, unknown: false }];
  }
  const shown = JSON.stringify(given) ?? String(given);
  const what = `${expected}, given ${shown.length > 80 ? `${shown.slice(0, 80)}…` : shown}`;
  return [{ path: full, text: `${place}: ${what}`, what, unknown: false }];
}

function suggestion(key: string, path: Path, schema: Json, root: unknown, prefix: Path): string {
  const allowed = allowedKeys(schema, path, root);
  const list = `llowed are ${allowed.join(', ')}`;
  const meant = meantPlace(key, path, schema, root);
  if (meant === undefined) return `a${list}`;
  return `did you mean '${meant.length === 1 ? String(meant[0]) : pathText([...prefix, ...path, ...meant])}'? A${list}`;
}

/** The place below `path`, relative to it, that was likely meant by `key`: a key like it there, or the same one deeper. */
export function meantPlace(key: string, path: Path, schema: Json, root: unknown): Path | undefined {
  const deeper = deeperPlace(key, path, schema, root);
  const close = nearest(key, allowedKeys(schema, path, root));
  return deeper ?? (close === undefined ? undefined : [close]);
}

/** Where below `path` the schema knows exactly this key, the shallowest first; entries of lists are not looked into. */
function deeperPlace(key: string, path: Path, schema: Json, root: unknown): Path | undefined {
  let level: readonly Path[] = [[]];
  for (let depth = 0; depth < 4 && level.length > 0; depth += 1) {
    const next: Path[] = [];
    for (const below of level) {
      const keys = allowedKeys(schema, [...path, ...below], root);
      if (depth > 0 && keys.includes(key)) return [...below, key];
      next.push(...keys.filter((one) => one !== 'smoke').map((one) => [...below, one]));
    }
    level = next;
  }
  return undefined;
}

/** Of the ways a value may be written, the one that least has to change for it. */
function likeliestBranch(branches: readonly (readonly Issue[])[]): readonly Issue[] | undefined {
  const written = branches.filter((branch) => branch.length > 0);
  const cost = (branch: readonly Issue[]): number =>
    branch.reduce((sum, issue) => {
      if (issue.code === 'unrecognized_keys') return sum + issue.keys.length;
      if (issue.code === 'invalid_type' && issue.path.length === 0) return sum + 100;
      return sum + (issue.code === 'invalid_value' ? 2 : 1);
    }, 0);
  return [...written].sort((first, second) => cost(first) - cost(second))[0];
}

const kinds: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
  null: 'null',
};

/** What the schema wanted, in words: `expected at least 1 entry`. */
function expectation(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `expected ${kinds[issue.expected] ?? issue.expected}`;
    case 'invalid_value':
      return expectedOneOf(issue.values);
    case 'invalid_union': {
      const options = (issue as { readonly options?: readonly unknown[] }).options;
      return options ? expectedOneOf(options) : issue.message;
    }
    case 'too_small':
      if (issue.origin === 'array') return `expected at least ${entries(issue.minimum)}`;
      if (issue.origin === 'string') return 'expected text that is not empty';
      return `expected a number ${issue.inclusive ? 'of at least' : 'above'} ${issue.minimum}`;
    case 'too_big':
      if (issue.origin === 'array') return `expected at most ${entries(issue.maximum)}`;
      if (issue.origin === 'string') return `expected at most ${issue.maximum} letters`;
      return `expected a number ${issue.inclusive ? 'of at most' : 'below'} ${issue.maximum}`;
    case 'invalid_format':
      return `expected ${issue.message.startsWith('Invalid') ? `text like ${issue.pattern ?? issue.format}` : issue.message}`;
    default:
      return issue.message.replace(/^Invalid input: /, '');
  }
}

function entries(count: number | bigint): string {
  return `${count} ${Number(count) === 1 ? 'entry' : 'entries'}`;
}

function expectedOneOf(values: readonly unknown[]): string {
  const listed = values.map((value) => JSON.stringify(value)).join(', ');
  return values.length === 1 ? `expected ${listed}` : `expected one of ${listed}`;
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

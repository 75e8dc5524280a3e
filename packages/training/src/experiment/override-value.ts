type Json = Record<string, unknown>;

/**
 * The value that a person typed as `text`, where these JSON Schemas say what may stand: JSON where it is of a kind that may
 * (`"cosine"` loses its quotes), else the text itself, else a list of what stands between commas. What fits nowhere comes
 * back as JSON or text, for the check of the experiment to refuse.
 */
export function overrideValue(text: string, schemas: readonly Json[]): unknown {
  const json = parsed(text);
  if (json !== undefined && mayBe(json, schemas)) return json;
  if (mayBe(text, schemas)) return text;
  const items = schemas.flatMap(itemsOf);
  if (items.length > 0) return listOfEntries(text).map((entry) => overrideValue(entry, items));
  return json ?? text;
}

/** Whether JSON's `null` may stand at a place of these schemas. */
export function mayBeNull(schemas: readonly Json[]): boolean {
  return mayBe(null, schemas);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function mayBe(value: unknown, schemas: readonly Json[]): boolean {
  return schemas.length === 0 || schemas.some((schema) => fits(value, schema));
}

/** Whether a value is of the kind that a schema names; its parts are not looked at. */
function fits(value: unknown, schema: Json): boolean {
  if ('const' in schema) return value === schema['const'];
  const { enum: choices, type } = schema as { readonly enum?: readonly unknown[]; readonly type?: unknown };
  const types: readonly unknown[] = Array.isArray(type) ? type : type === undefined ? [] : [type];
  const ofKind =
    types.length === 0 || types.some((one) => one === kindOf(value) || (one === 'number' && isWhole(value)));
  // names of plugins are not in the list, so that a text is refused where all names are known
  return ofKind && (choices === undefined || typeof value !== 'string' || choices.includes(value));
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return isWhole(value) ? 'integer' : typeof value;
}

function isWhole(value: unknown): boolean {
  return typeof value === 'number' && Number.isInteger(value);
}

/** The schemas of the entries, where a schema is one of a list. */
function itemsOf(schema: Json): readonly Json[] {
  if (schema['type'] !== 'array') return [];
  const items = schema['items'] as Json | undefined;
  if (items === undefined) return [{}];
  return (items['anyOf'] ?? items['oneOf'] ?? [items]) as readonly Json[];
}

/** `a,b` or, with its brackets, `[a, b]`; a comma in quotes, brackets or braces parts nothing. */
function listOfEntries(text: string): readonly string[] {
  const inner = /^\s*\[(.*)\]\s*$/s.exec(text)?.[1] ?? text;
  if (inner.trim() === '') return [];
  const entries: string[] = [''];
  let depth = 0;
  let quoted = false;
  for (const letter of inner) {
    if (letter === '"') quoted = !quoted;
    if (!quoted && /[[{]/.test(letter)) depth += 1;
    if (!quoted && /[\]}]/.test(letter)) depth -= 1;
    if (letter === ',' && depth === 0 && !quoted) entries.push('');
    else entries.push((entries.pop() ?? '') + letter);
  }
  return entries.map((entry) => entry.trim());
}

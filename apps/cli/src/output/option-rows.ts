import type { JsonSchema } from '@trunkline/training';

/** One option of a method, trunk, head or augmentation, in words. */
export interface OptionRow {
  readonly option: string;
  /** As an experiment would write it; `-` for one that may be left out and has no value then. */
  readonly default: string;
  /** `number ≥ 0`, `one of "a", "b"`. */
  readonly values: string;
  readonly description: string;
}

/** The options that a JSON Schema of an object describes; those of an option with parts stand below it, as `a.b`. */
export function optionRows(schema: JsonSchema, prefix = ''): OptionRow[] {
  const properties = (schema['properties'] ?? {}) as Record<string, JsonSchema>;
  return Object.entries(properties).flatMap(([key, property]) => {
    const option = `${prefix}${key}`;
    const row: OptionRow = {
      option,
      default: property['default'] === undefined ? '-' : JSON.stringify(property['default']),
      values: valuesOf(property),
      description: String(property['description'] ?? ''),
    };
    return [row, ...optionRows(property, `${option}.`)];
  });
}

function valuesOf(schema: JsonSchema): string {
  const {
    anyOf,
    enum: listed,
    const: only,
    type,
    items,
  } = schema as {
    readonly anyOf?: readonly JsonSchema[];
    readonly enum?: readonly unknown[];
    readonly const?: unknown;
    readonly type?: string;
    readonly items?: JsonSchema;
  };
  if (anyOf !== undefined) return anyOf.map(valuesOf).join(' or ');
  if (listed !== undefined) return `one of ${listed.map((value) => JSON.stringify(value)).join(', ')}`;
  if (only !== undefined) return JSON.stringify(only);
  if (type === 'array') return `list of ${items === undefined ? 'values' : valuesOf(items)}`;
  if (type === 'boolean') return 'true or false';
  if (type === 'integer' || type === 'number') {
    return `${type === 'integer' ? 'whole number' : 'number'}${boundsOf(schema)}`;
  }
  return type === 'string' ? 'text' : (type ?? 'any value');
}

function boundsOf(schema: JsonSchema): string {
  const signs = { minimum: '≥', exclusiveMinimum: '>', maximum: '≤', exclusiveMaximum: '<' };
  const said = Object.entries(signs)
    .filter(([key]) => Number.isFinite(schema[key]) && Math.abs(schema[key] as number) < Number.MAX_SAFE_INTEGER)
    .map(([key, sign]) => `${sign} ${String(schema[key])}`);
  return said.length === 0 ? '' : ` ${said.join(', ')}`;
}

import { trunks, weightSets } from '@trunkline/backbone';
import { augmentations, dataSets, type AnyAugmentationDefinition } from '@trunkline/data';
import { validators } from '@trunkline/evaluation';
import { headOptions, heads } from '@trunkline/heads';
import { methods, terms } from '@trunkline/methods';
import { z } from 'zod';
import { experimentSchema } from './schema.ts';

/** A JSON Schema, or a part of one. */
export type JsonSchema = Record<string, unknown>;

/** What a schema of zod takes, as JSON Schema. */
export function jsonSchemaOf(schema: z.ZodType): JsonSchema {
  const { $schema, ...rest } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  void $schema;
  return rest as JsonSchema;
}

/** The options of an augmentation, as JSON Schema. */
export function augmentationSchema({ defaults, bounds, words }: AnyAugmentationDefinition): JsonSchema {
  const properties = Object.entries(defaults).map(([key, value]) => {
    const [minimum, maximum] = bounds?.[key] ?? [undefined, undefined];
    return [key, { type: 'number', minimum, maximum, default: value, description: words?.[key] ?? '' }] as const;
  });
  return { type: 'object', properties: Object.fromEntries(properties), additionalProperties: false };
}

/**
 * JSON Schema of an experiment file, for editors: a description of every property, the names of whatever has a name, and
 * the options of each method, trunk, head and augmentation. It lists what is registered in this process, plugins included.
 */
export function experimentJsonSchema(): JsonSchema {
  const schema = z.toJSONSchema(experimentSchema, { io: 'input', unrepresentable: 'any' }) as JsonSchema;
  for (const object of objectsIn(schema)) {
    for (const [key, part] of Object.entries(object['properties'] as Record<string, JsonSchema>)) {
      namesUnder[key]?.(part, object);
    }
  }
  return { ...schema, title: 'Trunkline experiment' };
}

/** Every part of a schema that has properties, outer ones first. */
function objectsIn(schema: unknown): JsonSchema[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const within = Object.values(schema).flatMap(objectsIn);
  return 'properties' in schema ? [schema as JsonSchema, ...within] : within;
}

/** Names and options that only registries know, by the key they stand under: the property, and the object it is of. */
const namesUnder: Readonly<Record<string, (property: JsonSchema, object: JsonSchema) => void>> = {
  dataSet: (property) => oneOf(property, dataSets()),
  validator: (property) => oneOf(property, validators()),
  validators: (property) => oneOf(branches(property)[0]?.['items'] as JsonSchema, validators()),
  methods: (property) => oneOf(branches(property['items'])[0], methods()),
  chain: (property) => oneOf(branches(property['items'])[0], methods()),
  add: (property) => oneOf(branches(property['items'])[0], terms()),
  term: (property, object) => {
    oneOf(property, terms());
    object['allOf'] = terms().map(({ name, description, options, weight }) =>
      when('term', name, {
        properties: { weight: jsonSchemaOf(weight), options: { ...jsonSchemaOf(options), description } },
      }),
    );
  },
  method: (property, object) => {
    oneOf(property, methods());
    const { chain } = object['properties'] as Record<string, JsonSchema>;
    if (chain !== undefined) object['oneOf'] = [{ required: ['method'] }, { required: ['chain'] }];
    object['allOf'] = methods().map(({ name, description, options }) =>
      when('method', name, { properties: { options: { ...jsonSchemaOf(options), description } } }),
    );
  },
  trunk: ({ properties, ...rest }, object) => {
    oneOf((properties as Record<string, JsonSchema>)['name'], trunks());
    const allOf = trunks().map(({ name, options }) => when('name', name, propertiesOf(jsonSchemaOf(options))));
    (object['properties'] as Record<string, JsonSchema>)['trunk'] = { ...rest, properties, allOf };
  },
  kind: (property, object) => {
    oneOf(property, heads());
    object['allOf'] = heads().map((head) => when('kind', head.name, propertiesOf(jsonSchemaOf(headOptions(head)))));
  },
  weights: (property) => branches(property).unshift({ enum: names(weightSets()) }),
  augment: (property) => {
    const [name, withOptions] = branches((branches(property)[0] as JsonSchema)['items']);
    oneOf(name, augmentations());
    const object = withOptions as JsonSchema & { readonly properties: Record<string, JsonSchema> };
    oneOf(object.properties['name'], augmentations());
    object['allOf'] = augmentations().map((one) => when('name', one.name, propertiesOf(augmentationSchema(one))));
  },
};

interface Named {
  readonly name: string;
}

function names(items: readonly Named[]): string[] {
  return items.map(({ name }) => name);
}

function oneOf(schema: JsonSchema | undefined, items: readonly Named[]): void {
  if (schema !== undefined) schema['enum'] = names(items);
}

function branches(schema: unknown): JsonSchema[] {
  return (schema as { readonly anyOf: JsonSchema[] }).anyOf;
}

function propertiesOf(schema: JsonSchema): JsonSchema {
  return { properties: schema['properties'] };
}

/** Applies a schema where a key has a value. */
function when(key: string, value: string, then: JsonSchema): JsonSchema {
  return { if: { properties: { [key]: { const: value } }, required: [key] }, then };
}

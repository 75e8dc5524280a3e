import { costOf, needsOf, sightsOf, type MethodDefinition, type Need } from '@trunkline/methods';
import { jsonSchemaOf, type JsonSchema } from '@trunkline/training';
import { optionRows } from '../output/option-rows.ts';

/** What is told of a method, in a list, on its card and on its page. */
export interface MethodFacts {
  readonly name: string;
  readonly family: string;
  readonly role: string;
  readonly paper: string;
  readonly description: string;
  readonly needs: readonly Need[];
  readonly sees: readonly string[];
  /** See `costOf`; absent where it was not measured. */
  readonly cost?: number;
  readonly helps: string;
  readonly departures: readonly string[];
  /** It is made of a term that `add` joins to other methods. */
  readonly addable: boolean;
}

export function methodFacts(method: MethodDefinition): MethodFacts {
  const { name, family, role, paper, description, helps, departures, term } = method;
  const cost = costOf(name);
  return {
    name,
    family,
    role,
    paper,
    description,
    needs: needsOf(method),
    sees: sightsOf(method),
    ...(cost !== undefined && { cost }),
    helps,
    departures,
    addable: term !== undefined,
  };
}

/** "a step costs 1.9 × one of source-only". */
export function costText({ cost }: Pick<MethodFacts, 'cost'>): string {
  return cost === undefined ? 'not measured' : `a step costs ${cost.toFixed(1)} × one of source-only`;
}

/** The options of a method, and how an experiment writes it. */
export function optionsOf({ name, options }: MethodDefinition): {
  readonly schema: JsonSchema;
  readonly example: string;
} {
  const schema = jsonSchemaOf(options);
  const first = optionRows(schema).find((row) => row.default !== '-');
  const example =
    first === undefined
      ? `methods: ['${name}']`
      : `methods: [{ method: '${name}', options: { ${first.option}: ${first.default} } }]`;
  return { schema, example };
}

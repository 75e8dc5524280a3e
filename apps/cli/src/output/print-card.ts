import type { JsonSchema } from '@trunkline/training';
import { optionRows, type OptionRow } from './option-rows.ts';

/** What is told of one method, validator, trunk, head or augmentation. */
export interface Card {
  readonly name: string;
  readonly description?: string;
  /** Facts by what they are called, in order; those that are undefined are left out. */
  readonly facts: Readonly<Record<string, unknown>>;
  /** JSON Schema of its options; absent where it takes none. */
  readonly options?: JsonSchema;
  /** How an experiment writes it, ready to be copied. */
  readonly example: string;
}

/** Prints a card: what it is, its facts, its options with defaults and words, and how an experiment writes it. */
export function printCard({ name, description, facts, options, example }: Card, asJson: boolean): void {
  const known = Object.entries(facts).filter(([, fact]) => fact !== undefined);
  if (asJson) {
    const card = { name, description, ...Object.fromEntries(known), options };
    process.stdout.write(`${JSON.stringify(card, undefined, 2)}\n`);
    return;
  }
  const rows = options === undefined ? [] : optionRows(options);
  const width = Math.max(...known.map(([label]) => label.length));
  const parts = [
    [name, ...(description === undefined ? [] : [description])].join('\n'),
    known.map(([label, fact]) => `${label.padEnd(width)}  ${text(fact)}`).join('\n'),
    rows.length > 0 ? ['Options:', ...rows.map(optionText)].join('\n') : 'It has no options.',
    `In an experiment:\n  ${example}`,
  ];
  process.stdout.write(`${parts.join('\n\n')}\n`);
}

function optionText({ option, values, default: otherwise, description }: OptionRow): string {
  return `  ${option}: ${values}${otherwise === '-' ? '' : `, default ${otherwise}`}\n      ${description}`;
}

function text(fact: unknown): string {
  if (typeof fact === 'boolean') return fact ? 'yes' : 'no';
  return Array.isArray(fact) ? fact.join(', ') || 'none' : String(fact);
}

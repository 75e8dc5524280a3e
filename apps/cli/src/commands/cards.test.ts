import { trunks } from '@trunkline/backbone';
import { augmentations } from '@trunkline/data';
import { validators } from '@trunkline/evaluation';
import { heads } from '@trunkline/heads';
import { methods } from '@trunkline/methods';
import type { JsonSchema } from '@trunkline/training';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { main } from '../main.ts';
import { optionRows } from '../output/option-rows.ts';

afterEach(() => vi.restoreAllMocks());

async function printed(...argv: string[]): Promise<string> {
  let text = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    text += String(chunk);
    return true;
  });
  expect(await main(argv)).toBe(0);
  return text;
}

const all = {
  methods: methods(),
  validators: validators(),
  trunks: trunks(),
  heads: heads(),
  augmentations: augmentations(),
};

describe.each(Object.entries(all))('trunkline %s <name>', (command, items) => {
  it.each(items.map(({ name }) => name))('%s: every option with its default and words', async (name) => {
    const card = JSON.parse(await printed(command, name, '--json')) as { name: string; options?: JsonSchema };
    expect(card.name).toBe(name);
    const text = await printed(command, name);
    for (const row of optionRows(card.options ?? {})) {
      expect(text).toContain(`  ${row.option}: ${row.values}`);
      expect(row.description, row.option).not.toBe('');
      expect(row.values, row.option).not.toBe('any value');
      if (row.default !== '-') expect(text).toContain(`default ${row.default}`);
    }
    expect(text).toContain('In an experiment:');
  });

  it('a name that nothing has is an error with the nearest', async () => {
    let text = '';
    vi.spyOn(process.stderr, 'write').mockImplementation((chunk) => {
      text += String(chunk);
      return true;
    });
    const [first] = items as readonly { readonly name: string }[];
    expect(await main([command, `${first?.name}x`])).toBe(2);
    expect(text).toContain(`the nearest is "${first?.name}"`);
  });
});

it('a preset is told as the list it stands for', async () => {
  expect(await printed('augmentations', 'standard')).toContain('random-crop, horizontal-flip');
});

it('words of options: bounds, choices, lists, alternatives, parts', () => {
  const schema = {
    properties: {
      a: { type: 'number', minimum: 0, exclusiveMaximum: 1, default: 0.5, description: 'A' },
      b: { enum: ['x', 'y'] },
      c: { type: 'array', items: { type: 'integer' } },
      d: { anyOf: [{ const: 'balanced' }, { type: 'null' }] },
      e: { type: 'object', properties: { f: { type: 'boolean' } } },
    },
  };
  expect(optionRows(schema).map(({ option, values }) => `${option}: ${values}`)).toEqual([
    'a: number ≥ 0, < 1',
    'b: one of "x", "y"',
    'c: list of whole number',
    'd: "balanced" or null',
    'e: object',
    'e.f: true or false',
  ]);
});

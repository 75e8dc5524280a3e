import { readFileSync } from 'node:fs';
import { augmentationPresets, augmentations } from '@trunkline/data';
import { describe, expect, it } from 'vitest';
import { experimentSchema, methodEntrySchema } from './schema.ts';

const page = readFileSync(new URL('../../../../docs/training.md', import.meta.url), 'utf8');

/** The first cells of the tables of one part of the page, without their backticks; then their other cells. */
function rowsOf(heading: string): readonly (readonly string[])[] {
  const part = page.split(/^## /m).find((one) => one.startsWith(`${heading}\n`)) ?? '';
  return [...part.matchAll(/^\| `([^`]+)` *\|(.*)\|$/gm)].map(([, name = '', rest = '']) => [
    name,
    ...rest.split('|').map((cell) => cell.trim()),
  ]);
}

const namesOf = (heading: string): readonly string[] => rowsOf(heading).map(([name]) => name ?? '');

describe('docs/training.md', () => {
  it('has every option of training', () => {
    expect([...namesOf('`training`')].sort()).toEqual(Object.keys(experimentSchema.shape.training.shape).sort());
  });

  it('has every augmentation with its defaults, and every preset with its list', () => {
    const expected = [
      ...augmentations().map(({ name, defaults }) => [name, `\`${JSON.stringify(defaults)}\``]),
      ...Object.entries(augmentationPresets).map(([name, list]) => [
        name,
        list.map((one) => (typeof one === 'string' ? one : one.name)).join(', '),
      ]),
    ];
    const rows = rowsOf('Augmentation').map(([name, first, second]) => [
      name,
      second?.startsWith('`{') === true ? second : first,
    ]);
    expect(rows.sort()).toEqual(expected.sort());
  });

  it('has examples that the schema takes', () => {
    const [training, row] = [...page.matchAll(/```json\n([\s\S]*?)```/g)].map(
      ([, text]) => JSON.parse(text ?? '') as unknown,
    );
    expect(experimentSchema.shape.training.parse(training)).toMatchObject(training as object);
    expect(methodEntrySchema.parse(row)).toEqual(row);
  });
});

import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

/** What the files of a folder may import from: only what stands below it. */
const below: Readonly<Record<string, readonly string[]>> = {
  values: [],
  checkpoint: [],
  prices: [],
  records: [],
  plugins: ['values'],
  experiment: ['plugins', 'values'],
  stages: ['experiment', 'values'],
  model: ['experiment', 'values'],
  plan: ['prices', 'model', 'stages', 'experiment', 'values'],
  inputs: ['stages', 'experiment', 'values'],
  figures: ['inputs', 'values'],
  run: [
    'records',
    'figures',
    'inputs',
    'model',
    'plan',
    'prices',
    'stages',
    'experiment',
    'plugins',
    'checkpoint',
    'values',
  ],
  invocation: ['run', 'records', 'inputs', 'plan', 'prices', 'stages', 'experiment', 'plugins', 'checkpoint', 'values'],
  pretrain: ['invocation', 'records', 'plan', 'experiment'],
};

const root = dirname(fileURLToPath(import.meta.url));
const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(
  (file) => file.includes(sep) && file.endsWith('.ts') && !file.endsWith('.test.ts'),
);

const folderOf = (file: string): string => file.split(sep)[0] ?? '';

function importsOf(file: string): string[] {
  const text = readFileSync(join(root, file), 'utf8');
  return [...text.matchAll(/\bfrom '(\.[^']+)'|\bimport\('(\.[^']+)'\)/g)].map((match) =>
    relative(root, join(root, dirname(file), match[1] ?? match[2] ?? '')),
  );
}

describe('the folders of training', () => {
  it('are all known', () => {
    expect([...new Set(files.map(folderOf))].sort()).toEqual(Object.keys(below).sort());
  });

  it('import only from the folders below them', () => {
    const back = files.flatMap((file) =>
      importsOf(file)
        .filter((target) => folderOf(target) !== folderOf(file) && !below[folderOf(file)]?.includes(folderOf(target)))
        .map((target) => `${file} imports ${target}`),
    );
    expect(back).toEqual([]);
  });
});

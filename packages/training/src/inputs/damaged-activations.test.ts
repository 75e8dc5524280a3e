import { existsSync, readdirSync, readFileSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../test/support/tiny-experiment.ts';
import { ActivationCache } from './activation-cache.ts';
import type { ActivationKey, ActivationTable } from './activation-table.ts';

let folder: { readonly path: string; readonly remove: () => Promise<void> };
beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(() => folder.remove());

const key = (data: string, precision: ActivationKey['precision'] = 'float32'): ActivationKey => ({
  weights: 'w',
  trunk: { width: 1 },
  preprocessing: null,
  imageSize: 32,
  cut: 'block1_pool',
  data,
  precision,
  pixels: '',
  engine: '',
});

const ids = Array.from({ length: 12 }, (_, index) => `image ${index}`);

/** A row of an image: [n, n + 0.5, -n]. */
const rowOf = (id: string): number[] => {
  const number = Number(id.slice('image '.length));
  return [number, number + 0.5, -number];
};

async function* compute(missing: readonly string[]): AsyncGenerator<Float32Array> {
  for (const id of missing) {
    await Promise.resolve();
    yield Float32Array.from(rowOf(id));
  }
}

interface Opened {
  readonly cache: ActivationCache;
  readonly table: ActivationTable;
  readonly notices: readonly string[];
}

async function open(of: ActivationKey = key('a'), memoryBytes?: number): Promise<Opened> {
  const notices: string[] = [];
  const onNotice = (line: string): void => void notices.push(line);
  const cache = new ActivationCache({
    folder: folder.path,
    onNotice,
    ...(memoryBytes !== undefined && { memoryBytes }),
  });
  return { cache, table: await cache.open(of, 3), notices };
}

/** Two segments of a key: images 0 to 6, and 7 to 11. */
async function written(of: ActivationKey = key('a')): Promise<string> {
  const { cache, table } = await open(of);
  await table.fill(ids.slice(0, 7), compute);
  await table.fill(ids.slice(7), compute);
  await cache.close();
  return table.folder;
}

const filesOf = (path: string, ending: RegExp): string[] =>
  readdirSync(path)
    .filter((name) => ending.test(name))
    .sort()
    .map((name) => join(path, name));
const rowsOf = (path: string): string[] => filesOf(path, /\.f(32|16)$/);
const headersOf = (path: string): string[] => filesOf(path, /\.json$/);

function change(path: string, how: (content: Buffer) => Buffer): void {
  writeFileSync(path, how(readFileSync(path)));
}

function flip(path: string, at: number, bit = 0x20): void {
  change(path, (content) => {
    content[at] = (content[at] as number) ^ bit;
    return content;
  });
}

function swap(one: string, other: string): void {
  renameSync(one, `${one}.aside`);
  renameSync(other, one);
  renameSync(`${one}.aside`, other);
}

/** Ways in which cached activations come back wrong; a row more is a case more. */
const damages: readonly (readonly [how: string, damage: (path: string) => void])[] = [
  ['a mantissa bit of a float', (path) => flip(rowsOf(path)[0] as string, 2)],
  ['the last byte', (path) => flip(rowsOf(path)[1] as string, readFileSync(rowsOf(path)[1] as string).length - 1)],
  ['a cut file', (path) => truncateSync(rowsOf(path)[0] as string, 8)],
  ['an empty file', (path) => truncateSync(rowsOf(path)[0] as string, 0)],
  ['a longer file', (path) => change(rowsOf(path)[0] as string, (content) => Buffer.concat([content, content]))],
  ['a zero-filled tail', (path) => change(rowsOf(path)[0] as string, (content) => content.fill(0, 24))],
  ['all zeros', (path) => change(rowsOf(path)[0] as string, (content) => content.fill(0))],
  ['a missing file', (path) => rmSync(rowsOf(path)[0] as string)],
  ['a torn header', (path) => truncateSync(headersOf(path)[0] as string, 30)],
  ['an empty header', (path) => truncateSync(headersOf(path)[0] as string, 0)],
  ['a header of zeros', (path) => change(headersOf(path)[0] as string, (content) => content.fill(0))],
  ['a header of another shape', (path) => writeFileSync(headersOf(path)[0] as string, 'null')],
  [
    'two names in a header',
    (path) => {
      const header = headersOf(path).find((one) => readFileSync(one, 'utf8').includes('"image 1"')) as string;
      change(header, (content) => {
        const text = content.toString('utf8').replace('"image 1"', '"image X"').replace('"image 2"', '"image 1"');
        return Buffer.from(text.replace('"image X"', '"image 2"'));
      });
    },
  ],
];

describe('R3: damaged activations', () => {
  describe.each(['float32', 'float16'] as const)('of %s', (precision) => {
    it.each(damages)('are computed again, with a notice: %s', async (_, damage) => {
      const path = await written(key('a', precision));
      damage(path);
      const { cache, table, notices } = await open(key('a', precision));
      const { computed } = await table.fill(ids, compute);
      expect([5, 7]).toContain(computed);
      const rows = await (await table.reader(ids)).gather(ids.map((__, index) => index));
      expect([...rows]).toEqual(ids.flatMap(rowOf));
      expect(notices).toEqual([
        `1 files of cached activations in ${path} are damaged; what they held is computed again.`,
      ]);
      await cache.close();
      const again = await open(key('a', precision));
      expect(await again.table.fill(ids, compute)).toEqual({ computed: 0 });
      expect(again.notices).toEqual([]);
      await again.cache.close();
    });
  });

  it('are found where files of equal length took the place of one another', async () => {
    const [path, other] = [await written(), await written(key('b'))];
    const [mine, theirs] = [rowsOf(path)[0] as string, rowsOf(other)[0] as string];
    flip(theirs, 0); // the other key has other rows
    swap(mine, theirs);
    const { cache, table } = await open();
    expect((await table.fill(ids, compute)).computed).toBeGreaterThan(0);
    expect([...(await (await table.reader(ids)).gather([3]))]).toEqual(rowOf('image 3'));
    swap(headersOf(path)[0] as string, headersOf(other)[0] as string);
    swap(mine, theirs);
    await cache.close();
    const again = await open();
    expect((await again.table.fill(ids, compute)).computed).toBeGreaterThan(0);
    await again.cache.close();
  });

  it('stop a run that reads them from the disk, by name, and are computed again after that', async () => {
    const path = await written();
    const { cache, table } = await open(key('a'), 0);
    await table.fill(ids, compute);
    const reader = await table.reader(ids);
    for (const file of rowsOf(path)) flip(file, 1);
    await expect(reader.gather([0])).rejects.toMatchObject({
      code: 'TL_CACHE_DAMAGED',
      message: expect.stringContaining(path),
      hint: expect.stringContaining('--resume'),
    });
    await cache.close();
    const again = await open();
    expect(await again.table.fill(ids, compute)).toEqual({ computed: 12 });
    await again.cache.close();
  });

  it('come out right whichever bits are flipped', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.nat(7), fc.boolean(), async (place, bit, inHeader) => {
        const path = await written();
        const files = inHeader ? headersOf(path) : rowsOf(path);
        const file = files[place % files.length] as string;
        flip(file, place % readFileSync(file).length, 1 << bit);
        const { cache, table } = await open();
        await table.fill(ids, compute);
        const rows = await (await table.reader(ids)).gather(ids.map((__, index) => index));
        expect([...rows]).toEqual(ids.flatMap(rowOf));
        await cache.close();
      }),
      { numRuns: 60 },
    );
  });
});

it('R19: the rows that were made for a purpose are known to a later process, however often it was killed', async () => {
  const first = await open();
  await first.table.fill(ids.slice(0, 4), compute, { purpose: 'one' });
  const broken = async function* (missing: readonly string[]): AsyncGenerator<Float32Array> {
    yield* compute(missing.slice(0, 1));
    throw new Error('killed');
  };
  await expect(first.table.fill(ids, broken, { purpose: 'one' })).rejects.toThrow('killed');
  await first.cache.close();
  const second = await open();
  await second.table.fill(ids, compute, { purpose: 'one' });
  await second.table.fill(ids, compute, { purpose: 'other' });
  expect([second.table.madeFor('one'), second.table.madeFor('other')]).toEqual([12, 0]);
  await second.cache.close();
});

it('R21: what a killed process left in a table is removed when rows are next written', async () => {
  const path = await written();
  const dead = 2 ** 22 - 1;
  const left = [`.a.f32.${dead}.0123456789ab.tmp`, `in-use-${dead}-00000000.lock`, '0123456789abcdef01234567.f32'];
  for (const name of left) writeFileSync(join(path, name), '');
  const { cache, table } = await open();
  await table.fill([...ids, 'image 99'], compute);
  for (const name of left) expect(existsSync(join(path, name)), name).toBe(false);
  expect(rowsOf(path)).toHaveLength(3);
  await cache.close();
});

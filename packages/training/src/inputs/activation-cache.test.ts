import { readdirSync, readFileSync, rmSync, statSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../test/support/tiny-experiment.ts';
import { ActivationCache } from './activation-cache.ts';
import type { ActivationKey } from './activation-table.ts';

let folder: { readonly path: string; readonly remove: () => Promise<void> };
beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(() => folder.remove());

const key = (data: string): ActivationKey => ({
  weights: 'w',
  trunk: { width: 1 },
  preprocessing: null,
  imageSize: 32,
  cut: 'block1_pool',
  data,
  precision: 'float32',
  pixels: '',
  engine: '',
});
const ids = (from: number, to: number): string[] =>
  Array.from({ length: to - from }, (_, index) => `image ${from + index}`);
const numberOf = (id: string): number => Number(id.slice('image '.length));

/** Rows of [n, n + 0.5], in pieces of at most `size` rows; counts what it is asked for. */
function computing(counter: { rows: number }, size = 3) {
  return async function* (missing: readonly string[]): AsyncGenerator<Float32Array> {
    for (let begin = 0; begin < missing.length; begin += size) {
      const part = missing.slice(begin, begin + size);
      counter.rows += part.length;
      await Promise.resolve();
      yield Float32Array.from(part.flatMap((id) => [numberOf(id), numberOf(id) + 0.5]));
    }
  };
}

describe('the activation cache', () => {
  it('computes a row once, over tables, caches and overlapping sets of images', async () => {
    const counter = { rows: 0 };
    const first = new ActivationCache({ folder: folder.path });
    const table = await first.open(key('a'), 2);
    expect(await table.fill(ids(0, 7), computing(counter))).toEqual({ computed: 7 });
    expect(await table.fill(ids(5, 10), computing(counter))).toEqual({ computed: 3 });
    const second = new ActivationCache({ folder: folder.path });
    const again = await second.open(key('a'), 2);
    expect(await again.fill(ids(0, 10), computing(counter))).toEqual({ computed: 0 });
    expect(counter.rows).toBe(10);
    const reader = await again.reader(['image 9', 'image 0', 'image 6']);
    expect([...(await reader.gather([2, 0, 0]))]).toEqual([6, 6.5, 9, 9.5, 9, 9.5]);
  });

  it('keeps keys apart', async () => {
    const counter = { rows: 0 };
    const cache = new ActivationCache({ folder: folder.path });
    await (await cache.open(key('a'), 2)).fill(ids(0, 2), computing(counter));
    await (await cache.open(key('b'), 2)).fill(ids(0, 2), computing(counter));
    expect(counter.rows).toBe(4);
  });

  it('gives the same rows from disk as from memory', async () => {
    const table = await new ActivationCache({ folder: folder.path }).open(key('a'), 2);
    await table.fill(ids(0, 20), computing({ rows: 0 }));
    const small = new ActivationCache({ folder: folder.path, memoryBytes: 0 });
    const streamed = await small.open(key('a'), 2);
    const indices = [19, 0, 7];
    const fromMemory = await (await table.reader(ids(0, 20))).gather(indices);
    expect(await (await streamed.reader(ids(0, 20))).gather(indices)).toEqual(fromMemory);
    await small.close();
  });

  it('keeps no more bytes than its rows have, half of them in half precision', async () => {
    const cache = new ActivationCache({ folder: folder.path });
    const bytesOf = async (precision: 'float32' | 'float16'): Promise<number> => {
      const table = await cache.open({ ...key('bytes'), precision }, 2);
      await table.fill(ids(0, 50), computing({ rows: 0 }));
      await table.fill(ids(25, 75), computing({ rows: 0 }));
      const rows = readdirSync(table.folder).filter((name) => /\.(f32|f16)$/.test(name));
      return rows.reduce((sum, name) => sum + statSync(join(table.folder, name)).size, 0);
    };
    expect([await bytesOf('float32'), await bytesOf('float16')]).toEqual([75 * 2 * 4, 75 * 2 * 2]);
  });

  it('uses nothing of a computation that broke off, nor a file that was cut short', async () => {
    const cache = new ActivationCache({ folder: folder.path });
    const table = await cache.open(key('a'), 2);
    const failing = async function* (): AsyncGenerator<Float32Array> {
      yield Float32Array.from([1, 2]);
      await Promise.resolve();
      throw new Error('power cut');
    };
    await expect(table.fill(ids(0, 3), failing)).rejects.toThrow('power cut');
    expect(readdirSync(table.folder).filter((file) => /f32|tmp/.test(file))).toEqual([]);
    await table.fill(ids(0, 3), computing({ rows: 0 }));
    const data = readdirSync(table.folder).find((file) => file.endsWith('.f32')) as string;
    truncateSync(join(table.folder, data), 8);
    const counter = { rows: 0 };
    const fresh = await new ActivationCache({ folder: folder.path }).open(key('a'), 2);
    await fresh.fill(ids(0, 3), computing(counter));
    expect(counter.rows).toBe(3);
  });

  it('passes over a header that is not JSON', async () => {
    const table = await new ActivationCache({ folder: folder.path }).open(key('a'), 2);
    await table.fill(ids(0, 3), computing({ rows: 0 }));
    const header = readdirSync(table.folder).find((file) => /^[0-9a-f]+\.json$/.test(file)) as string;
    writeFileSync(join(table.folder, header), readFileSync(join(table.folder, header), 'utf8').slice(0, 10));
    const fresh = await new ActivationCache({ folder: folder.path }).open(key('a'), 2);
    expect(fresh.missing(ids(0, 3))).toHaveLength(3);
  });

  it('lets two fill one key at a time: each row is computed by one of them', async () => {
    const counter = { rows: 0 };
    const waits: string[] = [];
    const open = async () =>
      await new ActivationCache({ folder: folder.path, onNotice: (line) => waits.push(line) }).open(key('a'), 2);
    const [one, other] = await Promise.all([open(), open()]);
    const slow = async function* (missing: readonly string[]): AsyncGenerator<Float32Array> {
      await new Promise((resolve) => setTimeout(resolve, 50));
      yield* computing(counter)(missing);
    };
    const done = await Promise.all([one.fill(ids(0, 8), slow), other.fill(ids(0, 8), slow)]);
    expect(counter.rows).toBe(8);
    expect(done.map(({ computed }) => computed).sort()).toEqual([0, 8]);
    expect(waits.join()).toMatch(/another process/);
  });

  it.each([0, 2 ** 20])('keeps rows in half precision by choice, with %d bytes of memory', async (memoryBytes) => {
    const rows = [1 / 3, -1234.5, 0, 65504].map((value) => Float32Array.of(value, value / 7));
    const values = async function* (): AsyncGenerator<Float32Array> {
      for (const row of rows) yield await Promise.resolve(row);
    };
    const half = { ...key('half'), precision: 'float16' as const };
    const names = ['a', 'b', 'c', 'd'];
    const writer = new ActivationCache({ folder: folder.path, memoryBytes });
    const table = await writer.open(half, 2);
    await table.fill(names, values);
    const files = readdirSync(table.folder).filter((name) => name.endsWith('.f16'));
    expect(files.map((name) => readFileSync(join(table.folder, name)).length)).toEqual([2 * 2 * 4]);
    for (const cache of [writer, new ActivationCache({ folder: folder.path, memoryBytes })]) {
      const reader = await (await cache.open(half, 2)).reader(names);
      const found = await reader.gather([3, 0, 1, 2]);
      expect(found).toBeInstanceOf(Float32Array);
      for (const [place, row] of [3, 0, 1, 2].entries()) {
        const expected = rows[row] as Float32Array;
        for (const column of [0, 1]) {
          const value = expected[column] as number;
          expect(Math.abs((found[place * 2 + column] as number) - value)).toBeLessThanOrEqual(
            Math.abs(value) * 2 ** -11,
          );
        }
      }
      await cache.close();
    }
  });

  it('removes what was used least recently beyond its limit, never what is open', async () => {
    const writer = new ActivationCache({ folder: folder.path });
    for (const name of ['old', 'new']) await (await writer.open(key(name), 2)).fill(ids(0, 50), computing({ rows: 0 }));
    const old = (await writer.open(key('old'), 2)).folder;
    const exists = (): boolean => readdirSync(folder.path).some((name) => old.endsWith(name));
    const makeOld = (): void => {
      for (const file of readdirSync(old)) utimesSync(join(old, file), new Date(0), new Date(0));
    };
    makeOld();
    // open elsewhere: another cache here stands for another process
    const full = new ActivationCache({ folder: folder.path, limitBytes: 1 });
    await (await full.open(key('fourth'), 2)).fill(ids(0, 50), computing({ rows: 0 }));
    expect(exists()).toBe(true);
    await full.close();
    await writer.close();
    makeOld();
    const bounded = new ActivationCache({ folder: folder.path, limitBytes: 3000 });
    const recent = await bounded.open(key('new'), 2);
    await (await bounded.open(key('third'), 2)).fill(ids(0, 50), computing({ rows: 0 }));
    expect(exists()).toBe(false);
    expect(recent.missing(ids(0, 50))).toEqual([]);
    rmSync(old, { recursive: true, force: true });
  });
});

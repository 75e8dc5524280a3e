import { openSync, readdirSync, rmSync, utimesSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { jpeg, useTemporaryFolder } from '../../test/support.ts';
import { indexFiles } from './file-index.ts';
import { createFileSource } from './file-source.ts';
import { openPixelCache, PixelMemory } from './pixel-cache.ts';

const folder = useTemporaryFolder();
const size = { height: 16, width: 16 };

describe('createFileSource', () => {
  it('decodes a picture once: a second read needs no file', async () => {
    const paths = [0, 1, 2].map((at) => join(folder.path, `${at}.jpg`));
    for (const [at] of paths.entries()) folder.write(`${at}.jpg`, await jpeg(20, 20, [at * 100, 50, 50]));
    const source = createFileSource({ digest: 'a'.repeat(64), paths });
    const first = await source.read(Int32Array.of(2, 0, 1), size);
    for (const path of paths) rmSync(path);
    expect(Buffer.compare(await source.read(Int32Array.of(2, 0, 1), size), first)).toBe(0);
    expect(first[0]).toBeGreaterThan(150);
    const other = createFileSource({ digest: 'b'.repeat(64), paths });
    await expect(other.read(Int32Array.of(0), size)).rejects.toThrowError();
  });

  it('keeps what was decoded before a picture that fails, which it names by its whole path', async () => {
    const paths = Array.from({ length: 70 }, (_, at) => `many/${at}.jpg`);
    for (const [at, path] of paths.entries()) folder.write(path, await jpeg(20, 20, [at, 50, 50]));
    folder.write('many/69.jpg', 'no picture');
    const source = createFileSource({ digest: 'c'.repeat(64), root: folder.path, paths });
    const whole = source.read(Int32Array.from(paths.keys()), size);
    await expect(whole).rejects.toThrowError(`${join(folder.path, 'many/69.jpg')} is no picture`);
    for (const path of paths.slice(0, 60)) rmSync(join(folder.path, path));
    const again = await source.read(
      Int32Array.from({ length: 60 }, (_, at) => at),
      size,
    );
    expect(again[59 * 16 * 16 * 3]).toBeGreaterThan(again[0] as number);
  });
});

describe('openPixelCache', () => {
  const pixels = (value: number): Uint8Array => new Uint8Array(12).fill(value);
  let keys = 0;
  /** The same file under another name in memory, as another process would see it. */
  const reopened = async (key: string): Promise<ReturnType<typeof openPixelCache>> => {
    const copy = `${key}-${keys++}`;
    const { copyFileSync } = await import('node:fs');
    copyFileSync(join(folder.path, 'pixels', `${key}.pixels`), join(folder.path, 'pixels', `${copy}.pixels`));
    return openPixelCache(copy, 4, 12, { folder: join(folder.path, 'pixels') });
  };

  it('gives another process what was kept, and nothing for what was not', async () => {
    const cache = openPixelCache('kept', 4, 12, { folder: join(folder.path, 'pixels') });
    await cache.set(new Map([[2, pixels(0)]]));
    await cache.set(new Map([[1, pixels(7)]]));
    const other = await reopened('kept');
    expect(await other.get(2)).toEqual(pixels(0));
    expect(await other.get(1)).toEqual(pixels(7));
    expect(await other.get(0)).toBeUndefined();
    expect(await other.get(3)).toBeUndefined();
  });

  it('puts each of several pictures at its place, neighbours and others, in any order', async () => {
    const cache = openPixelCache('several', 4, 12, { folder: join(folder.path, 'pixels') });
    await cache.set(new Map([3, 1, 0].map((index) => [index, pixels(index + 1)])));
    const other = await reopened('several');
    const found = await Promise.all([0, 1, 2, 3].map((index) => other.get(index)));
    expect(found).toEqual([pixels(1), pixels(2), undefined, pixels(4)]);
  });

  it('does not believe a torn record', async () => {
    const cache = openPixelCache('torn', 4, 12, { folder: join(folder.path, 'pixels') });
    await cache.set(new Map([[1, pixels(7)]]));
    const file = openSync(join(folder.path, 'pixels', 'torn.pixels'), 'r+');
    writeSync(file, pixels(9), 0, 5, 16);
    expect(await (await reopened('torn')).get(1)).toBeUndefined();
  });

  it('removes the files used longest ago when the folder is too large, never the one in use', () => {
    const where = join(folder.path, 'bounded');
    for (const name of ['one', 'two']) {
      folder.write(`bounded/${name}.pixels`, new Uint8Array(100_000).fill(1));
    }
    openPixelCache('three', 4, 12, { folder: where, folderLimit: 1_000 });
    expect(readdirSync(where)).toEqual(['three.pixels']);
  });

  it('goes on in memory where nothing can be written', async () => {
    const blocked = folder.write('blocked', 'a file, not a folder');
    const cache = openPixelCache('memory', 4, 12, { folder: join(blocked, 'pixels') });
    await cache.set(new Map([[3, pixels(5)]]));
    expect(await cache.get(3)).toEqual(pixels(5));
  });

  it('finds in its file again what memory had no room for', async () => {
    const cache = openPixelCache('small', 4, 12, { folder: join(folder.path, 'pixels'), memory: new PixelMemory(12) });
    await cache.set(new Map([[1, pixels(7)]]));
    await cache.set(new Map([[2, pixels(8)]]));
    expect(await cache.get(1)).toEqual(pixels(7));
    expect(await cache.get(2)).toEqual(pixels(8));
    expect(await cache.get(0)).toBeUndefined();
  });

  it('R2: refuses a picture that changed after it was indexed, and none that only got another time', async () => {
    for (const [name, colour] of [
      ['a.jpg', 10],
      ['b.jpg', 200],
    ] as const) {
      folder.write(`changing/${name}`, await jpeg(16, 16, [colour, colour, colour]));
    }
    const own = join(folder.path, 'changing');
    const paths = ['a.jpg', 'b.jpg'];
    const index = await indexFiles(own, paths);
    const source = createFileSource({ ...index, root: own, paths });
    folder.write('changing/b.jpg', await jpeg(16, 16, [10, 200, 10]));
    utimesSync(join(own, 'a.jpg'), 1, 1);
    await expect(source.read(Int32Array.of(0), { height: 8, width: 8 })).resolves.toHaveLength(192);
    await expect(source.read(Int32Array.of(1), { height: 8, width: 8 })).rejects.toMatchObject({
      code: 'TL_DATA_CHANGED',
      message: `${join(own, 'b.jpg')} was changed while it was in use.`,
    });
  });
});

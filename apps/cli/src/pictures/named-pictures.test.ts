import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, expect, it } from 'vitest';
import { inBatches, namedPictures, standardInput } from './named-pictures.ts';

const folder = mkdtempSync(join(tmpdir(), 'trunkline-named-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function list<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

function write(...parts: string[]): string {
  const path = join(folder, ...parts);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, '');
  return path;
}

it('standard input stands for the lines of standard input, in their place', async () => {
  const input = Readable.from(['b.jpg\r\n\nc with space.jpg\nd.jpg']);
  const pictures = await list(namedPictures(['a.jpg', standardInput, 'e.jpg'], input));
  expect(pictures.map(({ path }) => path)).toEqual(['a.jpg', 'b.jpg', 'c with space.jpg', 'd.jpg', 'e.jpg']);
});

it('a folder stands for every picture below it, each with the folders it is in', async () => {
  const cat = write('test', 'cat', '1.jpg');
  const deep = write('test', 'dog', 'more', '2.png');
  const loose = write('test', '3.webp');
  write('test', 'cat', 'notes.txt');
  expect(await list(namedPictures([join(folder, 'test')]))).toEqual([
    { path: loose, labels: ['test'] },
    { path: cat, labels: ['cat', 'test'] },
    { path: deep, labels: ['dog', 'more', 'test'] },
  ]);
  expect(await list(namedPictures([cat]))).toEqual([{ path: cat, labels: ['cat'] }]);
  mkdirSync(join(folder, 'empty'));
  await expect(list(namedPictures([join(folder, 'empty')]))).rejects.toMatchObject({ code: 'TL_NO_PICTURES' });
});

it('a manifest stands for the pictures it lists, each with its label', async () => {
  write('made', 'x.jpg');
  write('made', 'y.jpg');
  const manifest = join(folder, 'made', 'list.csv');
  writeFileSync(manifest, 'path,label\nx.jpg,cat\ny.jpg,dog\n');
  const pictures = await list(namedPictures([manifest]));
  expect(pictures.map(({ path, labels }) => [basename(path), labels])).toEqual([
    ['x.jpg', ['cat']],
    ['y.jpg', ['dog']],
  ]);
});

it('batches keep the order and the last one may be shorter', async () => {
  const given = Readable.from(['a', 'b', 'c']) as AsyncIterable<string>;
  expect(await list(inBatches(given, 2))).toEqual([['a', 'b'], ['c']]);
  expect(await list(inBatches(Readable.from([]) as AsyncIterable<string>, 2))).toEqual([]);
});

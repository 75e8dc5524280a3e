import { Readable } from 'node:stream';
import { expect, it } from 'vitest';
import { inBatches, readPaths, standardInput } from './read-paths.ts';

async function list<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

it('standard input stands for the lines of standard input, in their place', async () => {
  const input = Readable.from(['b.jpg\r\n\nc with space.jpg\nd.jpg']);
  expect(await list(readPaths(['a.jpg', standardInput, 'e.jpg'], input))).toEqual([
    'a.jpg',
    'b.jpg',
    'c with space.jpg',
    'd.jpg',
    'e.jpg',
  ]);
});

it('batches keep the order and the last one may be shorter', async () => {
  expect(await list(inBatches(readPaths(['a', 'b', 'c']), 2))).toEqual([['a', 'b'], ['c']]);
  expect(await list(inBatches(readPaths([]), 2))).toEqual([]);
});

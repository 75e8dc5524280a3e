import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { PriceBook } from './price-book.ts';

const folder = mkdtempSync(join(tmpdir(), 'trunkline-prices-'));
afterAll(() => rmSync(folder, { recursive: true }));
const engine = { name: 'tensorflow', version: '2.0', device: 'cpu' } as const;

describe('a price book', () => {
  it('answers with the median of the newest five, also to the next process', async () => {
    const path = join(folder, 'median.json');
    const book = await PriceBook.open(engine, path);
    expect(book.get('a', 'secondsPerStep')).toBeUndefined();
    for (const seconds of [100, 100, 100, 3, 9, 1]) book.add('a', 'secondsPerStep', seconds);
    expect(book.get('a', 'secondsPerStep')).toBe(9); // of 100, 100, 3, 9, 1
    await book.save();
    const next = await PriceBook.open(engine, path);
    expect(next.get('a', 'secondsPerStep')).toBe(9);
    expect(next.get('a', 'secondsPerEvaluatedImage')).toBeUndefined();
    for (const seconds of [1, 2]) next.add('b', 'secondsPerStep', seconds);
    expect(next.get('b', 'secondsPerStep')).toBe(1.5);
  });

  it('keeps what another process wrote meanwhile, and what holds for another engine', async () => {
    const path = join(folder, 'shared.json');
    const first = await PriceBook.open(engine, path);
    const second = await PriceBook.open(engine, path);
    const other = await PriceBook.open({ ...engine, device: 'gpu' }, path);
    first.add('a', 'secondsPerStep', 1);
    second.add('a', 'secondsPerStep', 3);
    other.add('a', 'secondsPerStep', 50);
    for (const book of [first, second, other]) await book.save();
    expect((await PriceBook.open(engine, path)).get('a', 'secondsPerStep')).toBe(2);
    expect((await PriceBook.open({ ...engine, device: 'gpu' }, path)).get('a', 'secondsPerStep')).toBe(50);
  });

  it('takes a damaged file for an empty one, and no number that is none', async () => {
    const path = join(folder, 'damaged.json');
    writeFileSync(path, '{"schema":1,');
    const book = await PriceBook.open(engine, path);
    book.add('a', 'secondsPerStep', NaN);
    book.add('a', 'secondsPerStep', -1);
    await book.save();
    expect(readFileSync(path, 'utf8')).toBe('{"schema":1,'); // nothing to write
    book.add('a', 'secondsPerStep', 2);
    await book.save();
    expect((await PriceBook.open(engine, path)).get('a', 'secondsPerStep')).toBe(2);
  });
});

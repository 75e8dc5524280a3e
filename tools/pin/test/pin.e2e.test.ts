import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

type Numbers = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** Written by `npm run pin -- --fixture`. */
const fixture = JSON.parse(readFileSync(new URL('../../../fixtures/pin/numbers.json', import.meta.url), 'utf8')) as {
  readonly numbers: Numbers;
};

/** Below it a covariance of nearly equal logits has lost its digits already. */
const smallest = 1e-3;

const script = fileURLToPath(new URL('../fixture-numbers.mjs', import.meta.url));

async function numbers(): Promise<Numbers> {
  const { stdout } = await promisify(execFile)(process.execPath, [script]);
  return JSON.parse(stdout) as Numbers;
}

it('finds the committed losses and scores to 1e-5, and the same bits in another process', async () => {
  const found = await numbers();
  expect(Object.keys(found).sort()).toEqual(Object.keys(fixture.numbers).sort());
  const wrong = Object.entries(fixture.numbers).flatMap(([name, values]) =>
    Object.entries(values).flatMap(([field, expected]) => {
      const value = found[name]?.[field] ?? NaN;
      const close = Math.abs(value - expected) <= 1e-5 * Math.max(Math.abs(expected), smallest);
      return close ? [] : [`${name}: ${field} is ${value}, was ${expected}`];
    }),
  );
  expect(wrong).toEqual([]);
  expect(await numbers()).toEqual(found);
});

import { describe, expect, it } from 'vitest';
import type { Quantity } from './price-book.ts';
import { keyOfThreads, priceOfRun, type RunBill } from './price-of-run.ts';

const bill: RunBill = {
  stages: [
    { key: 'probe', steps: 100, evaluatedImages: 50, roughSecondsPerStep: 1, roughSecondsPerEvaluatedImage: 0.1 },
    { key: 'finetune', steps: 10, evaluatedImages: 0, roughSecondsPerStep: 2, roughSecondsPerEvaluatedImage: 0.1 },
  ],
  key: 'run',
  roughSeconds: 3,
};

function book(values: Readonly<Record<string, number>>) {
  return { get: (key: string, quantity: Quantity) => values[`${key} ${quantity}`] };
}

describe('the price of a run', () => {
  it('is that of the table where nothing is measured', () => {
    expect(priceOfRun(bill, 1, undefined)).toEqual({ seconds: 100 + 5 + 20 + 3, measuredSeconds: 0 });
  });

  it('takes each part that is measured with the same threads', () => {
    const probe = keyOfThreads('probe', 2);
    const prices = book({ [`${probe} secondsPerStep`]: 0.5, [`${probe} secondsPerEvaluatedImage`]: 0.2 });
    expect(priceOfRun(bill, 2, prices)).toEqual({ seconds: 50 + 10 + 20 + 3, measuredSeconds: 60 });
    expect(priceOfRun(bill, 1, prices).measuredSeconds).toBe(0);
    const run = book({ [`${keyOfThreads('run', 2)} secondsBesideStages`]: 0 });
    expect(priceOfRun(bill, 2, run).seconds).toBe(125);
  });
});

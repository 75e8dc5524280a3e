import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectClose } from '../testing/matchers.ts';
import { dannWeight } from './dann-weight.ts';
import { createSchedule, type ScheduleOptions } from './schedule.ts';

/** Made by tools/golden/optimisers.py. */
const golden = JSON.parse(
  readFileSync(new URL('../../../../fixtures/golden/optimisers.json', import.meta.url), 'utf8'),
) as { schedules: Record<'cosine' | 'step', number[]> };

function rates(options: ScheduleOptions, steps = 10): number[] {
  const schedule = createSchedule(options);
  return Array.from({ length: steps }, (_, step) => schedule({ step, steps }));
}

describe('createSchedule', () => {
  it('gives PyTorch’s cosine and multi-step rates', () => {
    expectClose(rates({ name: 'cosine' }), golden.schedules.cosine, { relative: 1e-9 });
    expectClose(rates({ name: 'step', milestones: [0.5, 0.8] }), golden.schedules.step, { relative: 1e-9 });
  });

  it('rises linearly over the warm-up and then follows its shape', () => {
    expectClose(rates({ name: 'constant', warmupSteps: 4 }).slice(0, 5), [0.25, 0.5, 0.75, 1, 1]);
    const warm = rates({ name: 'cosine', warmupSteps: 2 });
    expectClose(warm.slice(0, 3), [0.5, 1, 1]);
    expect(warm.at(-1)).toBeLessThan(0.05);
    expectClose(
      rates({ name: 'cosine', finalFactor: 1 }),
      Array.from({ length: 10 }, () => 1),
    );
  });

  it('gives DANN’s rate, (1 + 10p)^−0.75, at its ends and in the middle', () => {
    const schedule = createSchedule({ name: 'inverse-power' });
    expect(schedule({ step: 0, steps: 100 })).toBe(1);
    expect(schedule({ step: 50, steps: 100 })).toBeCloseTo(6 ** -0.75, 12);
    expect(schedule({ step: 100, steps: 100 })).toBeCloseTo(11 ** -0.75, 12);
  });

  it('stays between 0 and 1 for any step of any schedule', () => {
    const names = fc.constantFrom('constant', 'cosine', 'step', 'inverse-power');
    const property = fc.property(
      names,
      fc.nat(50),
      fc.integer({ min: 1, max: 200 }),
      fc.nat(200),
      (name, warmupSteps, steps, step) => {
        const factor = createSchedule({ name, warmupSteps } as ScheduleOptions)({
          step: Math.min(step, steps - 1),
          steps,
        });
        return factor >= 0 && factor <= 1;
      },
    );
    fc.assert(property, { numRuns: 300 });
  });

  it('refuses what it does not know', () => {
    expect(() => createSchedule({ name: 'linear' as 'inverse-power' })).toThrow(
      /name is "linear", expected constant, cosine/,
    );
    expect(() => createSchedule({ name: 'constant', warmupSteps: -1 })).toThrow(/warmupSteps is -1/);
    expect(() => createSchedule({ name: 'step', milestones: [2] })).toThrow(/milestones is \[2\]/);
    expect(() => createSchedule({ name: 'cosine', finalFactor: 2 })).toThrow(/finalFactor is 2/);
  });
});

describe('dannWeight', () => {
  it('goes from 0 to nearly 1', () => {
    expect(dannWeight(0)).toBe(0);
    expect(dannWeight(0.1)).toBeCloseTo(2 / (1 + Math.exp(-1)) - 1, 12);
    expect(dannWeight(1)).toBeGreaterThan(0.9999);
  });
});

import { TrunklineError } from '@trunkline/system';

/** Multiplies the base learning rate; `step` counts from 0 to `steps` − 1. */
export type Schedule = (progress: { readonly step: number; readonly steps: number }) => number;

/** Which schedule, and its numbers. Every one may begin with a linear warm-up over `warmupSteps`. */
export type ScheduleOptions = { readonly warmupSteps?: number } & (
  | { readonly name: 'constant' }
  | {
      readonly name: 'cosine';
      /** What is left of the rate at the end. Default: 0. */
      readonly finalFactor?: number;
    }
  | {
      readonly name: 'step';
      /** Fractions of the training at which the rate falls. Default: 1/2 and 3/4. */
      readonly milestones?: readonly number[];
      /** What the rate is multiplied with at each. Default: 0.1. */
      readonly factor?: number;
    }
  | { readonly name: 'inverse-power' }
);

function check(valid: boolean, what: string, given: unknown, expected: string): void {
  if (valid) return;
  throw new TrunklineError(
    'TL_BAD_OPTION',
    `The schedule's ${what} is ${JSON.stringify(given)}, expected ${expected}.`,
    {
      hint: 'See ScheduleOptions of @trunkline/engine.',
      exitStatus: 2,
    },
  );
}

/** The factor as a function of p, which goes from 0 (first step) to 1 (after the last). */
function shape(options: ScheduleOptions): (p: number) => number {
  switch (options.name) {
    case 'constant':
      return () => 1;
    case 'cosine': {
      const end = options.finalFactor ?? 0;
      check(end >= 0 && end <= 1, 'finalFactor', options.finalFactor, 'a number from 0 to 1');
      return (p) => end + (1 - end) * 0.5 * (1 + Math.cos(Math.PI * p));
    }
    case 'step': {
      const milestones = options.milestones ?? [0.5, 0.75];
      const factor = options.factor ?? 0.1;
      check(
        milestones.every((milestone) => milestone > 0 && milestone < 1),
        'milestones',
        milestones,
        'fractions between 0 and 1',
      );
      check(factor > 0 && factor <= 1, 'factor', factor, 'a number above 0, at most 1');
      return (p) => factor ** milestones.filter((milestone) => p >= milestone).length;
    }
    case 'inverse-power':
      return (p) => (1 + 10 * p) ** -0.75;
    default:
      check(false, 'name', (options as { name: unknown }).name, 'constant, cosine, step or inverse-power');
      return () => 1;
  }
}

/**
 * A learning-rate schedule: `constant`; `cosine` (Loshchilov and Hutter 2017, one half period after the warm-up); `step`;
 * `inverse-power`, (1 + 10p)^−0.75 (DANN's: Ganin et al. 2016, sect. 5.2.2). With a warm-up the first `warmupSteps` steps rise linearly,
 * (step + 1) / warmupSteps, to the schedule's beginning. Throws `TL_BAD_OPTION`.
 */
export function createSchedule(options: ScheduleOptions): Schedule {
  const factor = shape(options);
  const warmup = options.warmupSteps ?? 0;
  check(Number.isInteger(warmup) && warmup >= 0, 'warmupSteps', warmup, 'a whole number ≥ 0');
  return ({ step, steps }) => {
    if (step < warmup) return ((step + 1) / warmup) * factor(0);
    return factor(Math.min(1, (step - warmup) / Math.max(1, steps - warmup)));
  };
}

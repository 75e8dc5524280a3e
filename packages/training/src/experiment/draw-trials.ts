import { createRandom, type Random } from '@trunkline/system';
import type { Dimension, Sweep } from './sweep-schema.ts';

/** What one trial sets, by place in the entry of the method. */
export type TrialValues = Readonly<Record<string, unknown>>;

/**
 * The trials of a sweep. A grid's go through its places in the order in which they are written, the last one fastest. A
 * random trial's values depend on the seed, the place and the number of the trial alone, so that more trials or another
 * place change none of those before; numbers have four digits, so that a trial can be typed again.
 */
export function drawTrials(sweep: Sweep): readonly TrialValues[] {
  if ('grid' in sweep) {
    return Object.entries(sweep.grid).reduce<readonly TrialValues[]>(
      (trials, [place, values]) => trials.flatMap((trial) => values.map((value) => ({ ...trial, [place]: value }))),
      [{}],
    );
  }
  const { trials, seed, space } = sweep.random;
  const random = createRandom(seed).fork('sweep');
  return Array.from({ length: trials }, (_, trial) =>
    Object.fromEntries(
      Object.entries(space).map(([place, dimension]) => [
        place,
        draw(dimension, random.fork(place).fork(String(trial))),
      ]),
    ),
  );
}

function draw(dimension: Dimension, random: Random): unknown {
  if ('choice' in dimension) return dimension.choice[random.integer(0, dimension.choice.length)];
  if ('int' in dimension) {
    const [low, high] = dimension.int;
    return random.integer(low, high + 1);
  }
  if ('uniform' in dimension) {
    const [low, high] = dimension.uniform;
    return between(low + (high - low) * random.uniform(), low, high);
  }
  const [low, high] = dimension.logUniform;
  return between(low * (high / low) ** random.uniform(), low, high);
}

/** To four digits, without leaving the range. */
function between(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, Number(value.toPrecision(4))));
}

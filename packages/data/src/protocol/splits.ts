import type { Random } from '@trunkline/system';
import { TrunklineError } from '@trunkline/system';

/**
 * Splits the indices of `labels_N` into one part a fraction, class by class, so that each class has its share in each
 * part to within one image. Parts are disjoint and ascending; fractions that add up to 1 leave nothing over.
 * Throws `TL_SPLIT_INVALID`.
 */
export function stratifiedSplit(labels_N: Int32Array, fractions: readonly number[], random: Random): Int32Array[] {
  const sum = fractions.reduce((total, fraction) => total + fraction, 0);
  if (fractions.some((fraction) => !(fraction >= 0 && fraction <= 1)) || sum > 1 + 1e-9) {
    throw new TrunklineError(
      'TL_SPLIT_INVALID',
      `The fractions are ${fractions.join(', ')}, expected numbers from 0 to 1 that add up to at most 1.`,
      {
        exitStatus: 2,
        hint: 'For instance 0.7, 0.1 and 0.2.',
      },
    );
  }
  const parts: number[][] = fractions.map(() => []);
  const classes = indicesByClass(labels_N);
  for (const label of [...classes.keys()].sort((a, b) => a - b)) {
    const members = classes.get(label) as number[];
    const order = random.fork(`class ${label}`).permutation(members.length);
    let taken = 0;
    shares(members.length, fractions, sum).forEach((share, part) => {
      for (const place of order.subarray(taken, taken + share))
        (parts[part] as number[]).push(members[place] as number);
      taken += share;
    });
  }
  return parts.map((part) => Int32Array.from(part).sort());
}

/**
 * At most `limit` of the indices of `labels_N`, every class with its share to within one, ascending; all of them when
 * there are no more than that.
 */
export function stratifiedSample(labels_N: Int32Array, limit: number, random: Random): Int32Array {
  if (!(Number.isInteger(limit) && limit >= 1)) {
    throw new TrunklineError(
      'TL_SPLIT_INVALID',
      `The limit is ${limit}, expected a whole number of images, 1 or more.`,
      {
        exitStatus: 2,
        hint: 'Leave the limit out to use every image.',
      },
    );
  }
  if (limit >= labels_N.length) return Int32Array.from(labels_N, (_, index) => index);
  const classes = indicesByClass(labels_N);
  const labels = [...classes.keys()].sort((a, b) => a - b);
  const sizes = labels.map((label) => (classes.get(label) as number[]).length);
  const chosen: number[] = [];
  shares(
    limit,
    sizes.map((size) => size / labels_N.length),
    1,
  ).forEach((share, place) => {
    const label = labels[place] as number;
    const members = classes.get(label) as number[];
    const order = random.fork(`class ${label}`).permutation(members.length);
    for (const at of order.subarray(0, share)) chosen.push(members[at] as number);
  });
  return Int32Array.from(chosen).sort();
}

function indicesByClass(labels_N: Int32Array): Map<number, number[]> {
  const classes = new Map<number, number[]>();
  labels_N.forEach((label, index) => {
    const members = classes.get(label);
    if (members) members.push(index);
    else classes.set(label, [index]);
  });
  return classes;
}

/** Whole numbers near `fractions × count`, each off by less than one (largest remainders), adding up to their rounded sum. */
function shares(count: number, fractions: readonly number[], sum: number): number[] {
  const whole = fractions.map((fraction) => Math.floor(fraction * count + 1e-9));
  const left = Math.round(sum * count) - whole.reduce((total, share) => total + share, 0);
  const byRemainder = fractions
    .map((fraction, place) => ({ place, remainder: fraction * count - (whole[place] as number) }))
    .sort((a, b) => b.remainder - a.remainder || a.place - b.place);
  for (const { place } of byRemainder.slice(0, Math.max(0, left))) whole[place] = (whole[place] as number) + 1;
  return whole;
}

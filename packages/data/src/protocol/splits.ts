import { type Random, TrunklineError } from '@trunkline/system';

/**
 * Splits the indices of `labels_N` into one part a fraction, class by class, so that each class has its share in each
 * part to within one image. Parts are disjoint and ascending; fractions that add up to 1 leave nothing over.
 * Throws `TL_SPLIT_INVALID`.
 */
export function stratifiedSplit(labels_N: Int32Array, fractions: readonly number[], random: Random): Int32Array[] {
  return stratifiedSplitOfGroups(labels_N, Int32Array.from(labels_N.keys()), fractions, random);
}

/**
 * {@link stratifiedSplit} where indices with one number in `groups_N` stay together. A group counts as the class that
 * most of it has. Groups of several are placed first, the largest where most room is, and single indices fill what is
 * left, so that a class misses its share by less than its largest group; without such groups the split is that of
 * `stratifiedSplit`, bit for bit.
 */
export function stratifiedSplitOfGroups(
  labels_N: Int32Array,
  groups_N: Int32Array,
  fractions: readonly number[],
  random: Random,
): Int32Array[] {
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
  const classes = groupsByClass(labels_N, groups_N);
  for (const label of [...classes.keys()].sort((a, b) => a - b)) {
    const groups = classes.get(label) as number[][];
    const order = Array.from(random.fork(`class ${label}`).permutation(groups.length), (at) => groups[at] as number[]);
    const count = groups.reduce((total, group) => total + group.length, 0);
    const rooms = shares(count, fractions, sum);
    rooms.push(count - rooms.reduce((total, share) => total + share, 0)); // what no part takes
    const together = order.filter(({ length }) => length > 1).sort((a, b) => b.length - a.length);
    for (const group of together) {
      const part = largest(rooms);
      for (const index of group) parts[part]?.push(index);
      rooms[part] = (rooms[part] as number) - group.length;
    }
    const single = order.filter(({ length }) => length === 1).flat();
    let taken = 0;
    settled(rooms).forEach((room, part) => {
      for (const index of single.slice(taken, taken + room)) parts[part]?.push(index);
      taken += room;
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

/** The groups of each class, and in it by their first index. */
function groupsByClass(labels_N: Int32Array, groups_N: Int32Array): Map<number, number[][]> {
  const groups = new Map<number, number[]>();
  groups_N.forEach((group, index) => {
    const members = groups.get(group);
    if (members) members.push(index);
    else groups.set(group, [index]);
  });
  const classes = new Map<number, number[][]>();
  for (const members of groups.values()) {
    const label = commonest(members.map((index) => labels_N[index] as number));
    const own = classes.get(label);
    if (own) own.push(members);
    else classes.set(label, [members]);
  }
  return classes;
}

/** The label that occurs most often; of several the smallest. */
function commonest(labels: readonly number[]): number {
  if (labels.length === 1) return labels[0] as number;
  const counts = new Map<number, number>();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  return [...counts].sort(([a, first], [b, second]) => second - first || a - b)[0]?.[0] as number;
}

/** What a part was given beyond its room is taken from where most room is; nothing is below 0 then. */
function settled(rooms: readonly number[]): readonly number[] {
  const left = rooms.map((room) => Math.max(0, room));
  const over = rooms.reduce((sum, room) => sum + Math.max(0, -room), 0);
  for (let count = 0; count < over; count++) {
    const at = largest(left);
    left[at] = (left[at] as number) - 1;
  }
  return left;
}

/** The place of the largest number; of several the first. */
function largest(numbers: readonly number[]): number {
  return numbers.indexOf(Math.max(...numbers));
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

import { type Random, TrunklineError } from '@trunkline/system';

/** How many labels there are: a share of each class, rounded and at least one, or so many of each class. */
export type LabelAmount = { readonly fraction: number } | { readonly perClass: number };

/**
 * Chooses which of `labels_N` are known, class by class, ascending. With one stream choices are nested: those of a smaller
 * amount are among those of a larger one. A class with fewer images than `perClass` gives all it has.
 * Throws `TL_SPLIT_INVALID`.
 */
export function sampleLabels(labels_N: Int32Array, amount: LabelAmount, random: Random): Int32Array {
  const asked = 'fraction' in amount ? amount.fraction : amount.perClass;
  const possible = 'fraction' in amount ? asked > 0 && asked <= 1 : Number.isInteger(asked) && asked >= 1;
  if (!possible) {
    throw new TrunklineError(
      'TL_SPLIT_INVALID',
      'fraction' in amount
        ? `The share of labels is ${asked}, expected a number above 0 and at most 1.`
        : `${asked} labels a class, expected a whole number, 1 or more.`,
      { exitStatus: 2, hint: 'Leave it out to use every label.' },
    );
  }
  const classes = new Map<number, number[]>();
  labels_N.forEach((label, index) => {
    const members = classes.get(label);
    if (members) members.push(index);
    else classes.set(label, [index]);
  });
  const chosen: number[] = [];
  for (const [label, members] of classes) {
    const known = 'fraction' in amount ? Math.max(1, Math.round(asked * members.length)) : asked;
    const order = random.fork(`class ${label}`).permutation(members.length);
    for (const at of order.subarray(0, known)) chosen.push(members[at] as number);
  }
  return Int32Array.from(chosen).sort();
}

/**
 * Adjusted mutual information of two labellings of the same rows (Vinh et al. 2010), with the mean of the two entropies as
 * the bound: (I − E[I]) / ((H₁ + H₂) / 2 − E[I]). 1 for the same partition, about 0 for unrelated ones, and 0 where one of
 * them has a single part: nothing can be learnt from it then.
 *
 * @param first_N labels from 0
 * @param second_N labels from 0
 */
export function adjustedMutualInformation(first_N: Int32Array, second_N: Int32Array): number {
  const count = first_N.length;
  const [first, second] = [counts(first_N), counts(second_N)];
  if (first.filter((size) => size > 0).length < 2 || second.filter((size) => size > 0).length < 2) return 0;
  const joint = new Float64Array(first.length * second.length);
  first_N.forEach((label, row) => {
    const place = label * second.length + (second_N[row] as number);
    joint[place] = (joint[place] as number) + 1;
  });
  let information = 0;
  joint.forEach((together, place) => {
    const a = first[Math.floor(place / second.length)] as number;
    const b = second[place % second.length] as number;
    if (together > 0) information += (together / count) * Math.log((count * together) / (a * b));
  });
  const expected = expectedInformation(first, second, count);
  const bound = (entropy(first, count) + entropy(second, count)) / 2;
  return (information - expected) / Math.max(bound - expected, Number.EPSILON);
}

/** Mean of the mutual information over all labellings with the same sizes of parts: a sum over the hypergeometric law. */
function expectedInformation(first: Float64Array, second: Float64Array, count: number): number {
  const logFactorial = new Float64Array(count + 1);
  for (let n = 2; n <= count; n += 1) logFactorial[n] = (logFactorial[n - 1] as number) + Math.log(n);
  const f = (n: number): number => logFactorial[n] as number;
  let sum = 0;
  for (const a of first) {
    for (const b of second) {
      const fixed = f(a) + f(b) + f(count - a) + f(count - b) - f(count);
      for (let together = Math.max(1, a + b - count); together <= Math.min(a, b); together += 1) {
        const logChance = fixed - f(together) - f(a - together) - f(b - together) - f(count - a - b + together);
        sum += (together / count) * Math.log((count * together) / (a * b)) * Math.exp(logChance);
      }
    }
  }
  return sum;
}

function counts(labels_N: Int32Array): Float64Array {
  const sizes = new Float64Array(Math.max(...labels_N) + 1);
  labels_N.forEach((label) => (sizes[label] = (sizes[label] as number) + 1));
  return sizes;
}

function entropy(sizes: Float64Array, count: number): number {
  return sizes.reduce((sum, size) => sum + (size === 0 ? 0 : -(size / count) * Math.log(size / count)), 0);
}

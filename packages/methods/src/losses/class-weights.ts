/**
 * How much of the target each class seems to have, from logits `[N, K]`: the mean of their softmax, divided by its largest
 * entry, `_K` (Cao et al. 2018, arXiv 1808.04205, the vector γ and its normalisation).
 */
export function classWeights(logits: Float32Array, classes: number): Float32Array {
  const sums = new Float64Array(classes);
  for (let begin = 0; begin < logits.length; begin += classes) {
    const row = logits.subarray(begin, begin + classes);
    const highest = row.reduce((most, one) => Math.max(most, one), -Infinity);
    const powers = Float64Array.from(row, (one) => Math.exp(one - highest));
    const total = powers.reduce((sum, one) => sum + one, 0);
    powers.forEach((power, label) => {
      sums[label] = (sums[label] as number) + power / total;
    });
  }
  const largest = Math.max(...sums);
  return Float32Array.from(sums, (sum) => sum / largest);
}

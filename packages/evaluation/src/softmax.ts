import { rowCount } from './shapes.ts';

/**
 * Softmax of every row, as float64: each row's maximum is subtracted first, so that large logits do not overflow.
 *
 * @param logits_NK row-major `[N, K]`
 * @param classes K
 * @returns probabilities, row-major `[N, K]`
 */
export function softmax(logits_NK: ArrayLike<number>, classes: number): Float64Array {
  const rows = rowCount(logits_NK, classes, 'softmax');
  const probabilities_NK = new Float64Array(rows * classes);
  for (let row = 0; row < rows; row += 1) {
    const start = row * classes;
    let maximum = -Infinity;
    for (let k = 0; k < classes; k += 1) maximum = Math.max(maximum, logits_NK[start + k] as number);
    let sum = 0;
    for (let k = 0; k < classes; k += 1) {
      const value = Math.exp((logits_NK[start + k] as number) - maximum);
      probabilities_NK[start + k] = value;
      sum += value;
    }
    for (let k = 0; k < classes; k += 1) probabilities_NK[start + k] = (probabilities_NK[start + k] as number) / sum;
  }
  return probabilities_NK;
}

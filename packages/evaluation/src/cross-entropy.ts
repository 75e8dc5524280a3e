import { checkLabels, rowCount } from './shapes.ts';

/**
 * Cross-entropy of every row with its label, in nats, `[N]`.
 *
 * @param logits_NK row-major `[N, K]`
 */
export function crossEntropyPerExample(
  logits_NK: ArrayLike<number>,
  labels_N: ArrayLike<number>,
  classes: number,
): Float64Array {
  const rows = rowCount(logits_NK, classes, 'cross-entropy');
  checkLabels(labels_N, rows, classes, 'cross-entropy');
  return Float64Array.from({ length: rows }, (_, row) => {
    const start = row * classes;
    let maximum = -Infinity;
    for (let k = 0; k < classes; k += 1) maximum = Math.max(maximum, logits_NK[start + k] as number);
    let sum = 0;
    for (let k = 0; k < classes; k += 1) sum += Math.exp((logits_NK[start + k] as number) - maximum);
    return Math.log(sum) + maximum - (logits_NK[start + (labels_N[row] as number)] as number);
  });
}

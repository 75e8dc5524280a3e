export function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  return (sorted[Math.floor((sorted.length - 1) / 2)] + sorted[Math.ceil((sorted.length - 1) / 2)]) / 2;
}

/** The median of one number of many answers. */
export const medianOf = (answers, key) => median(answers.map((answer) => answer[key]));

/**
 * One row of the results. `ratio` is always ours / peer; `better` says which way is good: below 1 where lower is better
 * (times, memory), above 1 where higher is (rates).
 */
export function comparison({ name, ours, peer = null, peerName = null, unit, better = 'lower', ...extras }) {
  return { name, ours, peer, peerName, unit, better, ratio: peer === null ? null : ours / peer, ...extras };
}

/** Peak memory of both sides, from answers that carry it, as a row of its own. */
export function memoryComparison(name, ours, peer, peerName) {
  const largest = (answers) => Math.max(...answers.map(({ memory }) => memory));
  return comparison({ name, ours: largest(ours), peer: largest(peer), peerName, unit: 'MiB', measure: 'peak RSS' });
}

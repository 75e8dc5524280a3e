import type { Summary } from '@trunkline/evaluation';

/**
 * What the tracked run of an invocation says of its rows: `test/target/accuracy/mean/<row>` and, against the baseline over
 * the same seeds, `test/target/accuracy/difference/<row>`; of a target without labels `selected/score/mean/<row>`. Where an
 * invocation has several pairs, the pair stands before the row.
 */
export function rowMetrics({ methods }: Pick<Summary, 'methods'>): Record<string, number> {
  const pairs = new Set(methods.map(({ source, target }) => `${source} to ${target}`));
  const metrics: Record<string, number> = {};
  for (const row of methods) {
    const place = pairs.size === 1 ? row.label : `${row.source} to ${row.target}/${row.label}`;
    const accuracy = row.metrics['test/target/accuracy'];
    if (accuracy) metrics[`test/target/accuracy/mean/${place}`] = accuracy.mean;
    else metrics[`selected/score/mean/${place}`] = row.selectionScore.mean;
    const difference = row.differenceToBaseline;
    if (difference) metrics[`test/target/accuracy/difference/${place}`] = difference.mean;
  }
  return metrics;
}

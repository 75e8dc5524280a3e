import type { MeanInterval, MethodSummary, Summary } from '@trunkline/evaluation';
import { toCsv, type CsvValue } from '@trunkline/system';

/** The comparison as CSV (RFC 4180) with unrounded fractions: one line per row of the summary, one column per number. */
export function comparisonCsv(summary: Summary): string {
  return comparisonsCsv([summary]);
}

/** Several summaries as one CSV; the first two columns name the experiment and the invocation. */
export function comparisonsCsv(summaries: readonly Summary[]): string {
  const records = summaries.flatMap((summary) => summary.methods.map((row) => record(summary, row)));
  const names = [...new Set(records.flatMap((one) => Object.keys(one)))];
  return toCsv(records, names);
}

function record(summary: Summary, row: MethodSummary): Record<string, CsvValue> {
  return {
    experiment: summary.experiment,
    invocation: summary.invocation,
    source: row.source,
    target: row.target,
    label: row.label,
    method: row.method,
    family: row.family,
    role: row.role,
    head: row.head,
    trial: row.sweep?.chosen,
    'regret of the trial': row.sweep?.regret,
    'selecting rule': row.selectionValidator,
    ...interval('score by the rule', row.selectionScore),
    ...interval('target accuracy', row.metrics['test/target/accuracy']),
    baseline: row.differenceToBaseline?.baseline,
    ...interval('difference to baseline', row.differenceToBaseline),
    p: row.differenceToBaseline?.pValue,
    'p after Holm': row.differenceToBaseline?.holm?.adjustedPValue,
    'difference after Holm low': row.differenceToBaseline?.holm?.low,
    'difference after Holm high': row.differenceToBaseline?.holm?.high,
    'after Holm': row.differenceToBaseline?.holm?.verdict,
    ...interval('target macro accuracy', row.metrics['test/target/macro-accuracy']),
    ...interval('target calibration error', row.metrics['test/target/calibration-error']),
    ...interval('source accuracy', row.metrics['test/source/accuracy']),
    'trainable parameters': row.trainableParameters,
    'parameters of the method’s own': row.methodParameters,
    'total parameters': row.totalParameters,
    'multiply-adds per image': row.multiplyAddsPerImage,
    ...interval('seconds', row.seconds),
  };
}

function interval(name: string, value: MeanInterval | undefined): Record<string, CsvValue> {
  return {
    [`${name} mean`]: value?.mean,
    [`${name} low`]: value?.low,
    [`${name} high`]: value?.high,
    [`${name} seeds`]: value?.count,
  };
}

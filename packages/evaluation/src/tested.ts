import type { MethodSummary, RunResult, TestedResult, TestedSummary } from './results.ts';

/** Whether a run was tested on its target: not where nobody knows the target's classes. */
export function isTestedResult(result: RunResult): result is TestedResult {
  return result.targetTest !== undefined;
}

/** Whether the runs of a row were tested on their target. */
export function isTestedRow(row: MethodSummary): row is TestedSummary {
  return row.metrics['test/target/accuracy'] !== undefined;
}

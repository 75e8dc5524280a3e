import {
  isTestedRow,
  type MethodSummary,
  type RunResult,
  type Summary,
  type TestedSummary,
} from '@trunkline/evaluation';
import type { FinishedRun, RunFolder } from './read-run-folder.ts';

/** The rows and runs of one source→target pair. */
export interface Pair {
  readonly source: string;
  readonly target: string;
  /** Anchor in the page. */
  readonly id: string;
  readonly rows: readonly MethodSummary[];
  /** Of rows with a sweep, those of the chosen trial. */
  readonly runs: readonly FinishedRun[];
  readonly classNames: readonly string[];
}

/** A pair whose target has labels to test with. */
export interface TestedPair extends Pair {
  readonly rows: readonly TestedSummary[];
}

export function isTestedPair(pair: Pair): pair is TestedPair {
  return pair.rows.every(isTestedRow);
}

/** The row that the others of its pair are compared with: the one that is not compared itself. */
export function baselineOf<Row extends MethodSummary>(rows: readonly Row[]): Row | undefined {
  return rows.find((row) => row.role === 'baseline' && row.differenceToBaseline === undefined);
}

/** Rows of a summary by source→target pair, in the summary's order. */
export function rowsByPair(summary: Summary): MethodSummary[][] {
  const pairs = new Map<string, MethodSummary[]>();
  for (const row of summary.methods) {
    const key = JSON.stringify([row.source, row.target]);
    pairs.set(key, [...(pairs.get(key) ?? []), row]);
  }
  return [...pairs.values()];
}

export function pairsOf({ summary, runs }: RunFolder): Pair[] {
  return rowsByPair(summary).flatMap((rows, index) => {
    const [first] = rows;
    if (first === undefined) return [];
    const chosen = new Map(rows.map((row) => [row.label, row.sweep?.chosen]));
    const own = runs.filter(
      ({ result: { source, target, label, trial } }) =>
        source === first.source && target === first.target && trial?.index === chosen.get(label),
    );
    return [
      {
        source: first.source,
        target: first.target,
        id: `pair-${index + 1}`,
        rows,
        runs: own,
        classNames: own[0]?.result.classNames ?? [],
      },
    ];
  });
}

/** Results of one row, by ascending seed. */
export function resultsOf(pair: Pair, label: string): RunResult[] {
  return pair.runs
    .map((run) => run.result)
    .filter((result) => result.label === label)
    .sort((a, b) => a.seed - b.seed);
}

/** "mnist → mnist-m", or "photo" when source and target are one domain. */
export function pairTitle(pair: Pick<Pair, 'source' | 'target'>): string {
  return pair.source === pair.target ? `${pair.source} (held-out part)` : `${pair.source} → ${pair.target}`;
}

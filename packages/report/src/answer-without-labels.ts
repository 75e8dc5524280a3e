import type { MethodSummary } from '@trunkline/evaluation';
import type { Answer } from './answer.ts';
import { duration, enumerate, quantity, scoreAndHalfWidth } from './format.ts';

/** What can be said of one pair whose target nobody has labelled: which row its selecting rule prefers. */
export function answerWithoutLabels(rows: readonly MethodSummary[]): Answer {
  const [first] = rows;
  if (first === undefined) {
    return { verdict: 'unknown', headline: 'No run finished.', shouldTransfer: '–', how: '–', cost: '–', caveats: [] };
  }
  const { target, selectionValidator: rule } = first;
  const unknown = `Nobody knows the classes of ${target}, so no accuracy can tell.`;
  const best = preferred(rows);
  const cost = rows
    .map((row) => `${row.label} ${duration(row.seconds.mean)}, ${quantity(row.trainableParameters)} trained parameters`)
    .join('; ');
  if (best === undefined) {
    return {
      verdict: 'unknown',
      headline: `Not known: ${target} has no labels, and no one rule tells the methods apart.`,
      shouldTransfer: unknown,
      how: 'Select all rows by one rule that reads the target, such as info-max, and compare its scores.',
      cost: `A run of ${cost}.`,
      caveats: [],
    };
  }
  const others = rows.filter((row) => row !== best);
  const against = others.map((row) => `${row.label} ${scoreAndHalfWidth(row.selectionScore)}`);
  const scores = `${scoreAndHalfWidth(best.selectionScore)}${against.length === 0 ? '' : `, against ${enumerate(against)}`}`;
  return {
    verdict: 'unknown',
    headline: `Not measured: ${target} has no labels; by ${rule}, ${best.label} scores best.`,
    shouldTransfer: `${unknown} By ${rule} (${best.selectionBetter} is better) ${best.label} has ${scores}.`,
    how: `${best.label} is what the rule prefers. Labels for a few dozen pictures of ${target} would measure it.`,
    cost: `A run of ${cost}.`,
    caveats: [
      'A score foretells accuracy at best and does not measure it; a rule that reads the source alone says nothing of the target.',
      ...(best.selectionScore.count < 3 ? ['Fewer than three seeds: the order may be chance.'] : []),
    ],
  };
}

/** The row with the best score; undefined where rows have different rules, or all the same score. */
function preferred(rows: readonly MethodSummary[]): MethodSummary | undefined {
  const [first] = rows;
  if (first === undefined || rows.some((row) => row.selectionValidator !== first.selectionValidator)) return undefined;
  const sign = first.selectionBetter === 'higher' ? 1 : -1;
  const ranked = rows
    .filter(({ selectionScore }) => Number.isFinite(selectionScore.mean))
    .sort((a, b) => sign * (b.selectionScore.mean - a.selectionScore.mean));
  const [best, second] = ranked;
  return rows.length > 1 && best?.selectionScore.mean === second?.selectionScore.mean ? undefined : best;
}

import { compareWith, pairedDifference, type BaselineDifference, type TestedSummary } from '@trunkline/evaluation';
import { isUnchanged, oneClassNote, unchangedNote } from './did-nothing.ts';
import { shown } from './difference.ts';
import { duration, enumerate, meanAndHalfWidth, percent, points, pointsRange, quantity } from './format.ts';
import { baselineOf } from './pairs.ts';

/** What the numbers of one pair say, in words. */
export interface Answer {
  readonly verdict: 'gain' | 'loss' | 'noise' | 'unknown';
  /** One line that stands alone. */
  readonly headline: string;
  readonly shouldTransfer: string;
  readonly how: string;
  readonly cost: string;
  /** What weakens the answer. */
  readonly caveats: readonly string[];
}

const accuracyOf = (row: TestedSummary) => row.metrics['test/target/accuracy'];

/** The answer to "should I transfer, how, and what does it cost?" as far as these rows of one pair carry it. */
export function answer(rows: readonly TestedSummary[]): Answer {
  const baseline = baselineOf(rows);
  const oracle = rows.find((row) => row.role === 'oracle');
  const candidates = rows.filter((row) => row.role === 'contestant');
  const best = highest(candidates);
  const caveats = caveatsOf(rows, candidates, baseline);
  if (best === undefined) {
    const only = rows[0];
    const text =
      only === undefined
        ? 'No run finished.'
        : `Only ${enumerate(rows.map((row) => row.label))} finished: there is nothing to compare it with.`;
    return { verdict: 'unknown', headline: text, shouldTransfer: text, how: '–', cost: '–', caveats };
  }
  return {
    ...transferAnswer(highest(candidates.filter(isAbove)) ?? best, baseline, oracle, candidates),
    how: howAnswer(best, candidates),
    cost: costAnswer(best, baseline, candidates),
    caveats,
  };
}

function transferAnswer(
  best: TestedSummary,
  baseline: TestedSummary | undefined,
  oracle: TestedSummary | undefined,
  candidates: readonly TestedSummary[],
): Pick<Answer, 'verdict' | 'headline' | 'shouldTransfer'> {
  const reached = `${best.label} reaches ${meanAndHalfWidth(accuracyOf(best))} % on ${best.target}`;
  const oneClass = Object.keys(best.oneClass ?? {}).length === accuracyOf(best).count ? oneClassNote(best) : undefined;
  if (oneClass !== undefined) {
    return {
      verdict: 'unknown',
      headline: `Not known yet: the best method, ${best.label}, gives every test picture of ${best.target} one class.`,
      shouldTransfer: `Not known yet. ${oneClass} Train longer, change the learning rate, or see training.classWeights where classes are imbalanced.`,
    };
  }
  const difference = best.differenceToBaseline;
  if (baseline === undefined || difference === undefined) return withoutBaseline(best, candidates, reached);
  const against = `the ${meanAndHalfWidth(accuracyOf(baseline))} % of ${baseline.label}`;
  const seeds = seedCount(difference.count);
  const { interval, verdict } = shown(difference);
  const range = pointsRange(interval);
  if (isUnchanged(difference)) {
    const who = candidates.filter((row) => row.differenceToBaseline && isUnchanged(row.differenceToBaseline));
    return {
      verdict: 'unknown',
      headline: `Not known yet: ${enumerate(who.map(({ label }) => label))} ${who.length === 1 ? 'scores' : 'score'} exactly as ${baseline.label} in ${difference.count === 1 ? 'the one seed' : `all ${seeds}`}: ${who.length === 1 ? 'the method' : 'these methods'} did nothing yet.`,
      shouldTransfer: `Not known yet. ${unchangedNote(best) ?? ''} Train longer, or give the method more weight.`,
    };
  }
  if (range === undefined) {
    return {
      verdict: 'unknown',
      headline: `${reached}, ${points(difference.mean)} points against ${baseline.label}, on one seed: this may be noise.`,
      shouldTransfer: `Not known yet. ${reached} against ${against}, but on one seed; at least three are needed to tell a gain from noise.`,
    };
  }
  const numbers = `${points(difference.mean)} points, 95 % interval of the paired difference ${range}${corrected(difference.holm)}, over ${seeds}`;
  const gap = gapClosed(best, baseline, oracle);
  if (verdict === 'level') {
    return {
      verdict: 'noise',
      headline: `No gain shown: the best method, ${best.label}, differs from ${baseline.label} by ${points(difference.mean)} points, not larger than the noise over ${seeds}.`,
      shouldTransfer: `Not on this evidence. ${reached} against ${against} (${numbers}); the interval includes 0, so the difference is not larger than the noise. More seeds would narrow it.`,
    };
  }
  if (verdict === 'below') {
    return {
      verdict: 'loss',
      headline: `No: every method ends below ${baseline.label}; the best, ${best.label}, by ${magnitude(difference.mean)} points.`,
      shouldTransfer: `No. ${reached} against ${against} (${numbers}): ${baseline.label} is better than every method tried.`,
    };
  }
  return {
    verdict: 'gain',
    headline: `Yes: ${best.label} gains ${magnitude(difference.mean)} points over ${baseline.label} on ${best.target}, larger than the noise over ${seeds}.`,
    shouldTransfer: `Yes. ${reached} against ${against} (${numbers}).${gap}${othersAbove(best, candidates, baseline)}`,
  };
}

function highest(rows: readonly TestedSummary[]): TestedSummary | undefined {
  return rows.reduce<TestedSummary | undefined>(
    (most, row) => (most === undefined || accuracyOf(row).mean > accuracyOf(most).mean ? row : most),
    undefined,
  );
}

function isAbove({ differenceToBaseline: difference }: TestedSummary): boolean {
  return difference !== undefined && shown(difference).verdict === 'above';
}

function corrected(holm: BaselineDifference['holm']): string {
  return holm === undefined || holm.comparisons < 2
    ? ''
    : ` (after Holm’s correction for ${holm.comparisons} comparisons)`;
}

function othersAbove(best: TestedSummary, candidates: readonly TestedSummary[], baseline: TestedSummary): string {
  const others = candidates.filter((row) => row !== best && isAbove(row));
  return others.length === 0 ? '' : ` Above ${baseline.label} as well: ${enumerate(others.map(({ label }) => label))}.`;
}

function withoutBaseline(
  best: TestedSummary,
  candidates: readonly TestedSummary[],
  reached: string,
): Pick<Answer, 'verdict' | 'headline' | 'shouldTransfer'> {
  const second = highest(candidates.filter((row) => row !== best));
  const difference = second && pairedDifference(accuracyOf(best).perSeed, accuracyOf(second).perSeed);
  const missing = `${reached}. Without a baseline (source-only) on the same seeds it cannot be said what the transfer gained.`;
  if (second === undefined || difference === undefined) {
    return {
      verdict: 'unknown',
      headline: `${reached}; there is nothing to compare it with.`,
      shouldTransfer: missing,
    };
  }
  if (isUnchanged(difference)) {
    return {
      verdict: 'unknown',
      headline: `${best.label} and ${second.label} score the same on ${best.target} in ${difference.count === 1 ? 'the one seed' : `all ${seedCount(difference.count)}`}.`,
      shouldTransfer: missing,
    };
  }
  const noise =
    difference.count < 2
      ? 'on one seed, so it may be noise'
      : `${difference.significant ? 'larger' : 'not larger'} than the noise over ${seedCount(difference.count)}`;
  return {
    verdict: 'unknown',
    headline: `${best.label} is ahead of ${second.label} by ${magnitude(difference.mean)} points on ${best.target}, ${noise}.`,
    shouldTransfer: missing,
  };
}

function gapClosed(best: TestedSummary, baseline: TestedSummary, oracle: TestedSummary | undefined): string {
  if (oracle === undefined) return '';
  const gap = accuracyOf(oracle).mean - accuracyOf(baseline).mean;
  if (gap <= 0) return '';
  const closed = (accuracyOf(best).mean - accuracyOf(baseline).mean) / gap;
  const ceiling = `${oracle.label} (${meanAndHalfWidth(accuracyOf(oracle))} %), which learnt from target labels`;
  return closed >= 1
    ? ` That is level with ${ceiling}.`
    : ` That closes ${percent(closed, 0)} % of the gap to ${ceiling}.`;
}

function howAnswer(best: TestedSummary, candidates: readonly TestedSummary[]): string {
  const others = candidates.filter((row) => row !== best);
  if (others.length === 0) return `${best.label} is the only method that was compared.`;
  const level = tiedWith(best, others);
  const behind = others.filter((row) => !level.includes(row));
  const ties = others.filter((row) => accuracyOf(row).mean === accuracyOf(best).mean);
  if (accuracyOf(best).count < 2) {
    return `${ties.length === 0 ? `${best.label} has` : `${enumerate([best, ...ties].map(({ label }) => label))} share`} the highest accuracy of ${candidates.length} methods; on one seed the order may be chance.`;
  }
  if (level.length === 0)
    return `With ${best.label}: it beats ${others.length === 1 ? others[0]?.label : `each of the other ${others.length} methods`} by more than the noise.`;
  const cheapest = [best, ...level].reduce((least, row) => (row.seconds.mean < least.seconds.mean ? row : least));
  const advice =
    cheapest === best
      ? `${best.label} is also the fastest of them.`
      : `Of these, ${cheapest.label} is the fastest (${duration(cheapest.seconds.mean)} a run against ${duration(best.seconds.mean)}).`;
  const rest =
    behind.length === 0
      ? ''
      : ` ${behind.length > 4 ? `The other ${behind.length}` : enumerate(behind.map(({ label }) => label))} ${behind.length === 1 ? 'is' : 'are'} behind by more than the noise.`;
  if (ties.length === level.length) {
    return `${enumerate([best, ...ties].map(({ label }) => label))} have the same mean, the highest. ${advice}${rest}`;
  }
  return `${best.label} has the highest mean, but ${enumerate(level.map((row) => row.label))} cannot be told from it over these seeds. ${advice}${rest}`;
}

/** Methods that cannot be told from the best, after Holm's correction over the others. */
function tiedWith(best: TestedSummary, others: readonly TestedSummary[]): TestedSummary[] {
  const differences = compareWith(
    others.map((row) => accuracyOf(row).perSeed),
    accuracyOf(best).perSeed,
  );
  return others.filter((_, index) => differences[index]?.holm?.verdict !== 'below');
}

function costAnswer(
  best: TestedSummary,
  baseline: TestedSummary | undefined,
  candidates: readonly TestedSummary[],
): string {
  const parts = [
    `${best.label} trains ${quantity(best.trainableParameters)} of ${quantity(best.totalParameters)} parameters and takes ${duration(best.seconds.mean)} a run${
      baseline === undefined ? '' : ` (${baseline.label} ${duration(baseline.seconds.mean)})`
    }; one image costs ${quantity(best.multiplyAddsPerImage)} multiply-adds.`,
  ];
  const cheapest = candidates.reduce((least, row) => (row.seconds.mean < least.seconds.mean ? row : least), best);
  if (cheapest !== best) {
    const difference = pairedDifference(accuracyOf(cheapest).perSeed, accuracyOf(best).perSeed);
    parts.push(
      `The cheapest, ${cheapest.label}, takes ${duration(cheapest.seconds.mean)} and ends ${beside(difference?.mean)} it.`,
    );
  }
  if (baseline !== undefined) {
    const kept = pairedDifference(
      best.metrics['test/source/accuracy'].perSeed,
      baseline.metrics['test/source/accuracy'].perSeed,
    );
    if (kept !== undefined && best.source !== best.target) {
      const noise =
        kept.count < 2 ? 'one seed' : kept.significant ? 'larger than the noise' : 'not larger than the noise';
      parts.push(
        `On the source (${best.source}) it keeps ${meanAndHalfWidth(best.metrics['test/source/accuracy'])} %, ${points(kept.mean)} points against ${baseline.label} (${noise}).`,
      );
    }
  }
  return parts.join(' ');
}

function caveatsOf(
  rows: readonly TestedSummary[],
  candidates: readonly TestedSummary[],
  baseline: TestedSummary | undefined,
): string[] {
  const counts = rows.map((row) => accuracyOf(row).count);
  const fewest = Math.min(...counts);
  return [
    ...(rows.length > 0 && fewest < 3
      ? [`Some rows rest on ${seedCount(fewest)}; three are the least that this protocol accepts.`]
      : []),
    ...(new Set(counts).size > 1
      ? ['Rows have different numbers of seeds; differences use only the seeds that both sides have.']
      : []),
    ...rows.flatMap((row) => oneClassNote(row) ?? []),
    ...candidates.flatMap((row) => unchangedNote(row) ?? []),
    ...(candidates.length > 1
      ? [
          `Naming the best of ${candidates.length} methods by their target test accuracy uses target labels; a fresh test set would show a little less.${baseline === undefined ? '' : ` What is said against ${baseline.label} is after Holm’s correction for all of them.`}`,
        ]
      : []),
  ];
}

function magnitude(fraction: number): string {
  return percent(Math.abs(fraction));
}

/** "2.1 points below", "level with". */
function beside(fraction: number | undefined): string {
  if (fraction === undefined || points(fraction) === '0.0') return 'level with';
  return `${magnitude(fraction)} points ${fraction < 0 ? 'below' : 'above'}`;
}

function seedCount(count: number): string {
  return count === 1 ? 'one seed' : `${count} seeds`;
}

import { pairedDifference } from './paired-difference.ts';

/** One validator's scores of a method's selected checkpoints and of source-only's, by seed. */
export interface ValidatorEvidence {
  readonly better: 'higher' | 'lower';
  readonly method: Readonly<Record<string, number>>;
  readonly sourceOnly: Readonly<Record<string, number>>;
}

/**
 * What label-free validators say for adapting with a method, from −1 to 1: the share of them that prefer it to source-only
 * beyond the spread of seeds, minus the share of those that prefer source-only so. "Beyond" means that the 95 % t-interval of
 * the difference, paired over seeds, excludes 0; with one seed no validator can say anything. Undefined where no
 * validator has scores of both for a common seed.
 *
 * No validator is weighed: on which to rely is not known without labels, and a single one can be the very term that a
 * method minimises.
 */
export function adaptationEvidence(validators: readonly ValidatorEvidence[]): number | undefined {
  const votes = validators.flatMap(({ better, method, sourceOnly }) => {
    const difference = pairedDifference(finite(method), finite(sourceOnly));
    if (difference === undefined) return [];
    const sign = Math.sign(difference.mean) * (better === 'higher' ? 1 : -1);
    return [difference.significant ? sign : 0];
  });
  return votes.length === 0 ? undefined : votes.reduce((sum, vote) => sum + vote, 0) / votes.length;
}

/** A pair and method of which it is known afterwards how they ended. Accuracies in [0, 1]. */
export interface GuardCase {
  /** Of {@link adaptationEvidence}. */
  readonly evidence: number;
  /** Target accuracy with the method and without any. */
  readonly adapted: number;
  readonly sourceOnly: number;
}

/** Mean accuracy that a rule loses against whichever of the two was better, each case decided by `adapts`. */
export function pointsLost(cases: readonly GuardCase[], adapts: (one: GuardCase) => boolean): number {
  const lost = cases.map((one) => {
    const { adapted, sourceOnly } = one;
    return Math.max(adapted, sourceOnly) - (adapts(one) ? adapted : sourceOnly);
  });
  return lost.reduce((sum, value) => sum + value, 0) / Math.max(1, lost.length);
}

/**
 * The least evidence from which on a guard adapts: of those that occur in the cases, and "always" (−∞) and "never" (∞), the
 * one that loses fewest points on them, the more careful of equals. Cases of the pair that it decides on must not be among
 * them.
 */
export function chooseThreshold(cases: readonly GuardCase[]): number {
  const candidates = [Infinity, ...new Set(cases.map(({ evidence }) => evidence)), -Infinity];
  candidates.sort((first, second) => (first > second ? -1 : first < second ? 1 : 0));
  let best = Infinity;
  let least = Infinity;
  for (const threshold of candidates) {
    const lost = pointsLost(cases, ({ evidence }) => evidence >= threshold);
    if (lost < least - 1e-12) [best, least] = [threshold, lost];
  }
  return best;
}

function finite(scores: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(scores).filter(([, score]) => Number.isFinite(score)));
}

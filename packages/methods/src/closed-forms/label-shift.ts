import { Matrix, SingularValueDecomposition } from 'ml-matrix';
import { predictions, softmax } from '@trunkline/evaluation';

/** Shares of the classes in the target, and how much more often than in the source each occurs there. */
export interface LabelShift {
  /** p_target(y) */
  readonly shares_K: Float64Array;
  /** p_target(y) / p_source(y); 1 for a class that the source lacks. */
  readonly weights_K: Float64Array;
}

/**
 * Black-box shift estimation: Ĉ w = μ̂ with Ĉ_ij the share of held-out source rows that are of class j and called i, and
 * μ̂_i the share of target rows called i (Lipton et al. 2018, arXiv 1802.03916, section 4). Where Ĉ has no inverse, the shortest
 * w of least squares; weights below 0 become 0, and all are scaled so that the target's shares add up to 1. Logits are `[N, K]`,
 * row-major, those of the source of rows that were not trained on.
 */
export function blackBoxShift(
  sourceLogits_NK: Float32Array,
  sourceLabels_N: Int32Array,
  targetLogits_NK: Float32Array,
  classes: number,
): LabelShift {
  const confusion = Matrix.zeros(classes, classes);
  const called = predictions(sourceLogits_NK, classes);
  called.forEach((guess, row) => {
    const label = sourceLabels_N[row] as number;
    confusion.set(guess, label, confusion.get(guess, label) + 1 / called.length);
  });
  const calledTarget = predictions(targetLogits_NK, classes);
  const rates = Matrix.columnVector(sharesOf(calledTarget, classes));
  const weights = leastSquares(confusion, rates);
  const source = sharesOf(sourceLabels_N, classes);
  return fromShares(
    weights.map((weight, label) => Math.max(0, weight) * (source[label] as number)),
    source,
  );
}

/** The shortest w that minimises ‖Cw − μ‖; singular values below 1e-9 of the largest count as 0. */
function leastSquares(confusion: Matrix, rates: Matrix): readonly number[] {
  const svd = new SingularValueDecomposition(confusion);
  const along = svd.leftSingularVectors.transpose().mmul(rates);
  const [largest = 0] = svd.diagonal;
  svd.diagonal.forEach((value, row) => along.mulRow(row, value > 1e-9 * largest ? 1 / value : 0));
  return svd.rightSingularVectors.mmul(along).to1DArray();
}

/**
 * Shares of the target's classes by expectation and maximisation: from the source's shares on, predictions are weighed by
 * p_target(y) / p_source(y) and averaged, until the likelihood of the target stays (Saerens et al. 2002, section 2). Logits `[N, K]`,
 * row-major, of a model that learnt from classes in the shares `source_K`. Its probabilities must be calibrated.
 */
export function maximumLikelihoodShift(
  targetLogits_NK: Float32Array,
  source_K: readonly number[],
  classes: number,
): LabelShift {
  const probabilities_NK = softmax(targetLogits_NK, classes);
  const count = probabilities_NK.length / classes;
  let shares = Float64Array.from(source_K);
  for (let round = 0; round < 1000; round++) {
    const next = new Float64Array(classes);
    for (let row = 0; row < count; row++) {
      const joint = Array.from(shares, (share, label) => {
        const before = source_K[label] as number;
        return before > 0 ? ((probabilities_NK[row * classes + label] as number) * share) / before : 0;
      });
      const sum = joint.reduce((total, one) => total + one, 0);
      joint.forEach((one, label) => (next[label] = (next[label] as number) + one / (sum || 1) / count));
    }
    const moved = next.reduce((most, one, label) => Math.max(most, Math.abs(one - (shares[label] as number))), 0);
    shares = next;
    if (moved < 1e-8) break;
  }
  return fromShares([...shares], source_K);
}

/** Share of each class among labels. */
export function sharesOf(labels_N: Int32Array, classes: number): number[] {
  const shares = new Array<number>(classes).fill(0);
  for (const label of labels_N) shares[label] = (shares[label] as number) + 1 / labels_N.length;
  return shares;
}

function fromShares(shares: readonly number[], source_K: readonly number[]): LabelShift {
  const sum = shares.reduce((total, one) => total + one, 0);
  const shares_K = Float64Array.from(shares, (one, label) => (sum > 0 ? one / sum : (source_K[label] as number)));
  const weights_K = shares_K.map((one, label) => {
    const before = source_K[label] as number;
    return before > 0 ? one / before : 1;
  });
  return { shares_K, weights_K };
}

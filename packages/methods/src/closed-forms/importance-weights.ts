import type { Matrix } from 'ml-matrix';
import { evenlySpaced, median, squaredDistances, toMatrix } from './matrices.ts';

/** How {@link importanceWeights} are estimated. */
export interface ImportanceSettings {
  /** Most target rows that kernels stand on. */
  readonly centres: number;
  /** Bandwidths to choose among, as factors on the median distance between rows of the two sides. */
  readonly widths: readonly number[];
  /** Parts that the target is cut into to choose the bandwidth by the likelihood of what is left out. */
  readonly folds: number;
}

/** Weights of source rows, and the factor on the median distance that was chosen. */
export interface ImportanceWeights {
  /** p_target(x) / p_source(x), with mean 1. */
  readonly weights_S: Float64Array;
  readonly width: number;
}

/**
 * KLIEP: w(x) = Σ_l α_l exp(−‖x − c_l‖² / 2σ²) with centres c_l among the target rows and α ≥ 0, chosen to maximise
 * Σ_target log w(x) while the mean of w over the source is 1 (Sugiyama et al. 2008, section 2 and figure 1); σ by the
 * likelihood of held-out target rows. The same concave problem solved another way: with shares
 * β_l = α_l·mean_source φ_l, which are positive and add up to 1, it is the likelihood of a mixture, and its fixed point
 * β_l ← β_l·mean_target(φ_l / (mean_source φ_l · w)) rises at each step without a step size. Rows are row-major `[N, width]`.
 */
export function importanceWeights(
  source_SD: Float32Array,
  target_TD: Float32Array,
  width: number,
  { centres, widths, folds }: ImportanceSettings,
): ImportanceWeights {
  const target = toMatrix(target_TD, width);
  const chosen = evenlySpaced(target.rows, centres);
  const centresMatrix = target.subMatrixRow([...chosen]);
  const ofSource = squaredDistances(toMatrix(source_SD, width), centresMatrix);
  const ofTarget = squaredDistances(target, centresMatrix);
  const scale = Math.sqrt(median(ofSource.to1DArray())) || 1;
  const scores = widths.map((one) => heldOutLikelihood(ofSource, ofTarget, one * scale, folds));
  const best = widths[scores.indexOf(Math.max(...scores))] ?? (widths[0] as number);
  const kernels = kernelsOf(ofSource, best * scale);
  return { weights_S: densities(kernels, fit(kernels, kernelsOf(ofTarget, best * scale), 1e-7)), width: best };
}

/** Values of the kernels at some rows, row-major `[rows, count]`. */
interface Kernels {
  readonly values: Float64Array;
  readonly rows: number;
  readonly count: number;
}

function kernelsOf(squared: Matrix, sigma: number): Kernels {
  const values = Float64Array.from(squared.to1DArray(), (one) => Math.exp(-one / (2 * sigma * sigma)));
  return { values, rows: squared.rows, count: squared.columns };
}

/** Σ_l α_l φ_l of each row. */
function densities({ values, rows, count }: Kernels, alphas: Float64Array): Float64Array {
  const found = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    let sum = 0;
    for (let at = 0; at < count; at++) sum += (values[row * count + at] as number) * (alphas[at] as number);
    found[row] = sum;
  }
  return found;
}

/** Means of the kernels over the rows; 0 where a row has weight 0. */
function weighted({ values, rows, count }: Kernels, weights: Float64Array): Float64Array {
  const found = new Float64Array(count);
  for (let row = 0; row < rows; row++) {
    const weight = (weights[row] as number) / rows;
    for (let at = 0; at < count; at++)
      found[at] = (found[at] as number) + (values[row * count + at] as number) * weight;
  }
  return found;
}

/** A kernel with a smaller mean over the source is left out: with no source row near it, it weighs none. */
const smallestMean = 1e-12;
/** Smallest density, so that its logarithm and its inverse are finite. */
const smallestDensity = 1e-290;

/** The shares' fixed point, as α, to a rise of the mean log weight of less than `tolerance`. */
function fit(source: Kernels, target: Kernels, tolerance: number): Float64Array {
  const means = weighted(source, new Float64Array(source.rows).fill(1));
  const inverses = means.map((one) => (one > smallestMean ? 1 / one : 0));
  const usable = inverses.reduce((sum, one) => sum + (one > 0 ? 1 : 0), 0);
  let shares = inverses.map((one) => (one > 0 ? 1 / usable : 0));
  let before = -Infinity;
  for (let round = 0; round < 1000; round++) {
    const found = densities(target, product(shares, inverses)).map((one) => Math.max(one, smallestDensity));
    const objective = meanLog(found);
    if (!(objective - before > tolerance)) break;
    before = objective;
    const next = product(
      product(shares, inverses),
      weighted(
        target,
        found.map((one) => 1 / one),
      ),
    );
    const sum = next.reduce((total, one) => total + one, 0);
    if (!(sum > 0)) break;
    shares = next.map((one) => one / sum);
  }
  return product(shares, inverses);
}

const product = (one: Float64Array, other: Float64Array): Float64Array =>
  one.map((value, at) => value * (other[at] as number));

const meanLog = (values: Float64Array): number =>
  values.reduce((sum, one) => sum + Math.log(Math.max(one, smallestDensity)), 0) / values.length;

/** Mean log weight of target rows that were left out, over folds of every n-th row. */
function heldOutLikelihood(ofSource: Matrix, ofTarget: Matrix, sigma: number, folds: number): number {
  const source = kernelsOf(ofSource, sigma);
  const parts = Math.min(folds, ofTarget.rows);
  if (parts < 2) return 0;
  const rows = [...Array(ofTarget.rows).keys()];
  const scores = Array.from({ length: parts }, (_, fold) => {
    const [rest, out] = [false, true].map((left) =>
      kernelsOf(ofTarget.subMatrixRow(rows.filter((row) => (row % parts === fold) === left)), sigma),
    ) as [Kernels, Kernels];
    return meanLog(densities(out, fit(source, rest, 1e-5)));
  });
  return scores.reduce((sum, one) => sum + one, 0) / parts;
}

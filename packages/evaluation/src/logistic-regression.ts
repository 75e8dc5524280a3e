import { dot, rowsOf } from './dot.ts';

/** A fitted line between two classes: the log-odds of the second at x are weights · x + intercept. */
export interface LogisticModel {
  readonly weights_D: Float64Array;
  readonly intercept: number;
}

const mostSteps = 50;
const tolerance = 1e-7;

/**
 * Logistic regression of two classes with an L2 penalty on the weights, not on the intercept: the least
 * ½‖w‖² + Σ log(1 + exp(−(2y − 1)(w · x + b))), as in scikit-learn at C = 1. It is convex, so it has one answer; Newton's
 * method with conjugate gradients (Nash 1984) and a line search finds it without a matrix of D².
 *
 * @param values_ND row-major `[N, D]`
 * @param isSecond_N 1 for rows of the second class, 0 for the first
 */
export function logisticRegression(values_ND: Float64Array, isSecond_N: Uint8Array, width: number): LogisticModel {
  // a last coordinate of 1 carries the intercept
  const rows = rowsOf(values_ND, width).map((row) => Float64Array.of(...row, 1));
  const scores = (theta: Float64Array): Float64Array => Float64Array.from(rows, (row) => dot(row, theta));
  /** The gradient of the penalty at `theta`, plus the rows times `factors_N`. */
  const gather = (theta: Float64Array, factors_N: Float64Array): Float64Array => {
    const sum = theta.slice();
    sum[width] = 0;
    rows.forEach((row, place) => {
      const factor = factors_N[place] as number;
      for (let d = 0; d <= width; d += 1) sum[d] = (sum[d] as number) + factor * (row[d] as number);
    });
    return sum;
  };
  const objective = (theta: Float64Array, scores_N: Float64Array): number => {
    const weights = theta.subarray(0, width);
    return scores_N.reduce(
      (sum, score, row) => sum + softplus(isSecond_N[row] === 1 ? -score : score),
      dot(weights, weights) / 2,
    );
  };

  let theta: Float64Array = new Float64Array(width + 1);
  let scores_N = scores(theta);
  let value = objective(theta, scores_N);
  for (let step = 0; step < mostSteps; step += 1) {
    const likely_N = scores_N.map((score) => 1 / (1 + Math.exp(-score)));
    const gradient = gather(
      theta,
      likely_N.map((likely, row) => likely - (isSecond_N[row] as number)),
    );
    const size = Math.sqrt(dot(gradient, gradient));
    if (!(size > tolerance)) break;
    const hessianTimes = (vector: Float64Array): Float64Array =>
      gather(
        vector,
        scores(vector).map((score, row) => score * (likely_N[row] as number) * (1 - (likely_N[row] as number))),
      );
    const direction = conjugateGradients(hessianTimes, gradient, Math.min(0.1, size) * size);
    const slope = dot(gradient, direction);
    let share = 1;
    let next: { theta: Float64Array; scores_N: Float64Array; value: number };
    do {
      const along = share;
      const there = theta.map((one, d) => one - along * (direction[d] as number));
      const scoresThere_N = scores(there);
      next = { theta: there, scores_N: scoresThere_N, value: objective(there, scoresThere_N) };
      share /= 2;
    } while (next.value > value - 2e-4 * share * slope && share > 1e-6);
    if (!(next.value < value)) break;
    ({ theta, scores_N, value } = next);
  }
  return { weights_D: theta.slice(0, width), intercept: theta[width] as number };
}

/** x with `times(x)` = b, to a residual of `residual` (Hestenes and Stiefel 1952). */
function conjugateGradients(
  times: (vector: Float64Array) => Float64Array,
  b: Float64Array,
  residual: number,
): Float64Array {
  const x = new Float64Array(b.length);
  const r = b.slice();
  let p = r.slice();
  let squared = dot(r, r);
  for (let step = 0; step < b.length && Math.sqrt(squared) > residual; step += 1) {
    const applied = times(p);
    const share = squared / dot(p, applied);
    for (let d = 0; d < x.length; d += 1) {
      x[d] = (x[d] as number) + share * (p[d] as number);
      r[d] = (r[d] as number) - share * (applied[d] as number);
    }
    const next = dot(r, r);
    const ratio = next / squared;
    p = p.map((value, d) => (r[d] as number) + ratio * value);
    squared = next;
  }
  return x;
}

/** log(1 + exp(x)) without overflow. */
function softplus(x: number): number {
  return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
}

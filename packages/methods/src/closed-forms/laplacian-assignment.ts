import { Matrix } from 'ml-matrix';
import { squaredDistances, toMatrix } from './matrices.ts';

/**
 * The nearest rows of each row but itself, nearest first, `[N][k]`; k at most N − 1. Rows are row-major `[N, width]`.
 */
export function nearestRows(values_ND: Float32Array, width: number, k: number): readonly (readonly number[])[] {
  const rows = toMatrix(values_ND, width);
  return squaredDistances(rows, rows)
    .to2DArray()
    .map((distances, own) =>
      [...distances.keys()]
        .filter((other) => other !== own)
        .sort((one, other) => (distances[one] as number) - (distances[other] as number))
        .slice(0, k),
    );
}

/**
 * Assignments Z that stay near the predictions q and agree with those of neighbours: they minimise
 * Σ_i KL(z_i‖q_i) − λ Σ_ij w_ij z_iᵀz_j by the concave-convex procedure z_i ∝ q_i·exp(λ Σ_j w_ij z_j), from Z = q on
 * (LAME, Boudiaf et al. 2022, arXiv 2201.05718, section 4); w_ij is 1 where j is among the neighbours of i. With λ = 0 they are
 * the predictions. `probabilities_NK` is row-major, as is what is given.
 */
export function laplacianAssignments(
  probabilities_NK: Float64Array,
  classes: number,
  neighbours: readonly (readonly number[])[],
  affinityWeight: number,
): Float64Array {
  const logs = Matrix.from1DArray(
    neighbours.length,
    classes,
    Array.from(probabilities_NK, (one) => Math.log(one + 1e-10)),
  );
  let assigned = softmaxRows(logs);
  let before = NaN;
  for (let round = 0; round < 100; round++) {
    const pull = new Matrix(
      neighbours.map((own) =>
        Array.from({ length: classes }, (_, label) =>
          own.reduce((sum, other) => sum + affinityWeight * assigned.get(other, label), 0),
        ),
      ),
    );
    assigned = softmaxRows(Matrix.add(logs, pull));
    const energy = energyOf(assigned, logs, pull);
    if (Math.abs(energy - before) <= 1e-8 * Math.abs(before)) break;
    before = energy;
  }
  return Float64Array.from(assigned.to1DArray());
}

function softmaxRows(logits: Matrix): Matrix {
  return new Matrix(
    logits.to2DArray().map((row) => {
      const largest = Math.max(...row);
      const powers = row.map((one) => Math.exp(one - largest));
      const sum = powers.reduce((total, one) => total + one, 0);
      return powers.map((one) => one / sum);
    }),
  );
}

/** Σ z (log z − log q − pull) */
function energyOf(assigned: Matrix, logs: Matrix, pull: Matrix): number {
  const terms = Matrix.zeros(assigned.rows, assigned.columns).apply(function (this: Matrix, row, column) {
    const z = assigned.get(row, column);
    this.set(row, column, z * (Math.log(z + 1e-20) - logs.get(row, column) - pull.get(row, column)));
  });
  return terms.sum();
}

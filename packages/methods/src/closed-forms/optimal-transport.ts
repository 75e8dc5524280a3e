import { Matrix } from 'ml-matrix';
import { squaredDistances, toMatrix, toValues } from './matrices.ts';

/** How mass is moved. */
export interface TransportSettings {
  /** Weight of the plan's entropy, with costs divided by the largest of them. */
  readonly entropyWeight: number;
  /** Weight of the regularisation by classes; 0: none. */
  readonly classWeight: number;
}

/** Most rounds of Sinkhorn's scaling, and rounds of the reweighting by classes around them, the first without weights. */
const [sinkhornRounds, classRounds] = [1000, 10];

/**
 * The plan that moves source rows onto target rows, all of one weight, at the least squared distance less its entropy:
 * argmin ⟨γ, C⟩ + ε Σ γ log γ (Courty et al. 2017, arXiv 1507.00504, entropic regularisation; Sinkhorn's scaling). With a class weight η > 0 also
 * η Σ_target Σ_class ‖γ of that class‖₁^½ (its class-based regularisation by groups): a target row takes from few classes. `[S, T]`.
 */
export function transportPlan(costs_ST: Matrix, labels_S: Int32Array, settings: TransportSettings): Matrix {
  const largest = costs_ST.max();
  const costs = largest > 0 ? Matrix.div(costs_ST, largest) : costs_ST.clone();
  let plan = sinkhorn(costs, settings.entropyWeight);
  if (settings.classWeight === 0) return plan;
  for (let round = 1; round < classRounds; round++) {
    plan = sinkhorn(
      Matrix.add(costs, Matrix.mul(slopes(plan, labels_S), settings.classWeight)),
      settings.entropyWeight,
    );
  }
  return plan;
}

/** Slopes of Σ ‖·‖₁^½ at a plan: ½ (mass from that class + 10⁻³)^(−½). */
function slopes(plan: Matrix, labels_S: Int32Array): Matrix {
  const found = Matrix.zeros(plan.rows, plan.columns);
  for (const label of new Set(labels_S)) {
    const rows = [...labels_S.keys()].filter((row) => labels_S[row] === label);
    for (let column = 0; column < plan.columns; column++) {
      const mass = rows.reduce((sum, row) => sum + plan.get(row, column), 0);
      for (const row of rows) found.set(row, column, 0.5 * (mass + 1e-3) ** -0.5);
    }
  }
  return found;
}

/** Scales exp(−C/ε) until rows and columns have the same mass each. */
function sinkhorn(costs: Matrix, entropyWeight: number): Matrix {
  const { rows, columns } = costs;
  // a constant off each row changes no plan and keeps one entry of each row at 1
  const kernel = costs.to2DArray().map((row) => {
    const least = Math.min(...row);
    return Float64Array.from(row, (cost) => Math.exp(-(cost - least) / entropyWeight));
  });
  const left = new Float64Array(rows).fill(1);
  const right = new Float64Array(columns).fill(1);
  for (let round = 0; round < sinkhornRounds; round++) {
    let moved = 0;
    kernel.forEach((row, at) => {
      const sum = row.reduce((total, value, column) => total + value * (right[column] as number), 0);
      const next = 1 / (rows * Math.max(sum, Number.MIN_VALUE));
      moved = Math.max(moved, Math.abs(next / (left[at] as number) - 1));
      left[at] = next;
    });
    const sums = new Float64Array(columns);
    kernel.forEach((row, at) => {
      for (let column = 0; column < columns; column++) {
        sums[column] = (sums[column] as number) + (row[column] as number) * (left[at] as number);
      }
    });
    sums.forEach((sum, column) => (right[column] = 1 / (columns * Math.max(sum, Number.MIN_VALUE))));
    if (round > 0 && moved < 1e-9) break;
  }
  return new Matrix(
    kernel.map((row, at) => row.map((value, column) => value * (left[at] as number) * (right[column] as number))),
  );
}

/**
 * Each source row at the mean of the target rows that its mass goes to: diag(γ1)^(−1) γ X_T (Courty et al. 2017, barycentric mapping). Rows
 * are row-major `[N, width]`; gives `[S, width]`, as such.
 */
export function transported(
  source_SD: Float32Array,
  target_TD: Float32Array,
  width: number,
  labels_S: Int32Array,
  settings: TransportSettings,
): Float64Array {
  const [source, target] = [toMatrix(source_SD, width), toMatrix(target_TD, width)];
  const plan = transportPlan(squaredDistances(source, target), labels_S, settings);
  const masses = plan.sum('row').map((mass) => 1 / Math.max(mass, Number.MIN_VALUE));
  return toValues(plan.mmul(target).mulColumnVector(masses));
}

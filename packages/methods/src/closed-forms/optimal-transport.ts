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
const [sinkhornRounds, classRounds] = [500, 10];

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
  const masses = new Map([...new Set(labels_S)].map((label) => [label, new Float64Array(plan.columns)]));
  const rows = plan.to2DArray();
  rows.forEach((row, at) => {
    const own = masses.get(labels_S[at] as number) as Float64Array;
    for (let column = 0; column < row.length; column++) {
      own[column] = (own[column] as number) + (row[column] as number);
    }
  });
  const found = new Map([...masses].map(([label, own]) => [label, own.map((mass) => 0.5 * (mass + 1e-3) ** -0.5)]));
  return new Matrix(rows.map((_, at) => found.get(labels_S[at] as number) as Float64Array));
}

/** Scales exp(−C/ε) until rows and columns have the same mass each. */
function sinkhorn(costs: Matrix, entropyWeight: number): Matrix {
  const { rows, columns } = costs;
  const kernel = new Float64Array(rows * columns);
  costs.to2DArray().forEach((row, at) => {
    // a constant off each row changes no plan and keeps one entry of each row at 1
    const least = row.reduce((most, cost) => Math.min(most, cost), Infinity);
    for (let column = 0; column < columns; column++) {
      kernel[at * columns + column] = Math.exp(-((row[column] as number) - least) / entropyWeight);
    }
  });
  const left = new Float64Array(rows).fill(1);
  const right = new Float64Array(columns).fill(1);
  for (let round = 0, moved = Infinity; round < sinkhornRounds && moved > 1e-7; round++) {
    moved = 0;
    const sums = new Float64Array(columns);
    for (let row = 0; row < rows; row++) {
      let sum = 0;
      for (let column = 0, at = row * columns; column < columns; column++, at++) {
        sum += (kernel[at] as number) * (right[column] as number);
      }
      const next = 1 / (rows * Math.max(sum, Number.MIN_VALUE));
      moved = Math.max(moved, Math.abs(next / (left[row] as number) - 1));
      left[row] = next;
      for (let column = 0, at = row * columns; column < columns; column++, at++) {
        sums[column] = (sums[column] as number) + (kernel[at] as number) * next;
      }
    }
    for (let column = 0; column < columns; column++) {
      right[column] = 1 / (columns * Math.max(sums[column] as number, Number.MIN_VALUE));
    }
  }
  return Matrix.from1DArray(
    rows,
    columns,
    Array.from(
      kernel,
      (value, at) => value * (left[Math.floor(at / columns)] as number) * (right[at % columns] as number),
    ),
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

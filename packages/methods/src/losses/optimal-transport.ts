import { tf, type Tensor2D } from '@trunkline/engine';
import { linearSumAssignment } from 'linear-sum-assignment';

/**
 * The plan that moves a uniform mass over S rows to a uniform mass over T columns at the least cost, `[S, T]`, without a
 * gradient: Σ_ij γ_ij c_ij is least, rows sum to 1/S, columns to 1/T (Kantorovich's problem; the earth mover's plan). Solved
 * exactly as an assignment, each row standing lcm(S, T)/S times: at its fastest where S = T.
 */
export function exactPlan(cost_ST: Tensor2D): Tensor2D {
  const [rows, columns] = cost_ST.shape;
  const cost = cost_ST.dataSync();
  const count = leastCommonMultiple(rows, columns);
  const [rowCopies, columnCopies] = [count / rows, count / columns];
  const expanded = Array.from({ length: count }, (_row, row) =>
    Float64Array.from(
      { length: count },
      (_column, column) => cost[Math.floor(row / rowCopies) * columns + Math.floor(column / columnCopies)] as number,
    ),
  );
  const { rowAssignments } = linearSumAssignment(expanded, { maximaze: false });
  const plan = new Float32Array(rows * columns);
  rowAssignments.forEach((column, row) => {
    const place = Math.floor(row / rowCopies) * columns + Math.floor(column / columnCopies);
    plan[place] = (plan[place] as number) + 1 / count;
  });
  return tf.tensor2d(plan, [rows, columns]);
}

/**
 * The plan of {@link exactPlan} blurred by an entropy, `[S, T]`, without a gradient: argmin ⟨γ, c⟩ + `regularisation` · Σ γ log γ
 * (Cuturi 2013, arXiv 1306.0895), by Sinkhorn's iterations on logarithms, until rows sum to 1/S within 1e-9 or
 * `iterations` are done.
 */
export function sinkhornPlan(cost_ST: Tensor2D, regularisation: number, iterations = 1000): Tensor2D {
  const [rows, columns] = cost_ST.shape;
  const kernel = Float64Array.from(cost_ST.dataSync(), (cost) => -cost / regularisation);
  const [left, right] = [new Float64Array(rows), new Float64Array(columns)];
  const entry = (row: number, column: number): number =>
    (kernel[row * columns + column] as number) + (left[row] as number) + (right[column] as number);
  for (let iteration = 0; iteration < iterations; iteration++) {
    for (let column = 0; column < columns; column++) {
      const sum = logSum(rows, (row) => entry(row, column));
      right[column] = (right[column] as number) - sum - Math.log(columns);
    }
    let missed = 0;
    for (let row = 0; row < rows; row++) {
      const sum = logSum(columns, (column) => entry(row, column));
      missed = Math.max(missed, Math.abs(Math.exp(sum) - 1 / rows));
      left[row] = (left[row] as number) - sum - Math.log(rows);
    }
    if (missed < 1e-9) break;
  }
  const plan = Float32Array.from(kernel, (_one, place) =>
    Math.exp(entry(Math.floor(place / columns), place % columns)),
  );
  return tf.tensor2d(plan, [rows, columns]);
}

/** log Σ exp of `count` terms. */
function logSum(count: number, term: (place: number) => number): number {
  let highest = -Infinity;
  for (let place = 0; place < count; place++) highest = Math.max(highest, term(place));
  let sum = 0;
  for (let place = 0; place < count; place++) sum += Math.exp(term(place) - highest);
  return highest + Math.log(sum);
}

function leastCommonMultiple(a: number, b: number): number {
  let [large, small] = [a, b];
  while (small > 0) [large, small] = [small, large % small];
  return (a * b) / large;
}

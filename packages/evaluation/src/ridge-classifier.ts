import { CholeskyDecomposition, Matrix } from 'ml-matrix';
import { dot, rowsOf } from './dot.ts';
import { predictions } from './predictions.ts';
import { scaled, scalingOf } from './scaled-rows.ts';

/** Strength of the penalty, on rows with a mean squared length of 1. */
const penalty = 1;

/**
 * Fits a linear classifier in closed form, ridge regression onto one-hot labels with an intercept (Hoerl and Kennard 1970),
 * and answers the classes it predicts for other rows. The normal equations are solved in the smaller of N and D.
 *
 * @param embeddings_ND rows to learn from, row-major `[N, D]`
 * @param labels_N their classes
 * @param others_MD rows to classify, row-major `[M, D]`
 * @returns predicted classes, `[M]`
 */
export function ridgePredictions(
  embeddings_ND: Float32Array,
  labels_N: Int32Array,
  others_MD: Float32Array,
  { classes, width }: { readonly classes: number; readonly width: number },
): Int32Array {
  const scaling = scalingOf([embeddings_ND], width);
  const rows_ND = scaled(embeddings_ND, scaling);
  const others = scaled(others_MD, scaling);
  const count = labels_N.length;
  const targets_NK = new Float64Array(count * classes);
  labels_N.forEach((label, row) => (targets_NK[row * classes + label] = 1));
  const means_K = columnMeans(targets_NK, classes);
  const centred_NK = targets_NK.map((value, index) => value - (means_K[index % classes] as number));
  const weights_DK =
    count <= width
      ? productTransposed(rows_ND, solved(gramOfRows(rows_ND, width), centred_NK, classes), count)
      : solved(gramOfColumns(rows_ND, width), productTransposed(rows_ND, centred_NK, count), classes);
  const scores_MK = new Float64Array((others.length / width) * classes);
  for (let row = 0; row < others.length / width; row += 1) {
    for (let k = 0; k < classes; k += 1) scores_MK[row * classes + k] = means_K[k] as number;
    for (let d = 0; d < width; d += 1) {
      const value = others[row * width + d] as number;
      for (let k = 0; k < classes; k += 1) {
        scores_MK[row * classes + k] =
          (scores_MK[row * classes + k] as number) + value * (weights_DK[d * classes + k] as number);
      }
    }
  }
  return predictions(scores_MK, classes);
}

/** X Xᵀ of row-major `[N, D]` values, `[N, N]`. */
function gramOfRows(values_ND: Float64Array, width: number): Float64Array {
  const rows = rowsOf(values_ND, width);
  const gram_NN = new Float64Array(rows.length ** 2);
  rows.forEach((row, i) => {
    for (let j = 0; j <= i; j += 1) {
      const product = dot(row, rows[j] as Float64Array);
      gram_NN[i * rows.length + j] = product;
      gram_NN[j * rows.length + i] = product;
    }
  });
  return gram_NN;
}

/** Xᵀ X of row-major `[N, D]` values, `[D, D]`. */
function gramOfColumns(values_ND: Float64Array, width: number): Float64Array {
  const rows = values_ND.length / width;
  const columns_DN = new Float64Array(values_ND.length);
  for (let row = 0; row < rows; row += 1) {
    for (let d = 0; d < width; d += 1) columns_DN[d * rows + row] = values_ND[row * width + d] as number;
  }
  return gramOfRows(columns_DN, rows);
}

/** Xᵀ Y of `[N, D]` and `[N, K]`, `[D, K]`. */
function productTransposed(x_ND: Float64Array, y_NK: Float64Array, rows: number): Float64Array {
  const [width, classes] = [x_ND.length / rows, y_NK.length / rows];
  const product_DK = new Float64Array(width * classes);
  for (let row = 0; row < rows; row += 1) {
    for (let d = 0; d < width; d += 1) {
      const value = x_ND[row * width + d] as number;
      for (let k = 0; k < classes; k += 1) {
        product_DK[d * classes + k] =
          (product_DK[d * classes + k] as number) + value * (y_NK[row * classes + k] as number);
      }
    }
  }
  return product_DK;
}

/** Solves (A + penalty · I) W = B for symmetric A `[S, S]` and B `[S, K]`. */
function solved(a_SS: Float64Array, b_SK: Float64Array, classes: number): Float64Array {
  const size = b_SK.length / classes;
  const matrix = Matrix.from1DArray(size, size, a_SS);
  for (let place = 0; place < size; place += 1) matrix.set(place, place, matrix.get(place, place) + penalty);
  const solution = new CholeskyDecomposition(matrix).solve(Matrix.from1DArray(size, classes, b_SK));
  return Float64Array.from(solution.to1DArray());
}

function columnMeans(values_NK: Float64Array, classes: number): Float64Array {
  const rows = values_NK.length / classes;
  const means_K = new Float64Array(classes);
  values_NK.forEach((value, index) => {
    const k = index % classes;
    means_K[k] = (means_K[k] as number) + value / rows;
  });
  return means_K;
}

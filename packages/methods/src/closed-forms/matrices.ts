import { EigenvalueDecomposition, Matrix } from 'ml-matrix';

/** Row-major values `[N, width]` as a matrix. */
export function toMatrix(values_ND: Float32Array | Float64Array, width: number): Matrix {
  return Matrix.from1DArray(values_ND.length / width, width, Array.from(values_ND));
}

/** A matrix as row-major values. */
export function toValues(matrix: Matrix): Float64Array {
  return Float64Array.from(matrix.to1DArray());
}

/** Covariance of the columns, with n − 1 in the denominator. */
export function covarianceOf(rows_ND: Matrix): Matrix {
  const centred = rows_ND.clone().center('column');
  return centred
    .transpose()
    .mmul(centred)
    .div(Math.max(1, rows_ND.rows - 1));
}

/** Eigenvalues of a symmetric matrix, largest first, and its eigenvectors as columns in the same order. */
export function symmetricEigen(matrix: Matrix): { readonly values: readonly number[]; readonly vectors: Matrix } {
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(matrix, { assumeSymmetric: true });
  const order = [...realEigenvalues.keys()].sort(
    (one, other) => (realEigenvalues[other] as number) - (realEigenvalues[one] as number),
  );
  return {
    values: order.map((place) => realEigenvalues[place] as number),
    vectors: eigenvectorMatrix.subMatrixColumn(order),
  };
}

/** A power of a symmetric matrix with positive eigenvalues: `-0.5` is the inverse of its root. */
export function symmetricPower(matrix: Matrix, exponent: number): Matrix {
  const { values, vectors } = symmetricEigen(matrix);
  const scaled = vectors.clone();
  values.forEach((value, column) => scaled.mulColumn(column, value ** exponent));
  return scaled.mmul(vectors.transpose());
}

/** Squared Euclidean distances between the rows of two matrices, `[N, M]`, never below 0. */
export function squaredDistances(one_ND: Matrix, other_MD: Matrix): Matrix {
  const lengths = (rows: Matrix): number[] => rows.to2DArray().map((row) => row.reduce((sum, x) => sum + x * x, 0));
  const [ofOne, ofOther] = [lengths(one_ND), lengths(other_MD)];
  const distances = one_ND.mmul(other_MD.transpose()).mul(-2).addColumnVector(ofOne).addRowVector(ofOther);
  return distances.apply((row, column) => {
    if (distances.get(row, column) < 0) distances.set(row, column, 0);
  });
}

/** The middle of some numbers; of an even count the mean of the two in the middle. */
export function median(numbers: readonly number[]): number {
  const sorted = Float64Array.from(numbers).sort();
  const half = sorted.length >> 1;
  const upper = sorted[half] ?? NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[half - 1] as number) + upper) / 2;
}

/** At most `most` of `count` places, evenly spaced: where rows stand class by class, each class keeps its share. */
export function evenlySpaced(count: number, most: number): readonly number[] {
  const taken = Math.min(count, most);
  return Array.from({ length: taken }, (_, place) => Math.floor((place * count) / taken));
}

/** At most `most` of row-major `[N, width]` values, evenly spaced. */
export function evenRows(values_ND: Float32Array, width: number, most: number): Float32Array {
  const places = evenlySpaced(values_ND.length / width, most);
  const taken = new Float32Array(places.length * width);
  places.forEach((place, at) => taken.set(values_ND.subarray(place * width, (place + 1) * width), at * width));
  return taken;
}

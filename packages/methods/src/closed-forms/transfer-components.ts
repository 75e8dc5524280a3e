import { Matrix } from 'ml-matrix';
import { median, squaredDistances, symmetricEigen, toMatrix, toValues } from './matrices.ts';

/** A kernel on rows: xᵀy / scale, or exp(−‖x − y‖² / (2 scale²)). */
export interface TransferKernel {
  readonly kind: 'linear' | 'gaussian';
  readonly scale: number;
}

/** Components that two domains share: row x has the components k(x, rows)·weights − means. */
export interface TransferComponents {
  readonly kernel: TransferKernel;
  /** Source rows, then target rows, `[N, width]`, row-major. */
  readonly rows_ND: Float32Array;
  /** `[N, components]`, row-major, scaled so that the mean square of each component over the rows, about its mean, is 1. */
  readonly weights_NM: Float64Array;
  /** Mean of each component over the rows. */
  readonly means_M: readonly number[];
}

/**
 * Transfer component analysis: W maximises tr((Wᵀ(KLK + μI)W)^(−1) WᵀKHKW), so that components keep the variance of both
 * domains while their means, as the kernel sees them, meet (Pan et al. 2011, section III, the unsupervised form).
 * K is divided by the mean of its diagonal, which leaves a Gaussian kernel as it is and frees μ of the scale of a linear one;
 * the Gaussian's scale is the median distance. L = eeᵀ has rank 1, so that (KLK + μI)^(−1/2) is known in closed form and
 * one symmetric eigenproblem over all rows is left: time grows with the cube of their number. The scale of the components,
 * which the criterion leaves open, is departed from the paper's WᵀKHKW = I by √N: a head learns them at the usual rates.
 */
export function transferComponents(
  source_SD: Float32Array,
  target_TD: Float32Array,
  width: number,
  settings: { readonly kernel: TransferKernel['kind']; readonly components: number; readonly tradeOff: number },
): TransferComponents {
  const [source, target] = [toMatrix(source_SD, width), toMatrix(target_TD, width)];
  const rows_ND = new Matrix([...source.to2DArray(), ...target.to2DArray()]);
  const count = rows_ND.rows;
  const kernel = kernelFor(rows_ND, settings.kernel);
  const k_NN = kernelValues(kernel, rows_ND, rows_ND);
  const e = Matrix.columnVector(
    Array.from({ length: count }, (_, row) => (row < source.rows ? 1 / source.rows : -1 / target.rows)),
  );
  const v = k_NN.mmul(e);
  const root = inverseRoot(v, settings.tradeOff);
  const centred = k_NN.clone().center('column'); // HK
  const scatter = centred.transpose().mmul(centred); // KHK
  const { vectors } = symmetricEigen(symmetrised(root.mmul(scatter).mmul(root)));
  const components = Math.max(1, Math.min(settings.components, count - 1));
  const weights_NM = root.mmul(vectors.subMatrix(0, count - 1, 0, components - 1));
  const projected = centred.mmul(weights_NM);
  for (let column = 0; column < components; column++) {
    const meanSquare = projected.getColumn(column).reduce((sum, value) => sum + value * value, 0) / count;
    weights_NM.mulColumn(column, meanSquare > 1e-12 ? 1 / Math.sqrt(meanSquare) : 0);
  }
  return {
    kernel,
    rows_ND: Float32Array.from(rows_ND.to1DArray()),
    weights_NM: toValues(weights_NM),
    means_M: k_NN.mmul(weights_NM).mean('column'),
  };
}

function kernelFor(rows_ND: Matrix, kind: TransferKernel['kind']): TransferKernel {
  if (kind === 'linear') {
    const squares = rows_ND.to1DArray().reduce((sum, value) => sum + value * value, 0);
    return { kind, scale: squares / rows_ND.rows || 1 };
  }
  const squared = squaredDistances(rows_ND, rows_ND).to2DArray();
  return { kind, scale: Math.sqrt(median(squared.flatMap((row, at) => row.slice(at + 1)))) || 1 };
}

/** k of each row of one side and each of the other, `[N, M]`. */
function kernelValues({ kind, scale }: TransferKernel, one_ND: Matrix, other_MD: Matrix): Matrix {
  if (kind === 'linear') return one_ND.mmul(other_MD.transpose()).div(scale);
  return squaredDistances(one_ND, other_MD)
    .mul(-1 / (2 * scale * scale))
    .exp();
}

/** (vvᵀ + μI)^(−1/2) */
function inverseRoot(v: Matrix, mu: number): Matrix {
  const square = v.dot(v);
  const share = square > 0 ? (1 - Math.sqrt(mu / (mu + square))) / square : 0;
  return Matrix.eye(v.rows).sub(v.mmul(v.transpose()).mul(share)).div(Math.sqrt(mu));
}

/** Rounding leaves a product of symmetric matrices a little beside symmetry. */
const symmetrised = (matrix: Matrix): Matrix => matrix.clone().add(matrix.transpose()).div(2);

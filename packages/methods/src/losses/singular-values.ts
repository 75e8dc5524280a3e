import { tf, type Scalar, type Tensor, type Tensor1D, type Tensor2D } from '@trunkline/engine';
import { Matrix, SVD } from 'ml-matrix';

/**
 * The singular values of a matrix, largest first, `[min(N, M)]`, with a gradient: that of σ_i is u_i v_iᵀ, which holds where
 * values differ; where some are equal it is one of several. For batches: the decomposition runs on the main thread.
 */
export function singularValues(x_NM: Tensor2D): Tensor1D {
  const [rows, columns] = x_NM.shape;
  const count = Math.min(rows, columns);
  const withGradient = tf.customGrad((input) => {
    const { left, right, values } = decompose((input as Tensor).dataSync() as Float32Array, rows, columns);
    return {
      value: tf.tensor1d(values.slice(0, count)),
      gradFunc: (gradient: Tensor) => {
        const given = gradient.dataSync();
        const scaled = left.clone();
        for (let column = 0; column < count; column++) scaled.mulColumn(column, given[column] as number);
        return tf.tensor2d(Float32Array.from(scaled.mmul(right.transpose()).to1DArray()), [rows, columns]);
      },
    };
  });
  return withGradient(x_NM) as Tensor1D;
}

/** U `[N, k]`, V `[M, k]` and the singular values, k = min(N, M). */
function decompose(x: Float32Array, rows: number, columns: number): { left: Matrix; right: Matrix; values: number[] } {
  const count = Math.min(rows, columns);
  const matrix = Matrix.from1DArray(rows, columns, Array.from(x));
  const svd = new SVD(matrix, { autoTranspose: true });
  const firstColumns = (one: Matrix): Matrix => one.subMatrix(0, one.rows - 1, 0, count - 1);
  return {
    left: firstColumns(svd.leftSingularVectors),
    right: firstColumns(svd.rightSingularVectors),
    values: svd.diagonal,
  };
}

/**
 * −‖softmax(z)‖_* / B: the sum of the singular values of a batch of predictions, turned round. Minimised, predictions become
 * certain and diverse at once (Cui et al. 2020, arXiv 2003.12237, equation 11).
 */
export function batchNuclearNormLoss(logits_BK: Tensor2D): Scalar {
  return tf.neg(tf.div(tf.sum(singularValues(tf.softmax(logits_BK))), logits_BK.shape[0]));
}

/** Σ σ² of the `count` largest singular values of a batch of features (Chen et al. 2019, BSP, equation 6). */
export function largestSingularValuesLoss(features_BF: Tensor2D, count: number): Scalar {
  const values = singularValues(features_BF);
  return tf.sum(tf.square(tf.slice(values, 0, Math.min(count, values.shape[0]))));
}

/** Σ σ² of the `count` smallest singular values of a batch of features (Chen et al. 2019, BSS, arXiv 1908.07049, equation 3). */
export function smallestSingularValuesLoss(features_BF: Tensor2D, count: number): Scalar {
  const values = singularValues(features_BF);
  return tf.sum(tf.square(tf.slice(values, Math.max(0, values.shape[0] - count))));
}

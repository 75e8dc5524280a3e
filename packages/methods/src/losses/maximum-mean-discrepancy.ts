import { stopGradient, tf, type Scalar, type Tensor2D } from '@trunkline/engine';
import { TrunklineError } from '@trunkline/system';

/** One layer as its kernel sees it. */
export interface KernelLayer {
  readonly source_SD: Tensor2D;
  readonly target_TD: Tensor2D;
  /** Bandwidths, as factors of the mean squared distance in the batch; their kernels are added. */
  readonly bandwidths: readonly number[];
  /** Taken in place of the mean squared distance, where that would be near 0 and so blow up every difference. */
  readonly scale?: number;
}

/** Squared Euclidean distances between rows, `[N, M]`. */
function squaredDistances(x_ND: Tensor2D, y_MD: Tensor2D): Tensor2D {
  const difference_NMD = tf.sub(tf.expandDims(x_ND, 1), tf.expandDims(y_MD, 0));
  return tf.sum(tf.square(difference_NMD), 2);
}

/**
 * Σ_b exp(−‖x − y‖² / (2 b m)) for all pairs of rows of one batch, `[S + T, S + T]`. m is `scale`, or the mean of
 * ‖x − y‖² over different rows, through which no gradient passes.
 */
export function kernelMatrix({ source_SD, target_TD, bandwidths, scale }: KernelLayer): Tensor2D {
  const all_ND = tf.concat([source_SD, target_TD], 0);
  const count = all_ND.shape[0];
  const distances_NN = squaredDistances(all_ND, all_ND);
  const mean = scale ?? stopGradient(tf.maximum(tf.div(tf.sum(distances_NN), count * (count - 1)), 1e-12));
  const kernels = bandwidths.map((factor) => tf.exp(tf.neg(tf.div(distances_NN, tf.mul(mean, 2 * factor)))));
  return tf.addN(kernels) as Tensor2D;
}

/**
 * Squared maximum mean discrepancy of two batches, the unbiased estimate without the diagonals (Gretton et al. 2012,
 * equation 3), with a kernel that is the product over layers of sums of Gaussian kernels: DAN for one layer (Long et al.
 * 2015, arXiv 1502.02791), JAN for several (Long et al. 2017, arXiv 1605.06636, equation 9). May be below 0 by chance.
 * Throws `TL_BATCH_TOO_SMALL` for fewer than two rows on a side.
 */
export function maximumMeanDiscrepancyLoss(layers: readonly KernelLayer[]): Scalar {
  const [{ source_SD, target_TD }] = layers as readonly [KernelLayer, ...KernelLayer[]];
  const [sources, targets] = [source_SD.shape[0], target_TD.shape[0]];
  if (sources < 2 || targets < 2) {
    throw new TrunklineError(
      'TL_BATCH_TOO_SMALL',
      `The maximum mean discrepancy needs at least 2 examples a side, the batch has ${sources} and ${targets}.`,
      { hint: 'Raise training.batchSize.', exitStatus: 2 },
    );
  }
  const kernel_NN = layers.map(kernelMatrix).reduce((product, one) => tf.mul(product, one));
  const within = (start: number, count: number): Scalar => {
    const block = tf.slice(kernel_NN, [start, start], [count, count]);
    const others = tf.sub(1, tf.eye(count));
    return tf.div(tf.sum(tf.mul(block, others)), count * (count - 1));
  };
  const between = tf.mean(tf.slice(kernel_NN, [0, sources], [sources, targets]));
  return tf.sub(tf.add(within(0, sources), within(sources, targets)), tf.mul(between, 2));
}

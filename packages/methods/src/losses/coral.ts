import { tf, type Scalar, type Tensor2D } from '@trunkline/engine';
import { TrunklineError } from '@trunkline/system';

/** Covariance of the columns of `x_BD` with n−1 in the denominator, `[D, D]`. */
export function covariance(x_BD: Tensor2D): Tensor2D {
  const [count] = x_BD.shape;
  if (count < 2) {
    throw new TrunklineError('TL_BATCH_TOO_SMALL', `A covariance needs at least 2 examples, the batch has ${count}.`, {
      hint: 'Raise training.batchSize.',
      exitStatus: 2,
    });
  }
  const centred_BD = tf.sub(x_BD, tf.mean(x_BD, 0, true));
  return tf.div(tf.matMul(centred_BD, centred_BD, true, false), count - 1);
}

/**
 * ‖C_S − C_T‖²_F / (4 d²): Deep CORAL, equation 1 (Sun and Saenko 2016, arXiv 1607.01719). Batches may differ in size.
 * No mean term and no root, as in the paper (some published codes add or drop one).
 */
export function coralLoss(source_SD: Tensor2D, target_TD: Tensor2D): Scalar {
  const width = source_SD.shape[1];
  const difference_DD = tf.sub(covariance(source_SD), covariance(target_TD));
  return tf.div(tf.sum(tf.square(difference_DD)), 4 * width * width);
}

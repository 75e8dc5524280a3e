import { stopGradient, tf, type Tensor1D, type Tensor2D } from '@trunkline/engine';
import { entropyPerExample } from './entropy.ts';

/**
 * The products of every feature with every probability, f ⊗ g, `[B, K·D]`: class after class, as in the authors' code (Long
 * et al. 2018, arXiv 1705.10667, multilinear map).
 */
export function multilinearMap(embedding_BD: Tensor2D, probabilities_BK: Tensor2D): Tensor2D {
  const [count, width] = embedding_BD.shape;
  const classes = probabilities_BK.shape[1];
  const products_BKD = tf.mul(tf.expandDims(probabilities_BK, 2), tf.expandDims(embedding_BD, 1));
  return tf.reshape(products_BKD, [count, classes * width]);
}

/**
 * (R_f f) ⊙ (R_g g) / √R, `[B, R]`, with `featureMap_DR` and `probabilityMap_KR` standard normal and fixed: its inner
 * products are those of {@link multilinearMap} in the mean over such maps (Long et al. 2018, randomised multilinear map).
 */
export function randomisedMultilinearMap(
  embedding_BD: Tensor2D,
  probabilities_BK: Tensor2D,
  featureMap_DR: Tensor2D,
  probabilityMap_KR: Tensor2D,
): Tensor2D {
  const products_BR = tf.mul(tf.matMul(embedding_BD, featureMap_DR), tf.matMul(probabilities_BK, probabilityMap_KR));
  return tf.div(products_BR, Math.sqrt(featureMap_DR.shape[1]));
}

/**
 * 1 + e^(−H) of each row's softmax, divided by the mean over the batch, `_B`: certain examples count for more, and the
 * mean is 1. Without a gradient (entropy conditioning of Long et al. 2018, which leaves the normalisation open).
 */
export function certaintyWeights(logits_BK: Tensor2D): Tensor1D {
  const raw_B = tf.add(tf.exp(tf.neg(entropyPerExample(logits_BK))), 1);
  return stopGradient(tf.div(raw_B, tf.mean(raw_B)) as Tensor1D);
}

import { tf, type Scalar, type Tensor1D, type Tensor2D } from '@trunkline/engine';
import { kernelMatrix, type KernelLayer } from './maximum-mean-discrepancy.ts';

/**
 * How far the same classes of two domains are apart, less how far different ones are: the mean over classes c of D(c, c) minus the
 * mean over pairs c ≠ d of D(c, d), where D(c, d) = mean k(s_c, s_c) + mean k(t_d, t_d) − 2 mean k(s_c, t_d) is the maximum mean
 * discrepancy between the source's examples of class c and the target's of class d, diagonals included (Kang et al. 2019, arXiv
 * 1901.00976, equations 3 to 5). Only classes that both batches hold count; −1 among the target's labels is no label. Several
 * layers are added. Without such a class it is 0, with one there is no second mean.
 */
export function classDiscrepancyLoss(
  layers: readonly KernelLayer[],
  sourceLabels_S: Tensor1D,
  targetLabels_T: Tensor1D,
  classes: number,
): Scalar {
  const source_SK = tf.oneHot(sourceLabels_S, classes) as Tensor2D;
  const target_TK = tf.oneHot(targetLabels_T, classes) as Tensor2D;
  const [sourceCount_K, targetCount_K] = [tf.sum(source_SK, 0), tf.sum(target_TK, 0)];
  const present_K = tf.cast(tf.logicalAnd(tf.greater(sourceCount_K, 0), tf.greater(targetCount_K, 0)), 'float32');
  const sourceMean_SK = tf.div(source_SK, tf.maximum(sourceCount_K, 1)) as Tensor2D;
  const targetMean_TK = tf.div(target_TK, tf.maximum(targetCount_K, 1)) as Tensor2D;
  const same_KK = tf.eye(classes);
  const pairs_KK = tf.outerProduct(present_K as Tensor1D, present_K as Tensor1D);
  const meanOver = (distances_KK: Tensor2D, mask_KK: Tensor2D): Scalar =>
    tf.div(tf.sum(tf.mul(distances_KK, mask_KK)), tf.maximum(tf.sum(mask_KK), 1));
  const distances = layers.map((layer) => {
    const kernel_NN = kernelMatrix(layer);
    const [sources, targets] = [layer.source_SD.shape[0], layer.target_TD.shape[0]];
    const block = (row: number, column: number, height: number, width: number): Tensor2D =>
      tf.slice(kernel_NN, [row, column], [height, width]);
    const within = (kernel: Tensor2D, mean: Tensor2D): Tensor1D => tf.sum(tf.mul(mean, tf.matMul(kernel, mean)), 0);
    const sources_K = within(block(0, 0, sources, sources), sourceMean_SK);
    const targets_K = within(block(sources, sources, targets, targets), targetMean_TK);
    const between_KK = tf.matMul(
      sourceMean_SK,
      tf.matMul(block(0, sources, sources, targets), targetMean_TK),
      true,
    ) as Tensor2D;
    const distances_KK = tf.sub(
      tf.add(tf.expandDims(sources_K, 1), tf.expandDims(targets_K, 0)),
      tf.mul(between_KK, 2),
    ) as Tensor2D;
    const intra = meanOver(distances_KK, tf.mul(pairs_KK, same_KK));
    const inter = meanOver(distances_KK, tf.mul(pairs_KK, tf.sub(1, same_KK)));
    return tf.sub(intra, inter) as Scalar;
  });
  return tf.addN(distances) as Scalar;
}

import { tf, type Tensor1D, type Tensor4D } from '@trunkline/engine';
import type { Random } from '@trunkline/system';
import { betaQuantile } from '@trunkline/evaluation';
import type { AnyBatch, MixedLabels } from '@trunkline/methods';

/** How labelled images are blended. */
export interface Mix {
  readonly name: 'mixup' | 'cutmix';
  readonly alpha: number;
}

/**
 * The images of a batch whose labels it holds, the source's or for the oracle the target's, blended with one another, and
 * how their labels are to be learnt from; undefined for a batch without labels. The share λ is drawn from Beta(α, α). `mixup` gives λ·x + (1 − λ)·x' (Zhang et al. 2018, arXiv 1710.09412, section 2); `cutmix` pastes a
 * rectangle of x' that covers 1 − λ of the image, cut at its border, and takes for λ what is then left of x (Yun et al.
 * 2019, arXiv 1905.04899, equations 1 and 2). The batch stays the caller's; what is added is the caller's as well.
 */
export function mixBatch(
  batch: AnyBatch,
  { name, alpha }: Mix,
  random: Random,
): { readonly of: 'source' | 'target'; readonly images: Tensor4D; readonly labels: MixedLabels } | undefined {
  const of: 'source' | 'target' = batch.sourceLabels_B ? 'source' : 'target';
  const labels_B = batch[`${of}Labels_B`];
  const images_BHWC = batch[`${of}Images`] as Tensor4D | undefined;
  if (!images_BHWC || !labels_B) return undefined;
  const order = random.permutation(images_BHWC.shape[0]);
  const drawn = betaQuantile(random.uniform(), alpha, alpha);
  return tf.tidy(() => {
    const places_B = tf.tensor1d(order, 'int32');
    const others_BHWC = tf.gather(images_BHWC, places_B);
    const partners_B = tf.gather(labels_B, places_B) as Tensor1D;
    if (name === 'mixup') {
      const images = tf.add(tf.mul(images_BHWC, drawn), tf.mul(others_BHWC, 1 - drawn)) as Tensor4D;
      return { of, images, labels: { labels_B, partners_B, share: drawn } };
    }
    const [, height, width] = images_BHWC.shape;
    const cut = rectangle(height, width, drawn, random);
    const mask = new Float32Array(height * width).fill(1);
    for (let row = cut.top; row < cut.bottom; row++) mask.fill(0, row * width + cut.left, row * width + cut.right);
    const mask_1HW1 = tf.tensor4d(mask, [1, height, width, 1]);
    const images = tf.add(tf.mul(images_BHWC, mask_1HW1), tf.mul(others_BHWC, tf.sub(1, mask_1HW1))) as Tensor4D;
    const share = 1 - ((cut.bottom - cut.top) * (cut.right - cut.left)) / (height * width);
    return { of, images, labels: { labels_B, partners_B, share } };
  });
}

/** A rectangle of the image's proportions that covers 1 − `share` of it, around a random point, cut at the border. */
function rectangle(height: number, width: number, share: number, random: Random) {
  const ratio = Math.sqrt(1 - share);
  const [centreRow, centreColumn] = [random.integer(0, height), random.integer(0, width)];
  const within = (value: number, most: number): number => Math.min(most, Math.max(0, value));
  const [halfHeight, halfWidth] = [Math.floor((height * ratio) / 2), Math.floor((width * ratio) / 2)];
  return {
    top: within(centreRow - halfHeight, height),
    bottom: within(centreRow + halfHeight, height),
    left: within(centreColumn - halfWidth, width),
    right: within(centreColumn + halfWidth, width),
  };
}

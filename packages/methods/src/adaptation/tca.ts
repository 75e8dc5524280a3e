import { tf, type Tensor1D, type Tensor2D } from '@trunkline/engine';
import { z } from 'zod';
import { evenRows } from '../closed-forms/matrices.ts';
import { transferComponents } from '../closed-forms/transfer-components.ts';
import type { Context } from '../context.ts';
import { defineMethod } from '../define-method.ts';
import { answerOnMapped, learnOnMapped, needsEmbeddingHead, widened, type Mapping } from '../mapped-embeddings.ts';

/** A head learns components in which both domains have the same mean and keep their variance. */
export const tca = defineMethod({
  name: 'tca',
  family: 'adaptation',
  paper: 'Pan et al. 2011, IEEE Transactions on Neural Networks 22(2), section III',
  description:
    'Transfer component analysis: embeddings of the frozen trunk are projected, through a kernel, on components along which the domains’ means meet while their variance stays, and the head learns the source there.',
  helps:
    'Helps where the domains’ means differ along few directions. Not where whole covariances do, and little with few images, of which the kernel is made.',
  departures: [
    'the kernel is that of a sample of images and is divided by the mean of its diagonal',
    'components are centred and have unit variance, so that the experiment’s head learns them at the usual rates',
  ],
  options: z.strictObject({
    kernel: z.enum(['gaussian', 'linear']).default('gaussian').describe('The Gaussian’s scale is the median distance'),
    components: z
      .number()
      .int()
      .positive()
      .default(32)
      .describe('m, components that the head is given; no more than the embedding is wide. The paper tries 5 to 100'),
    tradeOff: z
      .number()
      .positive()
      .default(1)
      .describe('μ, how much the components’ size counts against the distance of the means; the paper has 1'),
    mostImages: z
      .number()
      .int()
      .min(2)
      .default(250)
      .describe('Most images of each side that the kernel is made of, evenly spaced; time grows with the cube'),
  }),
  requires: needsEmbeddingHead,
  sees: ['sourceImages', 'sourceLabels_B', 'targetImages'],
  trainable: () => [
    ['head/*', 1],
    ['*', 'frozen'],
  ],
  refresh: {
    every: () => Infinity,
    reads: ['sourceTrainEmbeddings', 'targetTrainEmbeddings'],
    compute({ sourceTrainEmbeddings, targetTrainEmbeddings }, { options, embeddingWidth }) {
      const { kernel, rows_ND, weights_NM, means_M } = transferComponents(
        evenRows(sourceTrainEmbeddings, embeddingWidth, options.mostImages),
        evenRows(targetTrainEmbeddings, embeddingWidth, options.mostImages),
        embeddingWidth,
        { ...options, components: Math.min(options.components, embeddingWidth) },
      );
      const count = rows_ND.length / embeddingWidth;
      const wide = (values: Float64Array): Float32Array => widened(values, means_M.length, embeddingWidth);
      return {
        rows_ND: { shape: [count, embeddingWidth], values: rows_ND },
        weights_ND: { shape: [count, embeddingWidth], values: wide(weights_NM) },
        means_D: { shape: [embeddingWidth], values: wide(Float64Array.from(means_M)) },
        scale: { shape: [], values: Float32Array.of(kernel.scale) },
      };
    },
  },
  loss(context, batch) {
    const { logits_BK } = learnOnMapped(context, batch.sourceImages, componentsOf(context));
    const classification = context.classificationLoss(logits_BK, batch.sourceLabels_B);
    return { total: classification, terms: { classification } };
  },
  predict: (context, input) => answerOnMapped(context, input, componentsOf(context)),
});

/** k(x, rows)·weights less its mean, in the embedding's first columns; embeddings as they are before the first pass. */
function componentsOf({ notes, options }: Pick<Context<Options, unknown>, 'notes' | 'options'>): Mapping {
  const [rows_ND, weights_ND] = [notes['rows_ND'] as Tensor2D | undefined, notes['weights_ND'] as Tensor2D | undefined];
  const [means_D, scale] = [notes['means_D'] as Tensor1D | undefined, notes['scale']];
  if (!rows_ND || !weights_ND || !means_D || !scale) return (embedding_BD) => embedding_BD;
  return (embedding_BD) => {
    const products_BN = tf.matMul(embedding_BD, rows_ND, false, true) as Tensor2D;
    const kernel_BN =
      options.kernel === 'linear'
        ? tf.div(products_BN, scale)
        : tf.exp(tf.div(squaredDistances(embedding_BD, rows_ND, products_BN), tf.mul(tf.square(scale), -2)));
    return tf.sub(tf.matMul(kernel_BN as Tensor2D, weights_ND), means_D);
  };
}

interface Options {
  readonly kernel: 'gaussian' | 'linear';
}

function squaredDistances(one_BD: Tensor2D, other_ND: Tensor2D, products_BN: Tensor2D): Tensor2D {
  const lengths_BN = tf.add(tf.sum(tf.square(one_BD), 1, true), tf.sum(tf.square(other_ND), 1));
  return tf.relu(tf.sub(lengths_BN, tf.mul(products_BN, 2)));
}

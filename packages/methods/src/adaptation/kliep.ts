import { tf, type Scalar, type Tensor } from '@trunkline/engine';
import { z } from 'zod';
import { importanceWeights } from '../closed-forms/importance-weights.ts';
import { evenRows } from '../closed-forms/matrices.ts';
import { defineMethod } from '../define-method.ts';

/** Source examples count by how much more often the target shows their like. */
export const kliep = defineMethod({
  name: 'kliep',
  family: 'adaptation',
  paper: 'Sugiyama et al. 2008, AISM 60, section 2 and figure 1',
  description:
    'Importance weighting for covariate shift: the ratio of target to source density at each source embedding of the frozen trunk, by KLIEP, weighs its example while the head learns.',
  helps:
    'Helps where the target shows the same kinds of images in other proportions, within what the source covers (covariate shift). Not where the target looks like nothing in the source: a few images get all the weight then, which `train/weight/effective-share` shows.',
  departures: [
    'a fixed point in place of gradient ascent, on the same concave problem',
    'kernels stand on embeddings, and the candidates for their bandwidth are factors on the median distance',
  ],
  options: z.strictObject({
    centres: z
      .number()
      .int()
      .positive()
      .default(100)
      .describe('Most target images that kernels stand on; the paper has 100'),
    widths: z
      .array(z.number().positive())
      .min(1)
      .default([0.125, 0.25, 0.5, 1, 2])
      .describe(
        'Bandwidths to choose among by the likelihood of held-out target images, as factors on the median distance',
      ),
    folds: z.number().int().min(2).default(5).describe('Parts of the target for that choice; the paper has 5'),
    mostTargetImages: z
      .number()
      .int()
      .positive()
      .default(1000)
      .describe('Most target images that are looked at, evenly spaced through the training part'),
  }),
  sees: ['sourceImages', 'sourceLabels_B', 'sourceIndices_B', 'targetImages'],
  trainable: () => [
    ['head/*', 1],
    ['*', 'frozen'],
  ],
  refresh: {
    every: () => Infinity,
    reads: ['sourceTrainEmbeddings', 'targetTrainEmbeddings'],
    compute({ sourceTrainEmbeddings, targetTrainEmbeddings }, { options, embeddingWidth }) {
      const target = evenRows(targetTrainEmbeddings, embeddingWidth, options.mostTargetImages);
      const { weights_S, width } = importanceWeights(sourceTrainEmbeddings, target, embeddingWidth, options);
      return {
        weights_N: { shape: [weights_S.length], values: Float32Array.from(weights_S) },
        width: { shape: [], values: Float32Array.of(width) },
      };
    },
  },
  loss({ forward, notes, classificationPerExample }, batch) {
    const weights_B = tf.gather(notes['weights_N'] as Tensor, batch.sourceIndices_B);
    const losses_B = classificationPerExample(forward(batch.sourceImages).logits_BK, batch.sourceLabels_B);
    const classification = tf.mean(tf.mul(weights_B, losses_B)) as Scalar;
    const sum = tf.sum(weights_B);
    return {
      total: classification,
      terms: { classification },
      measurements: {
        'weight/mean': tf.mean(weights_B) as Scalar,
        'weight/effective-share': tf.divNoNan(
          tf.square(sum),
          tf.mul(tf.sum(tf.square(weights_B)), weights_B.shape[0] as number),
        ) as Scalar,
        'kernel-width': notes['width'] as Scalar,
      },
    };
  },
});

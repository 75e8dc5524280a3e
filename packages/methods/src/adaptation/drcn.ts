import { randomNormal, tf, type Parameters, type Tensor, type Tensor2D, type Tensor4D } from '@trunkline/engine';
import type { Random } from '@trunkline/system';
import { z } from 'zod';
import { createDecoder } from '../decoder.ts';
import { defineMethod } from '../define-method.ts';
import { reconstructionLoss, standardNormalDivergence } from '../losses/reconstruction.ts';
import type { Module } from '../module.ts';

/** What classifies the source must also be able to draw the target. */
export const drcn = defineMethod({
  name: 'drcn',
  family: 'adaptation',
  paper:
    'Ghifary et al. 2016, arXiv 1607.03516, equations 3 to 5; variational: Kingma and Welling 2014, arXiv 1312.6114',
  description:
    'Deep reconstruction-classification: one trunk feeds the classifier of the source and a decoder that draws target images from their embeddings. Variational by an option: the decoder sees a sample of a normal distribution that stays near the standard one.',
  helps:
    'Helps where what varies in target images is what tells classes apart: digits and other plain pictures. Little on photographs, whose colours and grounds take up the reconstruction. Trains from pixels.',
  departures: [
    'the decoder draws from the pooled embedding, since trunks end in an average over places; the paper’s from the maps of a dense layer',
    'both losses are minimised in every step; the paper takes turns, an epoch each',
    'the reconstruction is the mean over values, as the authors’ code has it; the equation sums them',
    'target images come as the experiment augments them, and are reconstructed as they come; the paper adds noise that the decoder must remove',
  ],
  options: z.strictObject({
    classificationShare: z
      .number()
      .gt(0)
      .max(1)
      .default(0.7)
      .describe('λ: the loss is λ · classification + (1 − λ) · reconstruction; the paper’s best are 0.4 to 0.7'),
    variational: z
      .number()
      .nonnegative()
      .default(0)
      .describe(
        'Weight of the divergence from the standard normal beside the reconstruction; 0 is without a distribution',
      ),
    latentWidth: z
      .number()
      .int()
      .positive()
      .default(64)
      .describe('Width of what is sampled, where variational is above 0'),
    side: z
      .union([1, 2, 4, 8, 16, 32, 64].map((side) => z.literal(side)))
      .default(32)
      .describe(
        'Pixels per side of the reconstruction: 1, 2, 4, 8, 16, 32 or 64; target images are averaged down to it',
      ),
    channels: z.number().int().positive().default(16).describe('Channels of the decoder’s maps'),
    decoderRateFactor: z.number().positive().default(1).describe('Factor on the learning rate of the decoder'),
    trunkRateFactor: z.number().nonnegative().default(1).describe('Factor on the learning rate of the trunk'),
  }),
  sees: ['sourceImages', 'sourceLabels_B', 'targetImages'],
  enters: 'images',
  modules: ({ variational, latentWidth, channels, side }, { embeddingWidth }) => ({
    decoder: createDecoder({ inputWidth: variational > 0 ? latentWidth : embeddingWidth, channels, side }),
    ...(variational > 0 && { latent: latentModule(embeddingWidth, latentWidth) }),
  }),
  trainable: ({ trunkRateFactor, decoderRateFactor, variational }) => [
    ['backbone/*', trunkRateFactor],
    ['head/*', 1],
    ...(variational > 0 ? ([['latent/*', decoderRateFactor]] as const) : []),
    ['decoder/*', decoderRateFactor],
  ],
  loss({ options, modules, parameters, random, forwardAll, classificationLoss }, batch) {
    const { source, target } = forwardAll({ source: batch.sourceImages, target: batch.targetImages });
    const { classificationShare: share, variational } = options;
    const classification = classificationLoss(source.logits_BK, batch.sourceLabels_B);
    const images_BHWC = batch.targetImages as Tensor4D;
    if (variational === 0) {
      const drawn = modules.decoder.apply(parameters, target.embedding_BD);
      const reconstruction = reconstructionLoss(images_BHWC, drawn);
      return {
        total: classification.mul(share).add(reconstruction.mul(1 - share)),
        terms: { classification, reconstruction },
      };
    }
    const { mean_BZ, logVariance_BZ } = latentOf(parameters, target.embedding_BD);
    const noise_BZ = randomNormal(random, mean_BZ.shape);
    const sample_BZ = tf.add(mean_BZ, tf.mul(tf.exp(tf.div(logVariance_BZ, 2)), noise_BZ)) as Tensor2D;
    const reconstruction = reconstructionLoss(images_BHWC, modules.decoder.apply(parameters, sample_BZ));
    const divergence = standardNormalDivergence(mean_BZ, logVariance_BZ);
    return {
      total: classification
        .mul(share)
        .add(reconstruction.mul(1 - share))
        .add(divergence.mul((1 - share) * variational)),
      terms: { classification, reconstruction, divergence },
    };
  },
});

const parts = ['mean', 'log-variance'] as const;

/** Two dense layers from the embedding: μ and log σ² `[B, Z]`. */
function latentModule(inputWidth: number, width: number): Module {
  return {
    parameters: parts.flatMap((part) => [
      { name: `latent/${part}/kernel`, shape: [inputWidth, width] },
      { name: `latent/${part}/bias`, shape: [width] },
    ]),
    init: (random: Random): Parameters =>
      Object.fromEntries(
        parts.flatMap((part) =>
          tf.tidy(() => {
            const kernel = randomNormal(random.fork(`latent/${part}`), [inputWidth, width], Math.sqrt(1 / inputWidth));
            return [
              [`latent/${part}/kernel`, tf.variable(kernel)],
              [`latent/${part}/bias`, tf.variable(tf.zeros([width]))],
            ] as [string, Parameters[string]][];
          }),
        ),
      ),
    cost: () => ({ parameters: 2 * (inputWidth + 1) * width, multiplyAdds: 2 * inputWidth * width }),
  };
}

function latentOf(parameters: Readonly<Record<string, Tensor>>, embedding_BD: Tensor2D) {
  const [mean_BZ, logVariance_BZ] = parts.map((part) =>
    tf.add(
      tf.matMul(embedding_BD, parameters[`latent/${part}/kernel`] as Tensor2D),
      parameters[`latent/${part}/bias`] as Tensor,
    ),
  ) as [Tensor2D, Tensor2D];
  return { mean_BZ, logVariance_BZ };
}

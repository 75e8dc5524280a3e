import { randomUniform, tf } from '@trunkline/engine';
import { betaQuantile } from '@trunkline/evaluation';
import { z } from 'zod';
import { defineMethod } from '../define-method.ts';
import { mixStatistics, partnersOfOtherDomains } from '../losses/mix-statistics.ts';

/** Images take on, in part, the style of images of other source domains: mean and deviation of early maps. */
export const mixStyle = defineMethod({
  name: 'mix-style',
  family: 'generalization',
  paper: 'Zhou et al. 2021, arXiv 2104.02008, with domain labels',
  description:
    'Early maps of each image take a mix of their own mean and deviation and those of an image of another source domain.',
  helps:
    'Helps where sources differ in style (photographs, paintings, sketches) and so will the target. Not where the difference is in shapes or viewpoints.',
  departures: ['behind one block; the paper mixes behind several'],
  options: z.strictObject({
    block: z
      .number()
      .int()
      .positive()
      .default(1)
      .describe('Behind which block of the trunk statistics are mixed, counted from 1 at the image'),
    alpha: z
      .number()
      .positive()
      .default(0.1)
      .describe('The share of an image’s own statistics is drawn from Beta(alpha, alpha); the paper has 0.1'),
    probability: z
      .number()
      .min(0)
      .max(1)
      .default(0.5)
      .describe('Share of the batches whose statistics are mixed; the paper has 0.5'),
    trunkRateFactor: z.number().nonnegative().default(1).describe('Factor on the learning rate of the trunk'),
  }),
  requires: ({ sources, trunk }, { block }) =>
    sources < 2
      ? 'MixStyle mixes the styles of source domains, and the experiment has one. Give data.sources two or more.'
      : block > trunk.blocks.length
        ? `MixStyle mixes behind block ${block}, and ${trunk.name} has ${trunk.blocks.length} blocks. Set the method’s option block to one of them.`
        : undefined,
  sees: ['sourceImages', 'sourceLabels_B', 'sourceDomains_B'],
  // blocks that are frozen are mixed behind, too
  enters: 'images',
  trainable: ({ trunkRateFactor }) => [
    ['backbone/*', trunkRateFactor],
    ['head/*', 1],
  ],
  loss({ options, architecture, random, forward, classificationLoss }, batch) {
    const { block, alpha, probability } = options;
    const count = batch.sourceDomains_B.shape[0];
    const after = architecture.trunk.blocks[block - 1]?.layers.at(-1) as string;
    const mixes = random.uniform() < probability;
    const scores_BB = randomUniform(random, [count, count]);
    const shares = Array.from({ length: count }, () => betaQuantile(random.uniform(), alpha, alpha));
    const partners_B = partnersOfOtherDomains(batch.sourceDomains_B, scores_BB);
    const { logits_BK } = forward(
      batch.sourceImages,
      mixes
        ? { between: { after, apply: (maps_BHWC) => mixStatistics(maps_BHWC, partners_B, tf.tensor1d(shares)) } }
        : {},
    );
    const classification = classificationLoss(logits_BK, batch.sourceLabels_B);
    return { total: classification, terms: { classification }, measurements: { mixed: mixes ? 1 : 0 } };
  },
});

import { randomUniform, tf, type Scalar } from '@trunkline/engine';
import { betaQuantile } from '@trunkline/evaluation';
import { z } from 'zod';
import { defineMethod } from '../define-method.ts';
import { partnersOfOtherDomains } from '../losses/mix-statistics.ts';
import { needsSeveralSources } from '../needs-several-sources.ts';

/** Images are blended with images of other source domains, and their labels alike. */
export const mixupDg = defineMethod({
  name: 'mixup-dg',
  family: 'generalization',
  paper:
    'Zhang et al. 2018, arXiv 1710.09412, equation 1, between source domains as in Yan et al. 2020, arXiv 2001.00677, and DomainBed',
  description:
    'Inter-domain mixup: each image is blended with one of another source domain, and its loss is the same blend of the losses on both labels: the model is to be linear between domains.',
  helps:
    'Helps as a cheap regulariser where source domains are few and images small. Little, or harm, where a blend of two pictures says nothing about either.',
  departures: ['a share is drawn for each image; DomainBed draws one for each pair of domains'],
  options: z.strictObject({
    alpha: z
      .number()
      .positive()
      .default(0.2)
      .describe('The share of an image in its blend is drawn from Beta(alpha, alpha); DomainBed has 0.2'),
    trunkRateFactor: z.number().nonnegative().default(1).describe('Factor on the learning rate of the trunk'),
  }),
  requires: needsSeveralSources('Mixup for domain generalisation blends images of two source domains'),
  sees: ['sourceImages', 'sourceLabels_B', 'sourceDomains_B'],
  // pictures are blended, not maps of a frozen prefix
  enters: 'images',
  trainable: ({ trunkRateFactor }) => [
    ['backbone/*', trunkRateFactor],
    ['head/*', 1],
  ],
  loss({ options: { alpha }, random, forward, classificationPerExample }, batch) {
    const { sourceImages, sourceLabels_B, sourceDomains_B } = batch;
    const [count] = sourceDomains_B.shape;
    const partners_B = partnersOfOtherDomains(sourceDomains_B, randomUniform(random, [count, count]));
    const shares_B = tf.tensor1d(Array.from({ length: count }, () => betaQuantile(random.uniform(), alpha, alpha)));
    const shares = tf.reshape(shares_B, [count, ...sourceImages.shape.slice(1).map(() => 1)]);
    const others = tf.gather(sourceImages, partners_B);
    const { logits_BK } = forward(tf.add(tf.mul(sourceImages, shares), tf.mul(others, tf.sub(1, shares))));
    const own_B = classificationPerExample(logits_BK, sourceLabels_B);
    const other_B = classificationPerExample(logits_BK, tf.gather(sourceLabels_B, partners_B));
    const classification = tf.mean(tf.add(tf.mul(own_B, shares_B), tf.mul(other_B, tf.sub(1, shares_B)))) as Scalar;
    return { total: classification, terms: { classification } };
  },
});

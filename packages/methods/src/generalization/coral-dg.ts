import { z } from 'zod';
import { defineMethod } from '../define-method.ts';
import { coralOfDomainsLoss } from '../losses/coral-of-domains.ts';
import { needsSeveralSources } from '../needs-several-sources.ts';

/** The features of all source domains are to vary alike. */
export const coralDg = defineMethod({
  name: 'coral-dg',
  family: 'generalization',
  paper:
    'Sun and Saenko 2016, arXiv 1607.01719, equation 1, between source domains as in Gulrajani and Lopez-Paz 2021, arXiv 2007.01434',
  description:
    'CORAL for domain generalisation: the covariances of the features of every two source domains are drawn together, so that the head reads what varies alike in all of them. No target image is seen.',
  helps:
    'Helps where sources differ in how features vary together; in DomainBed the best on average of what was tried. Not where classes are unequally frequent in the sources, and it wants batches wider than a few images.',
  departures: [
    'no distance between the means, which DomainBed adds',
    'divided by 4 d², as the paper has it; DomainBed divides by d², so its weight of 1 is 4 here',
  ],
  options: z.strictObject({
    penaltyWeight: z
      .number()
      .nonnegative()
      .default(1)
      .describe('Weight of the distance between covariances; DomainBed tries 0.1 to 10'),
    trunkRateFactor: z.number().nonnegative().default(1).describe('Factor on the learning rate of the trunk'),
  }),
  requires: needsSeveralSources('CORAL for domain generalisation compares source domains'),
  smallestBatch: 2,
  sees: ['sourceImages', 'sourceLabels_B', 'sourceDomains_B'],
  trainable: ({ trunkRateFactor }) => [
    ['backbone/*', trunkRateFactor],
    ['head/*', 1],
  ],
  loss({ options, forward, classificationLoss, architecture: { sources } }, batch) {
    const { logits_BK, features_BF } = forward(batch.sourceImages);
    const classification = classificationLoss(logits_BK, batch.sourceLabels_B);
    const alignment = coralOfDomainsLoss(features_BF, batch.sourceDomains_B, sources);
    return {
      total: classification.add(alignment.mul(options.penaltyWeight)),
      terms: { classification, alignment },
    };
  },
});

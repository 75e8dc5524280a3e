import { tf } from '@trunkline/engine';
import { z } from 'zod';
import { annealedWeight, annealShare } from '../annealed-weight.ts';
import { defineMethod } from '../define-method.ts';
import { invariantRiskPenalty } from '../losses/invariant-risk.ts';
import { meanByDomain } from '../losses/mean-by-domain.ts';
import { needsSeveralSources } from '../needs-several-sources.ts';

/** One classifier is to be the best one in every source domain at once. */
export const irm = defineMethod({
  name: 'irm',
  family: 'generalization',
  paper: 'Arjovsky et al. 2019, arXiv 1907.02893, equation 4 (IRMv1)',
  description:
    'Invariant risk minimisation: the mean loss of the source domains, and the squared slope of each domain’s loss along the scale of the classifier.',
  helps:
    'Helps, in theory, where a spurious feature changes from source to source and the true one does not. On photographs it rarely beats pooling (Gulrajani and Lopez-Paz 2021); its weight is delicate.',
  departures: [
    'the slope is estimated on one batch, not on two halves of it',
    'a weight above 1 divides the sum instead of the learning rate, so that the penalty does not drown it',
    'the weight is 1 at most for a first share of the steps, as in DomainBed, which starts the optimiser anew there',
  ],
  options: z.strictObject({
    penaltyWeight: z.number().nonnegative().default(100).describe('λ, weight of the penalty; DomainBed has 100'),
    annealShare: annealShare('penalty'),
    trunkRateFactor: z.number().nonnegative().default(1).describe('Factor on the learning rate of the trunk'),
  }),
  requires: needsSeveralSources('IRM looks for what holds in every source domain'),
  sees: ['sourceImages', 'sourceLabels_B', 'sourceDomains_B'],
  trainable: ({ trunkRateFactor }) => [
    ['backbone/*', trunkRateFactor],
    ['head/*', 1],
  ],
  loss({ options, progress, forward, classificationPerExample, architecture: { sources } }, batch) {
    const { sourceLabels_B, sourceDomains_B } = batch;
    const { logits_BK } = forward(batch.sourceImages);
    const losses_B = classificationPerExample(logits_BK, sourceLabels_B);
    const classification = tf.mean(meanByDomain(losses_B, sourceDomains_B, sources)).asScalar();
    const penalty = invariantRiskPenalty(logits_BK, sourceLabels_B, sourceDomains_B, sources);
    const weight = annealedWeight(options, progress);
    // a large penalty would drown the classification; so the sum is divided instead of the rate
    const total = classification.add(penalty.mul(weight)).div(Math.max(1, weight)).asScalar();
    return { total, terms: { classification, penalty }, measurements: { 'penalty-weight': weight } };
  },
});

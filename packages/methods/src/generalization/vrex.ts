import { tf } from '@trunkline/engine';
import { z } from 'zod';
import { annealedWeight, annealShare } from '../annealed-weight.ts';
import { defineMethod } from '../define-method.ts';
import { meanByDomain } from '../losses/mean-by-domain.ts';
import { needsSeveralSources } from '../needs-several-sources.ts';

/** The source domains are to be learnt equally well. */
export const vrex = defineMethod({
  name: 'vrex',
  family: 'generalization',
  paper: 'Krueger et al. 2021, arXiv 2003.00688, equation 8 (V-REx)',
  description: 'Risk extrapolation: the mean loss of the source domains, and β times the variance of their losses.',
  helps:
    'Helps where sources are learnt unequally well because of a spurious feature that changes between them. On balanced photographs rarely better than pooling.',
  departures: [
    'the weight is 1 at most for a first share of the steps, as in DomainBed, which starts the optimiser anew there',
  ],
  options: z.strictObject({
    penaltyWeight: z.number().nonnegative().default(10).describe('β, weight of the variance; DomainBed has 10'),
    annealShare: annealShare('variance'),
    trunkRateFactor: z.number().nonnegative().default(1).describe('Factor on the learning rate of the trunk'),
  }),
  requires: needsSeveralSources('V-REx compares the losses of source domains'),
  sees: ['sourceImages', 'sourceLabels_B', 'sourceDomains_B'],
  trainable: ({ trunkRateFactor }) => [
    ['backbone/*', trunkRateFactor],
    ['head/*', 1],
  ],
  loss({ options, progress, forward, classificationPerExample, architecture: { sources } }, batch) {
    const losses_B = classificationPerExample(forward(batch.sourceImages).logits_BK, batch.sourceLabels_B);
    const losses_G = meanByDomain(losses_B, batch.sourceDomains_B, sources);
    const classification = tf.mean(losses_G).asScalar();
    const variance = tf.mean(tf.square(tf.sub(losses_G, classification))).asScalar();
    const weight = annealedWeight(options, progress);
    const total = classification.add(variance.mul(weight)).asScalar();
    return { total, terms: { classification, variance }, measurements: { 'penalty-weight': weight } };
  },
});

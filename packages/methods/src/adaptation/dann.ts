import { dannWeight, reverseGradient, type Tensor2D } from '@trunkline/engine';
import { createDomainDiscriminator } from '@trunkline/heads';
import { z } from 'zod';
import { adversarialWarnings } from '../adversarial-warnings.ts';
import { defineMethod } from '../define-method.ts';
import { domainAccuracy, domainAdversarialLoss } from '../losses/domain-adversarial.ts';
import { unitRootMeanSquare } from '../losses/unit-root-mean-square.ts';

/** A discriminator learns to tell the domains apart; the trunk, through a reversed gradient, learns to prevent it. */
export const dann = defineMethod({
  name: 'dann',
  family: 'adaptation',
  paper: 'Ganin et al. 2016, JMLR 17, arXiv 1505.07818',
  description:
    'Domain-adversarial training: the trunk gets the reversed gradient of a domain discriminator on the embedding (behind the head’s bottleneck, where there is one).',
  helps:
    'Helps where the domains look different but hold the same classes about as often, with SGD and batch norm or a bottleneck. Hurts under Adam, on features that nothing normalises, and where class shares differ.',
  departures: [
    'the discriminator sees embeddings of unit root mean square, so that neither side wins by their length',
    'the discriminator has two hidden layers of 256 units, whatever the network; the paper’s differ from one data set to the next',
    'rates follow the experiment’s schedule; the paper’s is inverse-power with 0.01, 10 and 0.75',
  ],
  options: z.strictObject({
    adaptationWeight: z
      .number()
      .nonnegative()
      .default(1)
      .describe(
        'Full weight of the reversed gradient, reached along 2/(1+exp(-10p)) - 1, as in the paper; the discriminator itself always learns at full weight',
      ),
    trunkRateFactor: z.number().nonnegative().default(1).describe('Factor on the learning rate of the trunk'),
    discriminatorRateFactor: z
      .number()
      .positive()
      .default(1)
      .describe('Factor on the learning rate of the discriminator'),
    hiddenWidth: z.number().int().positive().default(256).describe('Width of the discriminator’s two hidden layers'),
  }),
  warnings: adversarialWarnings,
  sees: ['sourceImages', 'sourceLabels_B', 'targetImages'],
  trainable: (options) => [
    ['backbone/*', options.trunkRateFactor],
    ['head/*', 1],
    ['discriminator/*', options.discriminatorRateFactor],
  ],
  modules: ({ hiddenWidth }, { featureWidth }) => ({
    discriminator: createDomainDiscriminator({ inputWidth: featureWidth, hiddenWidth }),
  }),
  loss({ options, modules, parameters, progress, forwardAll, classificationLoss }, batch) {
    const { source, target } = forwardAll({ source: batch.sourceImages, target: batch.targetImages });
    const weight = options.adaptationWeight * dannWeight(progress.fraction);
    const domainLogits = (features_BF: Tensor2D): Tensor2D =>
      modules.discriminator.apply(parameters, reverseGradient(unitRootMeanSquare(features_BF), weight));
    const sourceDomain_S1 = domainLogits(source.features_BF);
    const targetDomain_T1 = domainLogits(target.features_BF);
    const classification = classificationLoss(source.logits_BK, batch.sourceLabels_B);
    const adaptation = domainAdversarialLoss(sourceDomain_S1, targetDomain_T1);
    return {
      total: classification.add(adaptation),
      terms: { classification, adaptation },
      measurements: {
        'adaptation-weight': weight,
        'discriminator/accuracy': domainAccuracy(sourceDomain_S1, targetDomain_T1),
      },
    };
  },
});

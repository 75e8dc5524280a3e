import type { Tensor2D } from '@trunkline/engine';
import {
  discriminatorFor,
  discriminatorOptions,
  discriminatorRate,
  reversedFeatures,
  reversedWeight,
  reversedWeightNow,
} from '../adversarial.ts';
import { adversarialWarnings } from '../adversarial-warnings.ts';
import { defineTermMethod } from '../define-term-method.ts';
import { domainAccuracy, domainAdversarialLoss } from '../losses/domain-adversarial.ts';

/** A discriminator learns to tell the domains apart; the trunk, through a reversed gradient, learns to prevent it. */
export const dann = defineTermMethod({
  name: 'dann',
  family: 'adaptation',
  paper: 'Ganin et al. 2016, JMLR 17, arXiv 1505.07818',
  description:
    'Domain-adversarial training: the trunk gets the reversed gradient of a domain discriminator on the embedding (behind the head’s bottleneck, where there is one).',
  helps:
    'Helps where the domains look different but hold the same classes about as often, with SGD and batch norm or a bottleneck. Hurts under Adam, on features that nothing normalises, and where class shares differ.',
  departures: [
    'the discriminator sees embeddings of unit root mean square, so that neither side wins by their length',
    'the discriminator has two hidden layers of 256 units by default; the paper’s have 1024 on AlexNet, and fewer on small networks',
    'rates follow the experiment’s schedule; the paper’s is inverse-power with 0.01, 10 and 0.75',
  ],
  weight: reversedWeight,
  options: discriminatorOptions,
  warnings: adversarialWarnings,
  modules: (options, { featureWidth }) => discriminatorFor(featureWidth, options),
  trainable: (options) => [discriminatorRate(options)],
  term(context, { source, target }) {
    const { modules, parameters } = context;
    const weight = reversedWeightNow(context.weight, context);
    const domainLogits = (features_BF: Tensor2D): Tensor2D =>
      modules.discriminator.apply(parameters, reversedFeatures(features_BF, weight));
    const source_S1 = domainLogits(source.features_BF);
    const target_T1 = domainLogits(target.features_BF);
    return {
      value: domainAdversarialLoss(source_S1, target_T1),
      factor: 1,
      measurements: { 'adaptation-weight': weight, 'discriminator/accuracy': domainAccuracy(source_S1, target_T1) },
    };
  },
});

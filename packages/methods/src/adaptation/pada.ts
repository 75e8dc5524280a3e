import { tf, type Scalar, type Tensor, type Tensor1D, type Tensor2D } from '@trunkline/engine';
import { z } from 'zod';
import {
  discriminatorFor,
  discriminatorOptions,
  discriminatorRate,
  reversedFeatures,
  reversedWeight,
  reversedWeightNow,
} from '../adversarial.ts';
import { adversarialWarnings } from '../adversarial-warnings.ts';
import { defineMethod } from '../define-method.ts';
import { classWeights } from '../losses/class-weights.ts';
import { domainAccuracy } from '../losses/domain-adversarial.ts';
import { weightedDomainAdversarialLoss } from '../losses/weighted-domain-adversarial.ts';

/** DANN for a target that shows some of the classes: the source's examples of the others count for less. */
export const pada = defineMethod({
  name: 'pada',
  family: 'adaptation',
  paper: 'Cao et al. 2018, arXiv 1808.04205, section 3.3',
  description:
    'Partial domain-adversarial training: source examples weigh, in both losses, what the mean prediction on the target gives their class, so that classes the target lacks fade out. For experiments with classes: target-subset.',
  helps:
    'Helps where the target has only some of the source’s classes: there DANN pulls images to classes that are not theirs. No better than DANN where all classes occur.',
  departures: [
    'the discriminator sees embeddings of unit root mean square, so that neither side wins by their length',
    'weights of classes are 1 until they have been computed a second time: a fresh head’s say nothing',
    'the discriminator’s hidden layers have 256 units, the paper’s 1024',
  ],
  options: z.strictObject({
    adaptationWeight: reversedWeight,
    refreshes: z
      .number()
      .int()
      .positive()
      .default(10)
      .describe(
        'How often the weights of the classes are computed anew; before the second time, when the head knows nothing yet, they are 1',
      ),
    trunkRateFactor: z.number().nonnegative().default(1).describe('Factor on the learning rate of the trunk'),
    ...discriminatorOptions,
  }),
  warnings: adversarialWarnings,
  sees: ['sourceImages', 'sourceLabels_B', 'targetImages'],
  trainable: (options) => [['backbone/*', options.trunkRateFactor], ['head/*', 1], discriminatorRate(options)],
  modules: (options, { featureWidth }) => discriminatorFor(featureWidth, options),
  refresh: {
    every: ({ refreshes }, steps) => interval(steps, refreshes),
    reads: ['targetTrainLogits'],
    compute: ({ targetTrainLogits }, { classes }) => ({
      classWeights_K: { shape: [classes], values: classWeights(targetTrainLogits, classes) },
    }),
  },
  loss(context, batch) {
    const { options, modules, parameters, progress, notes, architecture, forwardAll, classificationPerExample } =
      context;
    const { source, target } = forwardAll({ source: batch.sourceImages, target: batch.targetImages });
    const weight = reversedWeightNow(options.adaptationWeight, context);
    const knows = progress.step >= interval(progress.steps, options.refreshes);
    const weights_K = knows ? (notes['classWeights_K'] as Tensor) : tf.ones([architecture.classes]);
    const weights_S = tf.gather(weights_K, batch.sourceLabels_B) as Tensor1D;
    const domainLogits = (features_BF: Tensor2D): Tensor2D =>
      modules.discriminator.apply(parameters, reversedFeatures(features_BF, weight));
    const sourceDomain_S1 = domainLogits(source.features_BF);
    const targetDomain_T1 = domainLogits(target.features_BF);
    const classification = tf.mean(
      tf.mul(weights_S, classificationPerExample(source.logits_BK, batch.sourceLabels_B)),
    ) as Scalar;
    const adaptation = weightedDomainAdversarialLoss(
      sourceDomain_S1,
      targetDomain_T1,
      weights_S,
      tf.ones([targetDomain_T1.shape[0]]) as Tensor1D,
    );
    return {
      total: classification.add(adaptation),
      terms: { classification, adaptation },
      measurements: {
        'adaptation-weight': weight,
        'discriminator/accuracy': domainAccuracy(sourceDomain_S1, targetDomain_T1),
        ...Object.fromEntries(tf.unstack(weights_K).map((one, label) => [`weight/class-${label}`, one as Scalar])),
      },
    };
  },
});

const interval = (steps: number, refreshes: number): number => Math.ceil(steps / refreshes);

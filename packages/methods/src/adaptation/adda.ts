import { stopGradient } from '@trunkline/engine';
import { createDomainDiscriminator } from '@trunkline/heads';
import { z } from 'zod';
import { defineStagedMethod } from '../define-method.ts';
import { deceptionLoss, domainAccuracy, domainAdversarialLoss } from '../losses/domain-adversarial.ts';
import { unitRootMeanSquare } from '../losses/unit-root-mean-square.ts';
import { copyOf } from '../module.ts';
import { sourceClassification } from '../source-classification.ts';
import { sourceShare, sourceSteps, targetSteps } from '../source-share.ts';
import type { TrainableRule } from '../trainable-rules.ts';

/** The source teaches a trunk; a second trunk for the target learns to make embeddings that look like the first one’s. */
export const adda = defineStagedMethod({
  name: 'adda',
  family: 'adaptation',
  paper: 'Tzeng et al. 2017, arXiv 1702.05464, equations 7 to 9',
  description:
    'Adversarial discriminative adaptation: source and target have a trunk each. The source’s, and the head, stay as the source made them; the target’s starts there and learns to deceive a discriminator, with turned labels instead of a turned gradient.',
  helps:
    'Helps where one trunk cannot serve both domains, since the target has one of its own. Of two separate trunks nothing keeps the classes in place: with few target images or a far target it can mix them up.',
  departures: [
    'the discriminator sees embeddings of unit root mean square, so that their length tells it nothing',
    'source and target stages share the experiment’s steps, by sourceShare; the paper trains the source to convergence first',
  ],
  options: z.strictObject({
    sourceShare,
    adaptationRateFactor: z
      .number()
      .positive()
      .default(0.1)
      .describe('Factor on the learning rate of the target’s trunk and of the discriminator'),
    hiddenWidth: z.number().int().positive().default(256).describe('Width of the discriminator’s two hidden layers'),
    trunkRateFactor: z.number().nonnegative().default(1).describe('Factor on the learning rate of the source’s trunk'),
  }),
  modules: ({ hiddenWidth }, architecture) => ({
    target: copyOf(architecture, 'target', 'backbone/*'),
    discriminator: createDomainDiscriminator({ inputWidth: architecture.embeddingWidth, hiddenWidth }),
  }),
  stages: (stage) => [
    stage({
      name: 'source',
      sees: ['sourceImages', 'sourceLabels_B'],
      steps: sourceSteps,
      trainable: ({ trunkRateFactor }) => [
        ['target/*', 'frozen'],
        ['discriminator/*', 'frozen'],
        ['backbone/*', trunkRateFactor],
        ['head/*', 1],
      ],
      loss: sourceClassification,
    }),
    stage({
      name: 'target',
      sees: ['sourceImages', 'targetImages'],
      enters: 'images',
      steps: targetSteps,
      trainable: ({ adaptationRateFactor }, { trunk }) => [
        // running statistics are no parameters that learn, but they begin as the source's and go their own way
        ...trunk
          .parameters()
          .filter(({ learnable }) => learnable === false)
          .map(({ name }): TrainableRule => [`target/${name}`, 'held']),
        ['target/*', adaptationRateFactor],
        ['discriminator/*', adaptationRateFactor],
        ['*', 'frozen'],
      ],
      begin: ({ parameters, modules }) => modules.target.now(parameters),
      phases: [
        {
          name: 'discriminate',
          updates: ['discriminator/*'],
          loss({ forward, modules, parameters }, batch) {
            const source_SD = stopGradient(forward(batch.sourceImages).embedding_BD);
            const target_TD = stopGradient(forward(batch.targetImages, { as: 'target' }).embedding_BD);
            const source_S1 = modules.discriminator.apply(parameters, unitRootMeanSquare(source_SD));
            const target_T1 = modules.discriminator.apply(parameters, unitRootMeanSquare(target_TD));
            const total = domainAdversarialLoss(source_S1, target_T1);
            const accuracy = domainAccuracy(source_S1, target_T1);
            return { total, terms: { discrimination: total }, measurements: { 'discriminator/accuracy': accuracy } };
          },
        },
        {
          name: 'deceive',
          updates: ['target/*'],
          loss({ forward, modules, parameters }, batch) {
            const target_TD = forward(batch.targetImages, { as: 'target' }).embedding_BD;
            const target_T1 = modules.discriminator.apply(parameters, unitRootMeanSquare(target_TD));
            const total = deceptionLoss(target_T1);
            return { total, terms: { deception: total } };
          },
        },
      ],
    }),
  ],
  predict: ({ forward, stage }, input, side) =>
    forward(input, stage === 'target' && side === 'target' ? { as: 'target' } : {}),
});

import { z } from 'zod';
import { affineParameters } from '../affine-parameters.ts';
import { defineStagedMethod } from '../define-method.ts';
import { entropyLoss } from '../losses/entropy.ts';
import { copyOf } from '../module.ts';
import { sourceClassification } from '../source-classification.ts';
import { endOfEpisode, episodeCopies, episodeRules, testTimeSetting, valuesOfEpisode } from '../test-time-setting.ts';

/** The source teaches everything; then batch norm's scales and offsets alone make the predictions on the target certain. */
export const tent = defineStagedMethod({
  name: 'tent',
  family: 'adaptation',
  paper: 'Wang et al. 2021, arXiv 2006.10726, section 3',
  description:
    'Entropy minimisation after training on the source: on target batches, normalised by themselves, only the scales and offsets of batch norm learn; no source image is read.',
  helps:
    'Helps a trunk with batch norm against corruptions, noise and weather, in a few steps and without the source. Not against far domains, or small and uneven target batches, on which it can collapse.',
  departures: [
    'target images that are evaluated are other ones than were adapted to, and are normalised by running statistics of those batches; the paper adapts and predicts in one go',
  ],
  options: z.strictObject({
    adaptationSteps: z
      .number()
      .int()
      .positive()
      .default(50)
      .describe('Target batches to adapt to; the paper goes once through the corrupted CIFAR-10, 50 batches of 200'),
    adaptationRateFactor: z
      .number()
      .positive()
      .default(0.1)
      .describe(
        'Factor on the learning rate while adapting, without weight decay; the paper has a rate of 0.001 with Adam, and 0.00025 with SGD on ImageNet',
      ),
    setting: testTimeSetting,
    trunkRateFactor: z
      .number()
      .nonnegative()
      .default(1)
      .describe('Factor on the learning rate of the trunk in the source stage'),
  }),
  requires: (architecture) =>
    affineParameters(architecture).length > 0
      ? undefined
      : 'TENT trains the scales and offsets of batch norm, and this model has none. Set trunk.batchNorm to true.',
  modules: (options, architecture) => ({
    target: copyOf(architecture, 'target', '*/mean', '*/variance'),
    ...episodeCopies(options, architecture),
  }),
  stages: (stage, options, architecture) => [
    stage({
      name: 'source',
      sees: ['sourceImages', 'sourceLabels_B'],
      trainable: ({ trunkRateFactor }) => [
        ['backbone/*', trunkRateFactor],
        ['head/*', 1],
        ['*', 'frozen'],
      ],
      loss: sourceClassification,
    }),
    stage({
      name: 'target',
      sees: ['targetImages'],
      steps: ({ adaptationSteps }) => adaptationSteps,
      trainable: ({ adaptationRateFactor }) => [
        ['target/*', 'held'],
        ...episodeRules(options),
        ...affineParameters(architecture).map(
          (name) => [name, { rate: adaptationRateFactor, weightDecay: false }] as const,
        ),
        ['*', 'frozen'],
      ],
      begin: ({ parameters, modules: { target, anchor, before } }) => ({
        ...target.now(parameters),
        ...anchor.now(parameters),
        ...before.now(parameters),
      }),
      loss({ forward, parameters }, batch) {
        const values = valuesOfEpisode(options, architecture, parameters);
        const entropy = entropyLoss(
          forward(batch.targetImages, { as: 'target', statistics: 'batch', values }).logits_BK,
        );
        return { total: entropy, terms: { entropy } };
      },
      after: ({ parameters }) => endOfEpisode(options, architecture, parameters),
    }),
  ],
  predict: ({ forward, stage }, input, side) =>
    forward(input, stage === 'target' && side === 'target' ? { as: 'target' } : {}),
});

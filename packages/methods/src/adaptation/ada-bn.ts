import { z } from 'zod';
import { defineStagedMethod } from '../define-method.ts';
import { entropyLoss } from '../losses/entropy.ts';
import { copyOf } from '../module.ts';
import { sourceClassification } from '../source-classification.ts';

/** Each domain is normalised by statistics of its own. */
export const adaBn = defineStagedMethod({
  name: 'ada-bn',
  family: 'adaptation',
  paper: 'Li et al. 2016, arXiv 1603.04779, algorithm 1',
  description:
    'Trains on the source, then gives batch normalisation the target’s own statistics: no parameter learns from the target. Source images keep the source’s statistics.',
  helps:
    'Helps where the domains differ in colour, contrast or texture and the trunk has batch norm: it costs some forward passes. Little where they differ in shapes or in how often classes occur, since the target’s statistics then move with its classes.',
  departures: [
    'statistics are a moving average over target batches, as batch norm keeps them, not exact means over the whole target set',
  ],
  options: z.strictObject({
    adaptationSteps: z
      .number()
      .int()
      .positive()
      .default(60)
      .describe(
        'Target batches that the running statistics move over; at a momentum of 0.1, 60 leave 0.2 % of the source’s',
      ),
    trunkRateFactor: z.number().nonnegative().default(1).describe('Factor on the learning rate of the trunk'),
  }),
  requires: ({ batchNorm }) =>
    batchNorm
      ? undefined
      : 'AdaBN moves statistics of batch norm, and this model has none. Set trunk.batchNorm to true.',
  modules: (_options, architecture) => ({
    target: copyOf(architecture, 'target', '*/mean', '*/variance'),
  }),
  stages: (stage) => [
    stage({
      name: 'source',
      sees: ['sourceImages', 'sourceLabels_B'],
      trainable: ({ trunkRateFactor }) => [
        ['target/*', 'frozen'],
        ['backbone/*', trunkRateFactor],
        ['head/*', 1],
      ],
      loss: sourceClassification,
    }),
    stage({
      name: 'target',
      sees: ['targetImages'],
      steps: ({ adaptationSteps }) => adaptationSteps,
      trainable: () => [
        ['target/*', 'held'],
        ['*', 'frozen'],
      ],
      begin: ({ parameters, modules }) => modules.target.now(parameters),
      phases: [
        {
          name: 'estimate',
          updates: [],
          loss({ forward }, batch) {
            const entropy = entropyLoss(forward(batch.targetImages, { as: 'target', statistics: 'batch' }).logits_BK);
            return { total: entropy, terms: { entropy } };
          },
        },
      ],
    }),
  ],
  predict: ({ forward, stage }, input, side) =>
    forward(input, stage === 'target' && side === 'target' ? { as: 'target' } : {}),
});

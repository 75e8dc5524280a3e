import { tf, type Tensor } from '@trunkline/engine';
import { z } from 'zod';
import { changedValues } from '../changed-values.ts';
import { defineStagedMethod } from '../define-method.ts';
import { copyOf } from '../module.ts';
import { sourceClassification } from '../source-classification.ts';

/** The mean of the weights after every step of the later part of training. */
export const swad = defineStagedMethod({
  name: 'swad',
  family: 'generalization',
  paper: 'Cha et al. 2021, arXiv 2102.08604, section 3.2; averages of weights Izmailov et al. 2018, arXiv 1803.05407',
  description:
    'Stochastic weight averaging densely: the weights after every step of a window are averaged with equal shares, and that mean, a flat minimum, is the model. Statistics of batch norm are then estimated anew.',
  helps:
    'Helps on unseen domains wherever training moves about a minimum, and together with what else is learnt on several sources; it needs no target. Little where the run is too short to come near one.',
  departures: [
    'the window begins after a fixed share of the steps and ends with the last; the paper finds both in the validation loss, and a method here is shown no held-out label',
    'one source is enough; the paper has several',
  ],
  options: z.strictObject({
    windowStart: z
      .number()
      .min(0)
      .lt(1)
      .default(0.5)
      .describe('Share of the steps after which the window begins; the weights after each later step count alike'),
    statisticsSteps: z
      .number()
      .int()
      .positive()
      .default(60)
      .describe(
        'Batches over which statistics of batch norm are estimated for the mean; without batch norm there is one',
      ),
    trunkRateFactor: z.number().nonnegative().default(1).describe('Factor on the learning rate of the trunk'),
  }),
  modules: (_options, architecture) => ({ average: copyOf(architecture, 'average', 'backbone/*', 'head/*') }),
  stages: (stage, _options, { batchNorm }) => [
    stage({
      name: 'train',
      sees: ['sourceImages', 'sourceLabels_B'],
      trainable: ({ trunkRateFactor }) => [
        ['average/*', 'held'],
        ['backbone/*', trunkRateFactor],
        ['head/*', 1],
      ],
      loss: sourceClassification,
      after({ options, progress: { step, steps }, parameters, modules }) {
        const count = step - Math.floor(options.windowStart * steps) + 1;
        if (count < 1) return {};
        return Object.fromEntries(
          Object.entries(modules.average.now(parameters)).map(([name, now]) => {
            const average = parameters[name] as Tensor;
            return [name, tf.add(average, tf.div(tf.sub(now, average), count))];
          }),
        );
      },
    }),
    stage({
      name: 'average',
      sees: ['sourceImages', 'sourceLabels_B'],
      steps: ({ statisticsSteps }) => (batchNorm ? statisticsSteps : 1),
      trainable: () => [
        ['average/*', 'frozen'],
        ['*', 'held'],
      ],
      begin({ parameters, modules }) {
        const means = modules.average.parameters.map(({ name }) => [name.slice('average/'.length), parameters[name]]);
        return changedValues(parameters, Object.fromEntries(means as [string, Tensor][]));
      },
      phases: [
        {
          name: 'estimate',
          updates: [],
          loss({ forward, classificationLoss }, batch) {
            const { logits_BK } = forward(batch.sourceImages, batchNorm ? { statistics: 'batch' } : {});
            const classification = classificationLoss(logits_BK, batch.sourceLabels_B);
            return { total: classification, terms: { classification } };
          },
        },
      ],
    }),
  ],
});

import { tf, type Scalar, type Tensor2D } from '@trunkline/engine';
import { z } from 'zod';
import { defineMethod } from '../define-method.ts';
import { discrepancyLoss } from '../losses/discrepancy.ts';
import { headLike } from '../module.ts';

/** Two heads look for target images on which they disagree; the trunk moves those to where they agree. */
export const mcd = defineMethod({
  name: 'mcd',
  family: 'adaptation',
  paper: 'Saito et al. 2018, arXiv 1712.02560, equations 4 to 6',
  description:
    'Maximum classifier discrepancy: two heads learn the source, then to disagree on the target, then the trunk learns to make them agree there. Predicts by the mean of both heads.',
  helps:
    'Helps where target images lie near the boundaries between classes. Three losses and several updates a step make it slow, and it can swing where the heads hardly differ.',
  departures: [
    'the second head has the form of the model’s own, often one linear layer; the paper’s have two or three',
  ],
  options: z.strictObject({
    trunkRateFactor: z.number().nonnegative().default(1).describe('Factor on the learning rate of the trunk'),
    discrepancyWeight: z
      .number()
      .nonnegative()
      .default(1)
      .describe('Weight of the disagreement on the target while the heads enlarge it; the paper has 1'),
    generatorSteps: z
      .number()
      .int()
      .positive()
      .default(4)
      .describe('Updates of the trunk for each update of the heads; n of the paper, which has 4'),
  }),
  sees: ['sourceImages', 'sourceLabels_B', 'targetImages'],
  modules: (_options, { head }) => ({ second: headLike(head, 'head2') }),
  trainable: ({ trunkRateFactor }) => [
    ['backbone/*', trunkRateFactor],
    ['head/*', 1],
    ['head2/*', 1],
  ],
  phases: [
    {
      name: 'classify',
      loss({ forward, modules, parameters, classificationLoss }, batch) {
        const source = forward(batch.sourceImages);
        const first = classificationLoss(source.logits_BK, batch.sourceLabels_B);
        const second = classificationLoss(modules.second.apply(parameters, source), batch.sourceLabels_B);
        const classification: Scalar = first.add(second);
        return { total: classification, terms: { classification } };
      },
    },
    {
      name: 'disagree',
      updates: ['head/*', 'head2/*'],
      loss({ forwardAll, modules, parameters, classificationLoss, options }, batch) {
        const { source, target } = forwardAll({ source: batch.sourceImages, target: batch.targetImages });
        const first = classificationLoss(source.logits_BK, batch.sourceLabels_B);
        const second = classificationLoss(modules.second.apply(parameters, source), batch.sourceLabels_B);
        const classification: Scalar = first.add(second);
        const discrepancy = discrepancyLoss(target.logits_BK, modules.second.apply(parameters, target));
        return {
          total: tf.sub(classification, tf.mul(discrepancy, options.discrepancyWeight)),
          terms: { classification, discrepancy },
        };
      },
    },
    {
      name: 'agree',
      updates: ['backbone/*'],
      times: ({ generatorSteps }) => generatorSteps,
      loss({ forward, modules, parameters }, batch) {
        const target = forward(batch.targetImages);
        const discrepancy = discrepancyLoss(target.logits_BK, modules.second.apply(parameters, target));
        return { total: discrepancy, terms: { discrepancy } };
      },
    },
  ],
  predict({ forward, modules, parameters }, input) {
    const output = forward(input);
    const logits_BK = tf.mul(tf.add(output.logits_BK, modules.second.apply(parameters, output)), 0.5) as Tensor2D;
    return { ...output, logits_BK };
  },
});

import { dannWeight, reverseGradient, type Tensor2D, type Tensor4D } from '@trunkline/engine';
import { z } from 'zod';
import { adversarialWarnings } from '../adversarial-warnings.ts';
import { defineMethod } from '../define-method.ts';
import { marginDisparityLoss } from '../losses/margin-disparity.ts';
import { headLike } from '../module.ts';
import type { ModelOutput } from '../sight.ts';

/** An adversary head agrees with the classifier on the source and not on the target; the trunk makes it agree on both. */
export const mdd = defineMethod({
  name: 'mdd',
  family: 'adaptation',
  paper: 'Zhang et al. 2019, arXiv 1904.05801, equations 29 and 30',
  description:
    'Margin disparity discrepancy: a second head learns to share the classifier’s labels on the source and to leave them on the target; through a reversed gradient the trunk learns features on which it cannot.',
  helps:
    'Helps where an adversary on labels is better than one on domains: classes that shift each for itself. Slow to begin, wants SGD and features that something normalises.',
  departures: [
    'rates follow the experiment’s schedule; the authors warm the reversed gradient up over 1,000 steps, here it follows the share of the run’s steps',
  ],
  options: z.strictObject({
    adaptationWeight: z
      .number()
      .nonnegative()
      .default(0.1)
      .describe('η, full weight of the reversed gradient, reached along 2/(1+exp(-10p)) - 1; the paper has 0.1'),
    margin: z.number().positive().default(4).describe('γ, weight of agreement on the source; the paper has 2 to 4'),
    trunkRateFactor: z.number().nonnegative().default(1).describe('Factor on the learning rate of the trunk'),
  }),
  warnings: adversarialWarnings,
  sees: ['sourceImages', 'sourceLabels_B', 'targetImages'],
  modules: (_options, { head }) => ({ adversary: headLike(head, 'adversary') }),
  trainable: ({ trunkRateFactor }) => [
    ['backbone/*', trunkRateFactor],
    ['head/*', 1],
    ['adversary/*', 1],
  ],
  loss({ options, modules, parameters, progress, forwardAll, classificationLoss }, batch) {
    const { source, target } = forwardAll({ source: batch.sourceImages, target: batch.targetImages });
    const classification = classificationLoss(source.logits_BK, batch.sourceLabels_B);
    const weight = options.adaptationWeight * dannWeight(progress.fraction);
    const disparity = (output: ModelOutput): { logits_BK: Tensor2D; adversary_BK: Tensor2D } => ({
      logits_BK: output.logits_BK,
      adversary_BK: modules.adversary.apply(parameters, reversed(output, weight)),
    });
    const adaptation = marginDisparityLoss(disparity(source), disparity(target), options.margin);
    return {
      total: classification.add(adaptation),
      terms: { classification, adaptation },
      measurements: { 'adaptation-weight': weight },
    };
  },
});

/** What the model made of a batch, behind which gradients turn round. */
function reversed(output: ModelOutput, weight: number): ModelOutput {
  return {
    ...output,
    embedding_BD: reverseGradient(output.embedding_BD, weight),
    ...(output.maps_BHWC && { maps_BHWC: reverseGradient(output.maps_BHWC, weight) as Tensor4D }),
  };
}

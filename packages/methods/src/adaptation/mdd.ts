import { reverseGradient, type Tensor2D, type Tensor4D } from '@trunkline/engine';
import { z } from 'zod';
import { reversedWeightNow } from '../adversarial.ts';
import { adversarialWarnings } from '../adversarial-warnings.ts';
import { defineTermMethod } from '../define-term-method.ts';
import { marginDisparityLoss } from '../losses/margin-disparity.ts';
import { headLike } from '../module.ts';
import type { ModelOutput } from '../sight.ts';

/** An adversary head agrees with the classifier on the source and not on the target; the trunk makes it agree on both. */
export const mdd = defineTermMethod({
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
  weight: z
    .number()
    .nonnegative()
    .default(0.1)
    .describe('η, full weight of the reversed gradient, reached along 2/(1+exp(-10p)) - 1; the paper has 0.1'),
  options: {
    margin: z.number().positive().default(4).describe('γ, weight of agreement on the source; the paper has 2 to 4'),
  },
  warnings: adversarialWarnings,
  modules: (_options, { head }) => ({ adversary: headLike(head, 'adversary') }),
  trainable: () => [['adversary/*', 1]],
  term(context, { source, target }) {
    const { options, modules, parameters } = context;
    const weight = reversedWeightNow(context.weight, context);
    const disparity = (output: ModelOutput): { logits_BK: Tensor2D; adversary_BK: Tensor2D } => ({
      logits_BK: output.logits_BK,
      adversary_BK: modules.adversary.apply(parameters, reversed(output, weight)),
    });
    const value = marginDisparityLoss(disparity(source), disparity(target), options.margin);
    return { value, factor: 1, measurements: { 'adaptation-weight': weight } };
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

import { stopGradient } from '@trunkline/engine';
import { z } from 'zod';
import { defineTermMethod } from '../define-term-method.ts';
import { jointCosts, transportLoss } from '../losses/joint-transport.ts';
import { exactPlan, sinkhornPlan } from '../losses/optimal-transport.ts';

/** Each batch of the source is transported to one of the target, features and labels together; what that costs is learnt away. */
export const deepJdot = defineTermMethod({
  name: 'deep-jdot',
  family: 'adaptation',
  paper: 'Damodaran et al. 2018, arXiv 1803.10081, equations 7 and 8',
  description:
    'Optimal transport of features and labels together: in each batch the cheapest pairing of source and target examples is found, then pairs are drawn together and target predictions to the labels of their pairs.',
  helps:
    'Helps where classes are about as frequent in both domains and batches hold several examples of each. Hurts where class shares differ, since every target example must be paired.',
  departures: [
    'features are compared behind the head’s bottleneck, where there is one; the paper compares the layer before the classifier',
    'a batch has the experiment’s size; the paper has 500 source images, drawn with each class alike, and as many of the target',
  ],
  weight: z
    .number()
    .nonnegative()
    .default(1)
    .describe('Weight of the cost of transport beside the classification; the paper has 1'),
  options: {
    featureWeight: z
      .number()
      .nonnegative()
      .default(0.001)
      .describe('α, weight of the squared distance between features in the cost; the paper has 0.001'),
    labelWeight: z
      .number()
      .nonnegative()
      .default(0.0001)
      .describe('λ_t, weight of the source’s label on the target’s prediction in the cost; the paper has 0.0001'),
    regularisation: z
      .number()
      .nonnegative()
      .default(0)
      .describe('Entropy of the plan, in units of the cost: 0 is the exact plan, as in the paper, above it Sinkhorn’s'),
  },
  term({ options }, { source, target, sourceLabels_B }) {
    const costs_ST = jointCosts(source.features_BF, sourceLabels_B, target.features_BF, target.logits_BK, options);
    const { regularisation } = options;
    const plan_ST = regularisation > 0 ? sinkhornPlan(costs_ST, regularisation) : exactPlan(costs_ST);
    return transportLoss(costs_ST, stopGradient(plan_ST));
  },
});

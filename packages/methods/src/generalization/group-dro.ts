import { stopGradient, tf, type Scalar, type Tensor1D } from '@trunkline/engine';
import { z } from 'zod';
import { defineMethod } from '../define-method.ts';
import { valuesOf } from '../module.ts';

const weights = 'groups/weights';

/** The source domain that is learnt worst counts most. */
export const groupDro = defineMethod({
  name: 'group-dro',
  family: 'generalization',
  paper: 'Sagawa et al. 2020, arXiv 1911.08731, algorithm 1',
  description:
    'Group distributionally robust optimisation: the losses of the source domains are weighed, and the weight of a domain grows with its loss. Sees no target. Needs two sources or more.',
  options: z.strictObject({
    groupRate: z
      .number()
      .nonnegative()
      .default(0.01)
      .describe(
        'η, how fast the weights follow the losses: each is multiplied by exp(η · loss), then all are scaled to sum 1',
      ),
    trunkRateFactor: z.number().nonnegative().default(1).describe('Factor on the learning rate of the trunk'),
  }),
  requires: ({ sources }) =>
    sources > 1
      ? undefined
      : 'GroupDRO weighs source domains, and the experiment has one. Give data.sources two or more.',
  sees: ['sourceImages', 'sourceLabels_B', 'sourceDomains_B'],
  modules: (_options, { sources }) => ({ groups: valuesOf(weights, [sources], 1 / sources) }),
  trainable: ({ trunkRateFactor }) => [
    ['backbone/*', trunkRateFactor],
    ['head/*', 1],
    ['groups/*', 'held'],
  ],
  loss({ forward, classificationPerExample, parameters, options, architecture: { sources } }, batch) {
    const losses_B = classificationPerExample(forward(batch.sourceImages).logits_BK, batch.sourceLabels_B);
    const member_BG = tf.oneHot(batch.sourceDomains_B, sources);
    const sums_G = tf.sum(tf.mul(member_BG, tf.expandDims(losses_B, 1)), 0);
    const losses_G = tf.div(sums_G, tf.maximum(tf.sum(member_BG, 0), 1)) as Tensor1D;
    const next_G = updatedWeights(
      parameters[weights] as unknown as Tensor1D,
      stopGradient(losses_G),
      options.groupRate,
    );
    const total = tf.sum(tf.mul(next_G, losses_G)) as Scalar;
    const groups = tf.unstack(losses_G).map((loss, group): [string, Scalar] => [`source-${group}`, loss as Scalar]);
    const shares = tf
      .unstack(next_G)
      .map((share, group): [string, Scalar] => [`weight/source-${group}`, share as Scalar]);
    return { total, terms: Object.fromEntries(groups), measurements: Object.fromEntries(shares) };
  },
  after: ({ terms, architecture: { sources } }) => ({
    [weights]: tf.tensor1d(Array.from({ length: sources }, (_, group) => terms[`weight/source-${group}`] ?? 0)),
  }),
});

/** q · exp(η · loss), scaled to sum 1. */
function updatedWeights(weights_G: Tensor1D, losses_G: Tensor1D, rate: number): Tensor1D {
  const grown_G = tf.mul(weights_G, tf.exp(tf.mul(losses_G, rate)));
  return tf.div(grown_G, tf.sum(grown_G)) as Tensor1D;
}

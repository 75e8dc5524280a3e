import { stopGradient, tf, type Scalar, type Tensor1D } from '@trunkline/engine';
import { z } from 'zod';
import { defineMethod } from '../define-method.ts';
import { meanByDomain } from '../losses/mean-by-domain.ts';
import { valuesOf } from '../module.ts';
import { needsSeveralSources } from '../needs-several-sources.ts';

const weights = 'groups/weights';

/** The source domain that is learnt worst counts most. */
export const groupDro = defineMethod({
  name: 'group-dro',
  family: 'generalization',
  paper: 'Sagawa et al. 2020, arXiv 1911.08731, algorithm 1',
  description:
    'Group distributionally robust optimisation: the losses of the source domains are weighed, and the weight of a domain grows with its loss.',
  helps:
    'Helps where one source domain is learnt much worse than the others. On balanced sources it is no better than pooling them, and it overfits small domains without regularisation.',
  departures: [
    'batches hold every domain alike and groups are domains; the paper’s groups are pairs of attribute and label, of any size',
  ],
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
  requires: needsSeveralSources('GroupDRO weighs source domains'),
  sees: ['sourceImages', 'sourceLabels_B', 'sourceDomains_B'],
  modules: (_options, { sources }) => ({ groups: valuesOf(weights, [sources], 1 / sources) }),
  trainable: ({ trunkRateFactor }) => [
    ['backbone/*', trunkRateFactor],
    ['head/*', 1],
    ['groups/*', 'held'],
  ],
  loss({ forward, classificationPerExample, parameters, options, architecture: { sources } }, batch) {
    const losses_B = classificationPerExample(forward(batch.sourceImages).logits_BK, batch.sourceLabels_B);
    const losses_G = meanByDomain(losses_B, batch.sourceDomains_B, sources);
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

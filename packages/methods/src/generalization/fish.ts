import { tf, type Scalar, type Tensor } from '@trunkline/engine';
import { z } from 'zod';
import { defineMethod } from '../define-method.ts';
import { meanByDomain } from '../losses/mean-by-domain.ts';
import { needsSeveralSources } from '../needs-several-sources.ts';

/** Steps on one source domain after another, and the whole way they go is followed. */
export const fish = defineMethod({
  name: 'fish',
  family: 'generalization',
  paper: 'Shi et al. 2021, arXiv 2104.09937, algorithm 1',
  description:
    'Gradient matching: from a copy of the weights one short step on each source domain, in a random order; the model then follows where they led. To first order that is the mean loss less the inner products of the domains’ gradients: those are made to agree.',
  helps:
    'Helps where what is learnt from one source hurts another, as with spurious features of single domains. On balanced photographs rarely better than pooling, and each step costs a pass for every source.',
  departures: [
    'the way divided by α and by the number of domains is the gradient that the experiment’s optimiser follows; the paper moves a fixed share of the way',
    'inner steps are plain gradient descent; DomainBed’s use Adam',
  ],
  options: z.strictObject({
    innerRate: z
      .number()
      .nonnegative()
      .default(0.01)
      .describe('α, length of the step on each domain; at 0 the gradients are those of pooled training'),
    trunkRateFactor: z.number().nonnegative().default(1).describe('Factor on the learning rate of the trunk'),
  }),
  requires: needsSeveralSources('Fish matches the gradients of source domains'),
  sees: ['sourceImages', 'sourceLabels_B', 'sourceDomains_B'],
  trainable: ({ trunkRateFactor }) => [
    ['backbone/*', trunkRateFactor],
    ['head/*', 1],
  ],
  phases: [
    {
      name: 'match',
      gradients(
        { options, random, parameters, differentiate, forward, classificationPerExample, architecture },
        batch,
      ) {
        const { sources } = architecture;
        let at: Record<string, Tensor> | undefined;
        let way: Record<string, Tensor> = {};
        let sum = 0;
        for (const domain of random.permutation(sources)) {
          const found = differentiate(() => {
            const { logits_BK } = forward(batch.sourceImages, at && { values: at });
            const losses_B = classificationPerExample(logits_BK, batch.sourceLabels_B);
            const losses_G = meanByDomain(losses_B, batch.sourceDomains_B, sources);
            const loss = tf.sum(tf.slice(losses_G, domain, 1)) as Scalar;
            sum += loss.dataSync()[0] as number;
            return loss;
          }, at);
          const before = way;
          way = mapped(found, (gradient, name) => (before[name] ? tf.add(before[name], gradient) : gradient));
          at = mapped(way, (gone, name) => tf.sub(parameters[name] as Tensor, tf.mul(gone, options.innerRate)));
        }
        const classification = tf.scalar(sum / sources);
        return {
          total: classification,
          terms: { classification },
          gradients: mapped(way, (gone) => tf.div(gone, sources)),
        };
      },
    },
  ],
});

function mapped(
  values: Readonly<Record<string, Tensor>>,
  change: (value: Tensor, name: string) => Tensor,
): Record<string, Tensor> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, change(value, name)]));
}

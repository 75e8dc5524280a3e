import { tf, type Scalar, type Tensor } from '@trunkline/engine';
import { z } from 'zod';
import { defineMethod } from '../define-method.ts';
import { meanByDomain } from '../losses/mean-by-domain.ts';
import { needsSeveralSources } from '../needs-several-sources.ts';

/** A step on some source domains is to help on one that it did not see. */
export const mldg = defineMethod({
  name: 'mldg',
  family: 'generalization',
  paper: 'Li et al. 2018, arXiv 1710.03463, algorithm 1',
  description:
    'Meta-learning for domain generalisation: in each step one source domain, drawn anew, is left out; its loss is taken where a step on the others would lead, and both gradients are followed.',
  helps:
    'Helps where three or more sources differ as the target will differ. On two it is noisy, and it costs two passes through the model a step.',
  departures: [
    'of first order, as DomainBed’s: no gradient flows through the step ahead',
    'one domain is left out in each step',
  ],
  options: z.strictObject({
    innerRate: z
      .number()
      .positive()
      .default(0.001)
      .describe('α, length of the step ahead; the paper tries 5e-4 and up'),
    testWeight: z.number().nonnegative().default(1).describe('β, weight of the left-out domain; the paper has 1'),
    trunkRateFactor: z.number().nonnegative().default(1).describe('Factor on the learning rate of the trunk'),
  }),
  requires: needsSeveralSources('MLDG leaves out one source domain at a time'),
  sees: ['sourceImages', 'sourceLabels_B', 'sourceDomains_B'],
  trainable: ({ trunkRateFactor }) => [
    ['backbone/*', trunkRateFactor],
    ['head/*', 1],
  ],
  phases: [
    {
      name: 'meta',
      gradients(
        { options, random, parameters, differentiate, forward, classificationPerExample, architecture },
        batch,
      ) {
        const { sources } = architecture;
        const leftOut_G = tf.oneHot(tf.scalar(random.integer(0, sources), 'int32'), sources);
        const losses_G = (values?: Readonly<Record<string, Tensor>>) => {
          const { logits_BK } = forward(batch.sourceImages, values && { values });
          const losses_B = classificationPerExample(logits_BK, batch.sourceLabels_B);
          return meanByDomain(losses_B, batch.sourceDomains_B, sources);
        };
        const train = (): Scalar => tf.div(tf.sum(tf.mul(losses_G(), tf.sub(1, leftOut_G))), sources - 1);
        const test = (values?: Readonly<Record<string, Tensor>>): Scalar =>
          tf.sum(tf.mul(losses_G(values), leftOut_G)).asScalar();
        const first = differentiate(train);
        const ahead = Object.fromEntries(
          Object.entries(first).map(([name, gradient]) => [
            name,
            tf.sub(parameters[name] as Tensor, tf.mul(gradient, options.innerRate)),
          ]),
        );
        const second = differentiate(() => test(ahead), ahead);
        const [trained, tested] = [train(), test(ahead)];
        return {
          total: trained.add(tested.mul(options.testWeight)),
          terms: { train: trained, test: tested },
          gradients: Object.fromEntries(
            Object.entries(first).map(([name, gradient]) => [
              name,
              tf.add(gradient, tf.mul(second[name] as Tensor, options.testWeight)),
            ]),
          ),
        };
      },
    },
  ],
});

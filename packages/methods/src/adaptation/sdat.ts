import { tf, type Scalar, type Tensor } from '@trunkline/engine';
import { z } from 'zod';
import { adversarialWarnings } from '../adversarial-warnings.ts';
import { defineMethod } from '../define-method.ts';
import { cdan } from './cdan.ts';

/** CDAN whose classification is learnt where the source’s loss is worst nearby, and whose adversary is left as it is. */
export const sdat = defineMethod({
  name: 'sdat',
  family: 'adaptation',
  paper: 'Rangwani et al. 2022, arXiv 2206.08213, equations 6 to 8',
  description:
    'Smooth domain-adversarial training: the gradient of the classification is taken a step of length ρ uphill, which leads to flat minima of the source’s loss; the adversary, CDAN’s, has its gradient where the weights are.',
  helps:
    'Helps where CDAN does and steps are many, most with large networks that overfit the source. Costs a forward and a backward pass of the source more in each step.',
  departures: [
    'the adversary’s gradient is taken at the weights themselves, as in equation 8; the authors’ code takes it uphill as well',
    'the discriminator is as that of cdan: two hidden layers of 256 units, features of unit root mean square',
    'batch norm’s running statistics move at the weights themselves alone, not uphill',
  ],
  options: z.strictObject({
    ...cdan.options.shape,
    radius: z
      .number()
      .nonnegative()
      .default(0.02)
      .describe('ρ, length of the step uphill; the authors have 0.02 for Office-Home; 0 is CDAN'),
  }),
  warnings: adversarialWarnings,
  sees: ['sourceImages', 'sourceLabels_B', 'targetImages'],
  trainable: (options, architecture) => [
    ['backbone/*', options.trunkRateFactor],
    ['head/*', 1],
    ...cdan.term.trainable(options, architecture),
  ],
  modules: cdan.term.modules,
  phases: [
    {
      name: 'smooth',
      gradients(context, batch) {
        const { options, parameters, forward, forwardAll, differentiate, classificationLoss } = context;
        const classify = (values?: Readonly<Record<string, Tensor>>): Scalar =>
          classificationLoss(
            forward(batch.sourceImages, { statistics: 'batch-still', ...(values && { values }) }).logits_BK,
            batch.sourceLabels_B,
          );
        const uphill = differentiate(classify);
        const ahead = stepUphill(parameters, uphill, options.radius);
        const classified = differentiate(() => classify(ahead), ahead);
        const adversary = () => {
          const { source, target } = forwardAll({ source: batch.sourceImages, target: batch.targetImages });
          const outputs = { source, target, sourceLabels_B: batch.sourceLabels_B };
          return { source, ...cdan.term.loss({ ...context, weight: options.adaptationWeight }, outputs) };
        };
        const opposed = differentiate(() => adversary().value);
        const { source, value: adaptation, measurements } = adversary();
        const classification = classificationLoss(source.logits_BK, batch.sourceLabels_B);
        const names = new Set([...Object.keys(classified), ...Object.keys(opposed)]);
        return {
          total: classification.add(adaptation),
          terms: { classification, adaptation },
          measurements: { ...measurements, sharpness: tf.sub(classify(ahead), classification) as Scalar },
          gradients: Object.fromEntries(
            [...names].map((name) => {
              const parts = [classified[name], opposed[name]].filter((one) => one !== undefined);
              return [name, tf.addN(parts)];
            }),
          ),
        };
      },
    },
  ],
});

/** w + ρ g / ‖g‖ for the parameters that have a gradient: the worst point nearby, to first order (equation 7). */
function stepUphill(
  parameters: Readonly<Record<string, Tensor>>,
  gradients: Readonly<Record<string, Tensor>>,
  radius: number,
): Readonly<Record<string, Tensor>> {
  const norm = tf.sqrt(tf.addN(Object.values(gradients).map((one) => tf.sum(tf.square(one)))));
  const factor = tf.div(radius, tf.add(norm, 1e-12));
  return Object.fromEntries(
    Object.entries(gradients).map(([name, gradient]) => [
      name,
      tf.add(parameters[name] as Tensor, tf.mul(gradient, factor)),
    ]),
  );
}

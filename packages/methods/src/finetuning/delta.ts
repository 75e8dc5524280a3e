import { stopGradient, tf, type Scalar, type Tensor, type Tensor4D } from '@trunkline/engine';
import { z } from 'zod';
import type { Architecture } from '../architecture.ts';
import { defineMethod } from '../define-method.ts';
import { mapDistanceLoss } from '../losses/map-distance.ts';
import { copyOf } from '../module.ts';

/** Fine-tuning that may change the weights but keeps what the layers answer near what they answered at the start. */
export const delta = defineMethod({
  name: 'delta',
  family: 'finetuning',
  paper: 'Li et al. 2019, arXiv 1901.09229, without attention',
  description:
    'Fine-tuning with a penalty on the squared distance between the maps of some layers and those of the trunk as it was at the start.',
  helps:
    'Helps with few labels near the trunk’s own task: what layers answer is kept, weights may move. Hinders where the new task needs other features.',
  departures: [
    'all channels weigh alike: no attention',
    'by default only the last layer counts; the paper takes the last of each stage of a ResNet',
    'the distance is divided by the pixels of a map, as in the authors’ code',
  ],
  options: z.strictObject({
    mapWeight: z
      .number()
      .nonnegative()
      .default(0.01)
      .describe('α, weight of the distance between maps, in place of weight decay on the trunk; the paper has 0.01'),
    headWeight: z
      .number()
      .nonnegative()
      .default(0.01)
      .describe('β, weight of half the squared norm of the head, in place of weight decay; the paper has 0.01'),
    layers: z
      .array(z.string())
      .default([])
      .describe(
        'Layers whose maps are compared, none of them within a frozen prefix; empty: the last one. The paper takes the last of each stage of a ResNet',
      ),
    trunkRateFactor: z.number().nonnegative().default(1).describe('Factor on the learning rate of the trunk'),
  }),
  requires({ trunk }, { layers }) {
    const names = trunk.layers.map(({ name }) => name);
    const unknown = layers.filter((name) => !names.includes(name));
    return unknown.length === 0
      ? undefined
      : `DELTA compares maps of ${unknown.join(', ')}, and ${trunk.name} has ${names.join(', ')}.`;
  },
  sees: ['sourceImages', 'sourceLabels_B'],
  modules: (_options, architecture) => ({ start: copyOf(architecture, 'start', 'backbone/*') }),
  trainable: ({ trunkRateFactor }) => [
    ['start/*', 'frozen'],
    ['backbone/*', { rate: trunkRateFactor, weightDecay: false }],
    ['head/*', { rate: 1, weightDecay: false }],
  ],
  loss({ options, architecture, parameters, forward, classificationLoss }, batch) {
    const taps = comparedLayers(architecture, options.layers);
    const now = forward(batch.sourceImages, { taps });
    const start = forward(batch.sourceImages, { taps, as: 'start', mode: 'evaluation' });
    const classification = classificationLoss(now.logits_BK, batch.sourceLabels_B);
    const distances = taps.map((name) =>
      mapDistanceLoss(now.taps[name] as Tensor4D, stopGradient(start.taps[name] as Tensor4D)),
    );
    const maps = tf.addN(distances) as Scalar;
    const squares = architecture.head.parameters.map(({ name }) => tf.sum(tf.square(parameters[name] as Tensor)));
    const head = tf.mul(tf.addN(squares), 0.5) as Scalar;
    return {
      total: classification.add(maps.mul(options.mapWeight)).add(head.mul(options.headWeight)),
      terms: { classification, maps, head },
    };
  },
});

function comparedLayers({ trunk }: Architecture, layers: readonly string[]): readonly string[] {
  return layers.length > 0 ? layers : trunk.layers.slice(-1).map(({ name }) => name);
}

import {
  randomNormal,
  stopGradient,
  tf,
  type Parameters,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
} from '@trunkline/engine';
import { z } from 'zod';
import type { Architecture } from '../architecture.ts';
import { defineMethod } from '../define-method.ts';
import { contrastLoss, unitRows } from '../losses/contrast.ts';
import { copyOf, valuesOf, type Module } from '../module.ts';

const projector = 'projector/kernel';
const keyProjector = 'key/projector/kernel';
const queue = { features: 'queue/features', projections: 'queue/projections', labels: 'queue/labels' } as const;

/** Fine-tuning in which pictures of one class are drawn together, for the classifier and in a projection of the features. */
export const biTuning = defineMethod({
  name: 'bi-tuning',
  family: 'finetuning',
  paper: 'Zhong et al. 2020, arXiv 2011.06182; keys and their queue He et al. 2020, arXiv 1911.05722',
  description:
    'Beside the cross-entropy two contrasts with a queue of earlier images: the classifier’s vector of a class is to be nearest to images of the class, and projected features are to be nearest to those of their class. Keys are made by a slow average of the model.',
  helps:
    'Helps with few labels a class and fine differences between classes: the features take over the structure of the task. Little on short runs, in which the queue hardly fills, and with many labels.',
  departures: [
    'a key is made of the picture that the query is made of; the paper augments it a second time',
    'one queue of the latest images of all classes; the authors’ code has one of equal length for each class, filled with noise at first, where here only images count',
    'the classifier learns from its contrast too; in the authors’ code it is a constant there',
  ],
  options: z.strictObject({
    keysPerClass: z
      .number()
      .int()
      .positive()
      .default(24)
      .describe('Length of the queue, for each class; the paper tries 8 to 32'),
    projectionWidth: z.number().int().positive().default(128).describe('Width of the projection; the paper has 128'),
    temperature: z.number().positive().default(0.07).describe('τ, which divides similarities; the paper has 0.07'),
    decay: z
      .number()
      .min(0)
      .lt(1)
      .default(0.999)
      .describe('Share of the slow average that each step keeps; the paper has 0.999'),
    contrastWeight: z.number().nonnegative().default(1).describe('Weight of both contrasts; the paper has 1'),
    trunkRateFactor: z.number().nonnegative().default(1).describe('Factor on the learning rate of the trunk'),
  }),
  requires: ({ head, featureWidth, classes }) => {
    const own = head.parameters.filter(({ name }) => !name.startsWith('head/bottleneck'));
    const [kernel] = own;
    return own.length === 2 && kernel?.shape[0] === featureWidth && kernel.shape[1] === classes
      ? undefined
      : `Bi-tuning contrasts images with the vectors of a linear classifier, and the head is ${head.name}. Set head to linear.`;
  },
  sees: ['sourceImages', 'sourceLabels_B'],
  modules({ keysPerClass, projectionWidth }, architecture) {
    const { featureWidth, classes } = architecture;
    const length = keysPerClass * classes;
    return {
      key: copyOf(architecture, 'key', 'backbone/*', 'head/*'),
      projectors: projectorsOf(featureWidth, projectionWidth),
      features: valuesOf(queue.features, [length, featureWidth + 1]),
      projections: valuesOf(queue.projections, [length, projectionWidth]),
      labels: valuesOf(queue.labels, [length], -1),
    };
  },
  trainable: ({ trunkRateFactor }) => [
    ['key/*', 'held'],
    ['queue/*', 'held'],
    [projector, 1],
    ['backbone/*', trunkRateFactor],
    ['head/*', 1],
  ],
  loss({ options, parameters, forward, classificationLoss }, { sourceImages, sourceLabels_B }) {
    const at = <T extends Tensor>(name: string): T => parameters[name] as Tensor as T;
    const now = forward(sourceImages);
    const classification = classificationLoss(now.logits_BK, sourceLabels_B);
    const keys = keysOf(parameters, forward(sourceImages, { as: 'key', mode: 'evaluation' }).features_BF);

    const queued_N = at<Tensor1D>(queue.labels);
    const [count] = sourceLabels_B.shape;
    const same_BN = tf.cast(tf.equal(tf.expandDims(tf.cast(sourceLabels_B, 'float32'), 1), queued_N), 'float32');
    const positives_BN = tf.concat([tf.ones([count, 1]), same_BN], 1) as Tensor2D;
    const present_N = tf.concat1d([tf.ones([1]), tf.cast(tf.greaterEqual(queued_N, 0), 'float32')]);
    const contrast = (own_B: Tensor, queued_BN: Tensor) => {
      const similarities_BN = tf.div(tf.concat([tf.expandDims(own_B, 1), queued_BN], 1), options.temperature);
      return contrastLoss(similarities_BN as Tensor2D, positives_BN, present_N);
    };

    const vectors_KG = unitRows(tf.concat([tf.transpose(at('head/kernel')), tf.expandDims(at('head/bias'), 1)], 1));
    const vectors_BG = tf.gather(vectors_KG, sourceLabels_B);
    const ofClassifier = contrast(
      tf.sum(tf.mul(withOne(now.features_BF), vectors_BG), 1),
      tf.matMul(vectors_BG, at<Tensor2D>(queue.features), false, true),
    );
    const projections_BP = unitRows(tf.matMul(now.features_BF, at<Tensor2D>(projector)));
    const ofProjections = contrast(
      tf.sum(tf.mul(projections_BP, stopGradient(keys.projections_BP)), 1),
      tf.matMul(projections_BP, at<Tensor2D>(queue.projections), false, true),
    );
    const contrasts = ofClassifier.add(ofProjections);
    return {
      total: classification.add(contrasts.mul(options.contrastWeight)),
      terms: { classification, 'classifier-contrast': ofClassifier, 'projection-contrast': ofProjections },
    };
  },
  after({ options, parameters, modules, forward }, { sourceImages, sourceLabels_B }) {
    const keys = keysOf(parameters, forward(sourceImages, { as: 'key', mode: 'evaluation' }).features_BF);
    const pushed = (name: string, latest: Tensor): Tensor => {
      const before = parameters[name] as Tensor;
      const [length, ...width] = before.shape;
      return tf.slice(tf.concat([latest, before], 0), [0, ...width.map(() => 0)], [length as number, ...width]);
    };
    const followed = { ...modules.key.now(parameters), [keyProjector]: parameters[projector] as Tensor };
    return {
      ...Object.fromEntries(
        Object.entries(followed).map(([name, now]) => [
          name,
          tf.add(tf.mul(parameters[name] as Tensor, options.decay), tf.mul(now, 1 - options.decay)),
        ]),
      ),
      [queue.features]: pushed(queue.features, keys.features_BG),
      [queue.projections]: pushed(queue.projections, keys.projections_BP),
      [queue.labels]: pushed(queue.labels, tf.cast(sourceLabels_B, 'float32')),
    };
  },
});

/** Features of length 1 with a 1 beside them, for the classifier’s bias: `[B, F + 1]`. */
function withOne(features_BF: Tensor2D): Tensor2D {
  return unitRows(tf.concat2d([features_BF, tf.ones([features_BF.shape[0], 1]) as Tensor2D], 1));
}

function keysOf(parameters: Readonly<Record<string, Tensor>>, features_BF: Tensor2D) {
  const projected_BP: Tensor2D = tf.matMul(features_BF, parameters[keyProjector] as Tensor2D);
  return { features_BG: withOne(features_BF), projections_BP: unitRows(projected_BP) };
}

/** A linear projection, and its slow average, which begins with the same values. */
function projectorsOf(featureWidth: Architecture['featureWidth'], width: number): Module {
  const shape = [featureWidth, width];
  return {
    parameters: [projector, keyProjector].map((name) => ({ name, shape })),
    init: (random): Parameters =>
      tf.tidy(() => {
        const drawn = randomNormal(random.fork(projector), shape, 1 / Math.sqrt(featureWidth));
        return { [projector]: tf.variable(drawn), [keyProjector]: tf.variable(drawn.clone()) };
      }),
    cost: () => ({ parameters: 2 * featureWidth * width, multiplyAdds: 0 }),
  };
}

import { tf, valueAndGradients, type Parameters, type Scalar, type Tensor, type Tensor1D } from '@trunkline/engine';
import { z } from 'zod';
import { affineParameters } from '../affine-parameters.ts';
import type { Architecture } from '../architecture.ts';
import type { Assignments } from '../context.ts';
import { defineStagedMethod } from '../define-method.ts';
import { crossEntropyLoss } from '../losses/cross-entropy.ts';
import { entropyLoss } from '../losses/entropy.ts';
import { reliableEntropyLoss, reliableExamples } from '../losses/reliable-entropy.ts';
import { copyOf, valuesOf } from '../module.ts';
import { sourceClassification } from '../source-classification.ts';
import { endOfEpisode, episodeCopies, episodeRules, testTimeSetting, valuesOfEpisode } from '../test-time-setting.ts';

/** TENT on the certain and new target images alone, held near the scales and offsets that the source needs. */
export const eata = defineStagedMethod({
  name: 'eata',
  family: 'adaptation',
  paper: 'Niu et al. 2022, arXiv 2204.02610, sample selection and Fisher regularisation',
  description:
    'Efficient test-time adaptation: as TENT, on target images whose prediction is certain and unlike those before, while a Fisher-weighted distance keeps batch norm’s scales and offsets near those that the source needs; the importance of each is measured on source images before, and no source image is read while adapting.',
  helps:
    'Helps where TENT does and what the source knew must not be forgotten, and where many target images are uncertain. Not against far domains, on which no prediction is certain and nothing is adapted to, as `train/adapted-share` shows.',
  departures: [
    'target images that are evaluated are other ones than were adapted to, and are normalised by running statistics of those batches; the paper adapts and predicts in one go',
    'the importance of parameters is measured on unlabelled source training images in place of in-distribution test images',
    'the mean of the predictions before is taken with the parameters after each step instead of before it',
  ],
  options: z.strictObject({
    adaptationSteps: z
      .number()
      .int()
      .positive()
      .default(50)
      .describe('Target batches to adapt to; the paper goes once through the corrupted CIFAR-10'),
    adaptationRateFactor: z
      .number()
      .positive()
      .default(0.1)
      .describe(
        'Factor on the learning rate while adapting, without weight decay; the paper has a rate of 0.005 with SGD on CIFAR-10 and 0.00025 on ImageNet',
      ),
    entropyMargin: z
      .number()
      .positive()
      .default(0.4)
      .describe('E₀ as a share of ln K: images with a larger entropy are left out; the paper has 0.4'),
    redundancyMargin: z
      .number()
      .gt(0)
      .max(1)
      .default(0.4)
      .describe(
        'ε: images whose prediction has a larger cosine with the mean of those before are left out; the paper has 0.4 for 10 classes and 0.05 for 1,000',
      ),
    anchorWeight: z
      .number()
      .nonnegative()
      .default(1)
      .describe('β, weight of the distance to the source’s values; the paper has 1 on CIFAR-10 and 2000 on ImageNet'),
    importanceSteps: z
      .number()
      .int()
      .positive()
      .default(30)
      .describe('Source batches that the importance of each parameter is measured on; the paper has 2,000 images'),
    setting: testTimeSetting,
    trunkRateFactor: z
      .number()
      .nonnegative()
      .default(1)
      .describe('Factor on the learning rate of the trunk in the source stage'),
  }),
  requires: (architecture) =>
    affineParameters(architecture).length > 0
      ? undefined
      : 'EATA trains the scales and offsets of batch norm, and this model has none. Set trunk.batchNorm to true.',
  modules: (options, architecture) => ({
    target: copyOf(architecture, 'target', '*/mean', '*/variance'),
    importance: copyOf(architecture, 'importance', ...affineParameters(architecture)),
    ...episodeCopies(options, architecture),
    anchor: copyOf(architecture, 'anchor', ...affineParameters(architecture)),
    meanPrediction: valuesOf('mean-prediction', [architecture.classes]),
  }),
  stages: (stage, options, architecture) => [
    stage({
      name: 'source',
      sees: ['sourceImages', 'sourceLabels_B'],
      trainable: ({ trunkRateFactor }) => [
        ['backbone/*', trunkRateFactor],
        ['head/*', 1],
        ['*', 'frozen'],
      ],
      loss: sourceClassification,
    }),
    stage({
      name: 'importance',
      sees: ['sourceImages'],
      enters: 'images', // the gradient is wanted of layers that do not learn here
      steps: ({ importanceSteps }) => importanceSteps,
      trainable: () => [
        ['importance/*', 'held'],
        ['*', 'frozen'],
      ],
      begin: ({ modules, parameters }) => mapped(modules.importance.now(parameters), (value) => tf.zerosLike(value)),
      phases: [
        {
          name: 'measure',
          updates: [],
          loss({ forward }, batch) {
            const entropy = entropyLoss(forward(batch.sourceImages, { statistics: 'batch-still' }).logits_BK);
            return { total: entropy, terms: { entropy } };
          },
        },
      ],
      after({ forward, modules, parameters, progress }, batch) {
        const names = affineParameters(architecture);
        const values = Object.fromEntries(names.map((name) => [name, parameters[name] as Tensor]));
        const { gradients } = valueAndGradients(() => {
          const { logits_BK } = forward(batch.sourceImages, { values, statistics: 'batch-still' });
          return crossEntropyLoss(logits_BK, tf.argMax(logits_BK, 1) as Tensor1D);
        }, values as Parameters);
        return mapped(modules.importance.now(parameters), (_value, name) => {
          const square = tf.square(gradients[name.slice('importance/'.length)] ?? 0);
          return tf.add(parameters[name] as Tensor, tf.div(square, progress.steps));
        });
      },
    }),
    stage({
      name: 'target',
      sees: ['targetImages'],
      steps: ({ adaptationSteps }) => adaptationSteps,
      trainable: ({ adaptationRateFactor }) => [
        ['target/*', 'held'],
        ['anchor/*', 'held'],
        ...episodeRules(options).filter(([pattern]) => pattern !== 'anchor/*'),
        ['mean-prediction', 'held'],
        ...affineParameters(architecture).map(
          (name) => [name, { rate: adaptationRateFactor, weightDecay: false }] as const,
        ),
        ['*', 'frozen'],
      ],
      begin: ({ parameters, modules: { target, anchor, before } }) => ({
        ...target.now(parameters),
        ...anchor.now(parameters),
        ...before.now(parameters),
        'mean-prediction': tf.zerosLike(parameters['mean-prediction'] as Tensor),
      }),
      loss({ forward, parameters }, batch) {
        const values = valuesOfEpisode(options, architecture, parameters);
        const { logits_BK } = forward(batch.targetImages, { as: 'target', statistics: 'batch', values });
        const chosen = reliableExamples(
          logits_BK,
          parameters['mean-prediction'] as unknown as Tensor1D,
          marginsOf(options, architecture.classes),
        );
        const adaptation = reliableEntropyLoss(logits_BK, chosen);
        const anchor = anchorDistance(architecture, { ...parameters, ...values });
        return {
          total: adaptation.add(anchor.mul(options.anchorWeight)),
          terms: { adaptation, anchor },
          measurements: { 'adapted-share': tf.div(chosen.count, logits_BK.shape[0]) as Scalar },
        };
      },
      after({ forward, parameters }, batch) {
        const { logits_BK } = forward(batch.targetImages, { as: 'target', statistics: 'batch-still' });
        const mean_K = parameters['mean-prediction'] as unknown as Tensor1D;
        const { weights_B, count } = reliableExamples(logits_BK, mean_K, marginsOf(options, architecture.classes));
        const own_BK = tf.mul(tf.softmax(logits_BK), tf.expandDims(tf.cast(tf.greater(weights_B, 0), 'float32'), 1));
        const any = count.dataSync()[0] === 0 ? 0 : tf.sum(mean_K).dataSync()[0] === 0 ? 1 : newShare;
        const next_K = tf.add(tf.mul(mean_K, 1 - any), tf.mul(tf.div(tf.sum(own_BK, 0), tf.maximum(count, 1)), any));
        return { ...endOfEpisode(options, architecture, parameters), 'mean-prediction': next_K };
      },
    }),
  ],
  predict: ({ forward, stage }, input, side) =>
    forward(input, stage === 'target' && side === 'target' ? { as: 'target' } : {}),
});

/** Share of the newest batch in the moving mean of predictions, as in the authors' code. */
const newShare = 0.1;

function marginsOf(
  { entropyMargin, redundancyMargin }: { readonly entropyMargin: number; readonly redundancyMargin: number },
  classes: number,
) {
  return { entropyMargin: entropyMargin * Math.log(classes), redundancyMargin };
}

/** Σ ω (θ − θ_source)² over scales and offsets (the paper's Fisher regulariser). */
function anchorDistance(architecture: Architecture, values: Readonly<Record<string, Tensor>>): Scalar {
  const terms = affineParameters(architecture).map((name) => {
    const distance = tf.squaredDifference(values[name] as Tensor, values[`anchor/${name}`] as Tensor);
    return tf.sum(tf.mul(values[`importance/${name}`] as Tensor, distance));
  });
  return tf.addN(terms) as Scalar;
}

function mapped(values: Assignments, change: (value: Tensor, name: string) => Tensor): Assignments {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, change(value, name)]));
}

import { tf, type Scalar, type Tensor, type Tensor1D, type Tensor2D } from '@trunkline/engine';
import { z } from 'zod';
import { blackBoxShift, maximumLikelihoodShift, sharesOf } from '../closed-forms/label-shift.ts';
import { defineStagedMethod } from '../define-method.ts';
import { sourceShare, sourceSteps, targetSteps } from '../source-share.ts';

/** How often the target shows each class is estimated from predictions, and predictions answer to it. */
export const labelShift = defineStagedMethod({
  name: 'label-shift',
  family: 'adaptation',
  paper: 'Lipton et al. 2018, arXiv 1802.03916, section 4; Saerens et al. 2002, Neural Computation 14, section 2',
  description:
    'Label shift: the classes’ shares in the target from a classifier’s own predictions, by black-box shift estimation or by maximum likelihood; target predictions are weighed by them.',
  helps:
    'Helps where images of a class look the same in both domains and only how often classes occur differs. Not where the images change: the classifier’s confusions on the source say nothing of the target then.',
  departures: ['Lipton et al. train anew with weights of classes; that is `correction: weights`'],
  options: z.strictObject({
    estimator: z
      .enum(['bbse', 'em'])
      .default('bbse')
      .describe(
        'bbse: solves the confusion matrix of source images that were not trained on (Lipton et al. 2018); em: maximum likelihood of the target, for calibrated models (Saerens et al. 2002)',
      ),
    correction: z
      .enum(['posterior', 'weights'])
      .default('posterior')
      .describe(
        'posterior: target predictions are multiplied by the weights of classes (Saerens et al., section 2); weights: the model learns on, with source examples weighed by class (Lipton et al., algorithm 1)',
      ),
    heldOutEvery: z
      .number()
      .int()
      .min(2)
      .default(5)
      .describe('bbse leaves every n-th source image out of training, to count confusions on'),
    sourceShare: sourceShare.describe(
      'With correction weights: share of the steps before the estimate; the rest learns with weights',
    ),
    trunkRateFactor: z.number().nonnegative().default(1).describe('Factor on the learning rate of the trunk'),
  }),
  stages: (stage, { correction }) => [
    stage({
      name: 'source',
      sees: ['sourceImages', 'sourceLabels_B', 'sourceIndices_B'],
      steps: (options, budget) => (correction === 'weights' ? sourceSteps(options, budget) : budget),
      trainable: ({ trunkRateFactor }) => [
        ['backbone/*', trunkRateFactor],
        ['head/*', 1],
      ],
      loss({ options, forward, classificationPerExample }, batch) {
        const losses_B = classificationPerExample(forward(batch.sourceImages).logits_BK, batch.sourceLabels_B);
        const learnt_B =
          options.estimator === 'em' ? tf.onesLike(losses_B) : learntFrom(batch.sourceIndices_B, options);
        const classification = tf.div(tf.sum(tf.mul(losses_B, learnt_B)), tf.maximum(tf.sum(learnt_B), 1)) as Scalar;
        return { total: classification, terms: { classification } };
      },
    }),
    stage({
      name: 'target',
      sees: ['sourceImages', 'sourceLabels_B', 'targetImages'],
      steps: (options, budget) => (correction === 'weights' ? targetSteps(options, budget) : 1),
      trainable: ({ trunkRateFactor }) =>
        correction === 'weights'
          ? [
              ['backbone/*', trunkRateFactor],
              ['head/*', 1],
            ]
          : [['*', 'frozen']],
      refresh: {
        every: () => Infinity,
        reads: ['sourceTrainLogits', 'sourceTrainLabels', 'targetTrainLogits'],
        compute({ sourceTrainLogits, sourceTrainLabels, targetTrainLogits }, { options, classes }) {
          const { shares_K, weights_K } =
            options.estimator === 'em'
              ? maximumLikelihoodShift(targetTrainLogits, sharesOf(sourceTrainLabels, classes), classes)
              : blackBoxShift(
                  heldOutRows(sourceTrainLogits, classes, options.heldOutEvery),
                  heldOutRows(sourceTrainLabels, 1, options.heldOutEvery),
                  targetTrainLogits,
                  classes,
                );
          return {
            shares_K: { shape: [classes], values: Float32Array.from(shares_K) },
            weights_K: { shape: [classes], values: Float32Array.from(weights_K) },
          };
        },
      },
      phases: [
        {
          name: 'learn',
          ...(correction === 'posterior' && { updates: [] }),
          loss({ forward, notes, classificationPerExample }, batch) {
            const losses_B = classificationPerExample(forward(batch.sourceImages).logits_BK, batch.sourceLabels_B);
            const weights_B = tf.gather(notes['weights_K'] as Tensor, batch.sourceLabels_B);
            const classification = tf.mean(tf.mul(weights_B, losses_B)) as Scalar;
            return {
              total: classification,
              terms: { classification },
              measurements: Object.fromEntries(
                tf.unstack(notes['shares_K'] as Tensor).map((one, label) => [`share/class-${label}`, one as Scalar]),
              ),
            };
          },
        },
      ],
    }),
  ],
  predict({ forward, notes, options }, input, side) {
    const output = forward(input);
    const weights_K = notes['weights_K'];
    if (!weights_K || side === 'source' || options.correction === 'weights') return output;
    const logits_BK = tf.add(output.logits_BK, tf.log(tf.maximum(weights_K, smallestWeight))) as Tensor2D;
    return { ...output, logits_BK };
  },
});

/** A class that the estimate rules out keeps this weight, so that logits stay finite. */
const smallestWeight = 1e-6;

/** 1 for each row that is trained on, 0 for every n-th of the split, `_B`. */
function learntFrom(indices_B: Tensor1D, { heldOutEvery }: { readonly heldOutEvery: number }): Tensor1D {
  return tf.tensor1d(Float32Array.from(indices_B.dataSync(), (index) => (index % heldOutEvery === 0 ? 0 : 1)));
}

/** Every n-th row of row-major `[N, width]` values. */
function heldOutRows<T extends Float32Array | Int32Array>(values: T, width: number, every: number): T {
  return values.filter((_value: number, at: number) => Math.floor(at / width) % every === 0) as T;
}

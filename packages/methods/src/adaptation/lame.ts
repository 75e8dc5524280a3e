import { tf, type Tensor2D } from '@trunkline/engine';
import { softmax } from '@trunkline/evaluation';
import { z } from 'zod';
import { laplacianAssignments, nearestRows } from '../closed-forms/laplacian-assignment.ts';
import { evenRows } from '../closed-forms/matrices.ts';
import { defineStagedMethod } from '../define-method.ts';
import { entropyLoss } from '../losses/entropy.ts';
import { sourceClassification } from '../source-classification.ts';

/** No parameter changes: neighbours on the target are drawn to one prediction. */
export const lame = defineStagedMethod({
  name: 'lame',
  family: 'adaptation',
  paper: 'Boudiaf et al. 2022, arXiv 2201.05718, section 4',
  description:
    'Laplacian adjusted maximum likelihood: after training on the source nothing learns; target training images are assigned so that neighbours agree, and another image’s prediction is drawn to those of its neighbours among them.',
  helps:
    'Helps where the model’s features already gather the target’s classes and its predictions stray; nothing is trained, so nothing collapses. Little where the features themselves mix classes.',
  departures: [
    'a batch of test images is not assigned jointly, because test images stand class by class and their order would tell: the target’s training images are, and each other image is drawn to its neighbours among them',
  ],
  options: z.strictObject({
    neighbours: z.number().int().positive().default(5).describe('Neighbours of each image; the paper has 5'),
    affinityWeight: z
      .number()
      .nonnegative()
      .default(1)
      .describe('Weight of the neighbours against the model’s own prediction; the paper has 1, 0: no adaptation'),
    mostTargetImages: z
      .number()
      .int()
      .min(2)
      .default(2000)
      .describe('Most target images that are assigned, evenly spaced through the training part'),
    trunkRateFactor: z
      .number()
      .nonnegative()
      .default(1)
      .describe('Factor on the learning rate of the trunk in the source stage'),
  }),
  stages: (stage) => [
    stage({
      name: 'source',
      sees: ['sourceImages', 'sourceLabels_B'],
      trainable: ({ trunkRateFactor }) => [
        ['backbone/*', trunkRateFactor],
        ['head/*', 1],
      ],
      loss: sourceClassification,
    }),
    stage({
      name: 'target',
      sees: ['targetImages'],
      steps: () => 1,
      trainable: () => [['*', 'frozen']],
      refresh: {
        every: () => Infinity,
        reads: ['targetTrainLogits', 'targetTrainEmbeddings'],
        compute({ targetTrainLogits, targetTrainEmbeddings }, { options, classes, embeddingWidth }) {
          const { neighbours, affinityWeight, mostTargetImages } = options;
          const rows = unitRows(evenRows(targetTrainEmbeddings, embeddingWidth, mostTargetImages), embeddingWidth);
          const assigned = laplacianAssignments(
            softmax(evenRows(targetTrainLogits, classes, mostTargetImages), classes),
            classes,
            nearestRows(rows, embeddingWidth, neighbours),
            affinityWeight,
          );
          const count = rows.length / embeddingWidth;
          return {
            rows_ND: { shape: [count, embeddingWidth], values: rows },
            assigned_NK: { shape: [count, classes], values: Float32Array.from(assigned) },
          };
        },
      },
      phases: [
        {
          name: 'assign',
          updates: [],
          loss({ forward }, batch) {
            const entropy = entropyLoss(forward(batch.targetImages, { mode: 'evaluation' }).logits_BK);
            return { total: entropy, terms: { entropy } };
          },
        },
      ],
    }),
  ],
  predict({ forward, notes, options }, input, side) {
    const output = forward(input);
    const [rows_ND, assigned_NK] = [notes['rows_ND'] as Tensor2D | undefined, notes['assigned_NK']];
    if (!rows_ND || !assigned_NK || side === 'source') return output;
    const unit_BD = tf.div(output.embedding_BD, tf.maximum(tf.norm(output.embedding_BD, 2, 1, true), 1e-12));
    const cosines_BN = tf.matMul(unit_BD as Tensor2D, rows_ND, false, true);
    // an assigned image is no neighbour of its own
    const others_BN = tf.where(tf.greater(cosines_BN, 1 - 1e-6), tf.fill(cosines_BN.shape, -2), cosines_BN);
    const { indices } = tf.topk(others_BN, Math.min(options.neighbours, rows_ND.shape[0]));
    const pull_BK = tf.sum(tf.gather(assigned_NK, indices as never), 1);
    const logits_BK = tf.add(output.logits_BK, tf.mul(pull_BK, options.affinityWeight)) as Tensor2D;
    return { ...output, logits_BK };
  },
});

/** Row-major `[N, width]` values with each row of length 1. */
function unitRows(values_ND: Float32Array, width: number): Float32Array {
  const lengths = Float64Array.from({ length: values_ND.length / width }, (_, row) =>
    Math.hypot(...values_ND.subarray(row * width, (row + 1) * width)),
  );
  return values_ND.map((value, at) => value / Math.max(lengths[Math.floor(at / width)] as number, 1e-12));
}

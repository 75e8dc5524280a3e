import { tf, type Scalar, type Tensor, type Tensor1D, type Tensor2D } from '@trunkline/engine';
import { z } from 'zod';
import { defineMethod } from '../define-method.ts';
import { classDiscrepancyLoss } from '../losses/class-discrepancy.ts';
import { sphericalClusters } from '../losses/spherical-clusters.ts';

const bandwidths = [0.25, 0.5, 1, 2, 4];

/** Clusters of the target stand for its classes: the same class of both domains is drawn together, different ones apart. */
export const can = defineMethod({
  name: 'can',
  family: 'adaptation',
  paper: 'Kang et al. 2019, arXiv 1901.00976, equations 3 to 6 and algorithm 1',
  description:
    'Contrastive adaptation: the target is clustered from the centres of the source’s classes every so often, and a discrepancy class by class draws the same class of both domains together and different ones apart.',
  helps:
    'Helps where the target falls into clusters that lie nearest to the right class. Wants batches with several images of each class; does harm where clusters are wrong from the start.',
  departures: [
    'a batch is drawn as the experiment has it, and classes that both sides of it hold count; the paper draws some classes and as many images of each from both domains',
    'one bandwidth for all pairs of classes, the mean squared distance in the batch, with five kernels; the authors’ code has one a pair',
    'clusters are found on the embedding before the head’s bottleneck, where there is one, since that is what a pass over a split gives',
    'batch norm’s statistics are not kept a domain',
  ],
  options: z.strictObject({
    adaptationWeight: z.number().nonnegative().default(0.3).describe('β, weight of the discrepancy; the paper has 0.3'),
    largestDistance: z
      .number()
      .min(0)
      .max(1)
      .default(0.05)
      .describe('D₀: target images whose ½ (1 − cosine) to their centre is above it get no label; the paper has 0.05'),
    leastImages: z
      .number()
      .int()
      .nonnegative()
      .default(3)
      .describe('N₀: classes of which fewer target images are left get none either; the paper has 3'),
    refreshes: z.number().int().positive().default(15).describe('How often the target is clustered anew'),
    trunkRateFactor: z.number().nonnegative().default(1).describe('Factor on the learning rate of the trunk'),
  }),
  smallestBatch: 2,
  sees: ['sourceImages', 'sourceLabels_B', 'targetImages', 'targetIndices_B'],
  trainable: ({ trunkRateFactor }) => [
    ['backbone/*', trunkRateFactor],
    ['head/*', 1],
  ],
  refresh: {
    every: ({ refreshes }, steps) => Math.ceil(steps / refreshes),
    reads: ['sourceTrainEmbeddings', 'sourceTrainLabels', 'targetTrainEmbeddings'],
    compute(tables, { options, classes, embeddingWidth }) {
      const centres = classCentres(tables.sourceTrainEmbeddings, tables.sourceTrainLabels, classes, embeddingWidth);
      const { labels_N, distances_N } = sphericalClusters(tables.targetTrainEmbeddings, centres, embeddingWidth);
      const near = labels_N.map((label, row) => ((distances_N[row] as number) <= options.largestDistance ? label : -1));
      const counts = new Int32Array(classes);
      for (const label of near) if (label >= 0) counts[label] = (counts[label] as number) + 1;
      const values = near.map((label) => (label >= 0 && (counts[label] as number) >= options.leastImages ? label : -1));
      return { clusterLabels_N: { shape: [values.length], values } };
    },
  },
  loss({ options, architecture, notes, forwardAll, classificationLoss }, batch) {
    const { source, target } = forwardAll({ source: batch.sourceImages, target: batch.targetImages });
    const labels_T = tf.gather(notes['clusterLabels_N'] as Tensor, batch.targetIndices_B) as Tensor1D;
    const layer = (source_SD: Tensor2D, target_TD: Tensor2D) => ({ source_SD, target_TD, bandwidths });
    const classification = classificationLoss(source.logits_BK, batch.sourceLabels_B);
    const adaptation = classDiscrepancyLoss(
      [
        layer(source.features_BF, target.features_BF),
        layer(tf.softmax(source.logits_BK), tf.softmax(target.logits_BK)),
      ],
      batch.sourceLabels_B,
      labels_T,
      architecture.classes,
    );
    return {
      total: classification.add(adaptation.mul(options.adaptationWeight)),
      terms: { classification, adaptation },
      measurements: { 'labelled-share': tf.mean(tf.cast(tf.greaterEqual(labels_T, 0), 'float32')) as Scalar },
    };
  },
});

/** The mean of the directions of each class's rows, `[K, D]`; zeros for a class without rows. */
function classCentres(rows: Float32Array, labels: Int32Array, classes: number, width: number): Float32Array {
  const centres = new Float32Array(classes * width);
  labels.forEach((label, index) => {
    const row = rows.subarray(index * width, (index + 1) * width);
    const length = Math.hypot(...row) || 1;
    row.forEach((value, axis) => {
      const place = label * width + axis;
      centres[place] = (centres[place] as number) + value / length;
    });
  });
  return centres;
}

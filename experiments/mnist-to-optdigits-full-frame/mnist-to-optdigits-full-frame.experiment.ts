/**
 * The pair of `mnist-to-optdigits` with the digits as they were scanned: enlarged, 8 × 8 pixels fill the picture, while MNIST's
 * digits have margins. What real shifts look like: a part of this one is framing, not handwriting.
 *
 * Expected: under 4 minutes on two cores. Target accuracy of source-only 55.3 ± 3.0 %, linear-probe 43.3 ± 2.6, lp-ft 55.5 ± 6.9,
 * dann 67.9 ± 3.3, deep-coral 66.0 ± 2.9, mcc 81.5 ± 2.7, oracle 97.7 ± 1.0 (docs/results.md).
 *
 * Command: `npx nx run experiments:mnist-to-optdigits-full-frame`
 */
import { defineExperiment } from '@trunkline/training';

const wholeTrunk = { trunkRateFactor: 1 };

export default defineExperiment({
  name: 'mnist-to-optdigits-full-frame',
  description: 'Handwritten digits, from MNIST (28 px) to UCI optdigits without margins (8 px, other writers)',
  data: {
    source: { dataSet: 'mnist' },
    targets: [{ dataSet: 'optdigits-full-frame' }],
    imageSize: 32,
    limits: { validation: 500, test: 2000 },
  },
  trunk: { weights: 'synthetic-digits-narrow', width: 0.125, batchNorm: true },
  head: { kind: 'linear' },
  methods: [
    { method: 'source-only', options: wholeTrunk },
    { method: 'linear-probe', training: { optimiser: { name: 'adam', learningRate: 0.01 } } },
    { method: 'lp-ft', options: { rateFactor: 1 } },
    { method: 'dann', options: { ...wholeTrunk, adaptationWeight: 1 } },
    { method: 'deep-coral', options: { ...wholeTrunk, adaptationWeight: 1, layer: 'logits' } },
    { method: 'mcc', options: wholeTrunk },
    { method: 'target-oracle', options: wholeTrunk },
  ],
  seeds: [0, 1, 2, 3, 4],
  training: {
    steps: 240,
    batchSize: 32,
    evaluateEvery: 80,
    optimiser: { name: 'sgd', learningRate: 0.02, momentum: 0.9, weightDecay: 0.0005 },
    schedule: { name: 'cosine', warmupSteps: 20 },
  },
  evaluation: { targetTrainImages: 300, sourceTrainImages: 300 },
  selection: { validator: 'source-validation-accuracy' },
  validators: ['source-validation-accuracy', 'info-max', 'last'],
  smoke: {
    seeds: [0],
    data: { limits: { train: 64, validation: 32, test: 32 } },
    training: { steps: 2, batchSize: 16, evaluateEvery: 1 },
  },
});

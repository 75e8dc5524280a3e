/**
 * The same ten digits written by another population and scanned at 8×8 pixels, framed as MNIST's are: MNIST to UCI optdigits,
 * under the recipe of `mnist-to-mnist-m`, of which nothing was tuned for this pair.
 *
 * Expected: under 4 minutes on two cores. Target accuracy of source-only 76.6 ± 3.7 %, linear-probe 70.5 ± 3.3, lp-ft 76.8 ± 5.8,
 * dann 81.2 ± 2.4, deep-coral 82.6 ± 1.3, mcc 91.6 ± 2.1, oracle 98.1 ± 0.3 (docs/results.md).
 *
 * Command: `npx nx run experiments:mnist-to-optdigits`
 */
import { defineExperiment } from '@trunkline/training';

const wholeTrunk = { trunkRateFactor: 1 };

export default defineExperiment({
  name: 'mnist-to-optdigits',
  description: 'Handwritten digits, from MNIST (28 px) to UCI optdigits (8 px, other writers)',
  data: {
    source: { dataSet: 'mnist' },
    targets: [{ dataSet: 'optdigits' }],
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

/**
 * Same ten digits, other-looking images: how much of what was learnt on black-and-white MNIST survives on MNIST-M, where each
 * digit is blended into a patch of a photograph (Ganin et al. 2016), and does adaptation help?
 *
 * The trunk is the project's own narrow one, which has seen printed digits only; every method trains all of it at one rate, the
 * linear probe none of it. Settings and seeds were fixed before the seeds below were run (docs/decisions/0104).
 *
 * Expected: two and a half minutes on two cores. Target accuracy of source-only 80.0 ± 1.6 %, linear-probe 71.2 ± 0.7, lp-ft 80.9 ± 2.1,
 * dann 84.0 ± 1.4, deep-coral 82.8 ± 1.7, mcc 86.2 ± 1.8, oracle 90.6 ± 0.8 (docs/results.md).
 *
 * Command: `npm run quickstart`, or `npx nx run experiments:mnist-to-mnist-m`
 */
import { defineExperiment } from '@trunkline/training';

const wholeTrunk = { trunkRateFactor: 1 };

export default defineExperiment({
  name: 'mnist-to-mnist-m',
  description: 'Handwritten digits, from black-and-white (MNIST) to photographic backgrounds (MNIST-M)',
  data: {
    source: { dataSet: 'mnist' },
    targets: [{ dataSet: 'mnist-m' }],
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

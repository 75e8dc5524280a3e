/**
 * Same ten digits, other-looking images: does what was learnt on black-and-white MNIST survive on MNIST-M, where each
 * digit is blended into a patch of a photograph (Ganin et al. 2016)?
 *
 * Blocks 1 to 4 are frozen in every row, so that all of it fits into four minutes: "full" means block 5 and the head.
 *
 * Expected: 3 to 4 minutes on two cores. Target accuracy of source-only 52 %, full-finetune 51 %, deep-coral 50 %, lp-ft
 * 49 %, dann 38 %, linear-probe 32 %, oracle 61 % (docs/results.md says which differences are larger than the noise).
 *
 * Command: `npm run quickstart`, or `npx nx run experiments:mnist-to-mnist-m`
 */
import { defineExperiment } from '@trunkline/training';

export default defineExperiment({
  name: 'mnist-to-mnist-m',
  description: 'Handwritten digits, from black-and-white (MNIST) to photographic backgrounds (MNIST-M)',
  data: {
    source: { dataSet: 'mnist' },
    targets: [{ dataSet: 'mnist-m' }],
    imageSize: 32,
    limits: { train: 1500, validation: 300, test: 600 },
  },
  trunk: { name: 'vgg16-gap', weights: 'imagenet-vgg16', frozenThrough: 'block4_pool' },
  head: { kind: 'linear' },
  methods: [
    { method: 'source-only', options: { trunkRateFactor: 0.3 } },
    { method: 'linear-probe', training: { steps: 600, evaluateEvery: 120 } }, // to convergence: its steps cost 3 ms
    { method: 'full-finetune', options: { rateFactor: 0.3 } },
    { method: 'lp-ft', options: { rateFactor: 0.3 } },
    { method: 'dann', options: { trunkRateFactor: 0.3 } },
    { method: 'deep-coral', options: { trunkRateFactor: 0.3 } },
    { method: 'target-oracle', options: { trunkRateFactor: 0.3 } },
  ],
  seeds: [0, 1, 2],
  training: {
    steps: 35,
    batchSize: 64,
    evaluateEvery: 7,
    optimiser: { name: 'adamw', learningRate: 0.001, weightDecay: 0.0005 },
    schedule: { name: 'cosine', warmupSteps: 5 },
  },
  evaluation: { targetTrainImages: 200 },
  selection: { validator: 'source-validation-accuracy' },
  validators: ['info-max', 'last'],
  smoke: {
    seeds: [0],
    data: { limits: { train: 64, validation: 32, test: 32 } },
    training: { steps: 2, batchSize: 16, evaluateEvery: 1 },
  },
});

/**
 * Inductive transfer: a new task for the ImageNet trunk. Source and target are the same kind of image, so the question is
 * how much of the trunk to move: nothing (linear probe), blocks 4 and 5 (full fine-tune; a CPU's budget keeps the lower
 * three frozen in every row), or first the head and then those (LP-FT).
 *
 * Expected: 10 to 16 minutes on two cores. Accuracy of the linear probe 79 %, of the other two 86 % (docs/results.md).
 *
 * Command: `npx nx run experiments:imagenet-to-fashion-mnist`
 */
import { defineExperiment } from '@trunkline/training';

export default defineExperiment({
  name: 'imagenet-to-fashion-mnist',
  description: 'ImageNet trunk on a new task: ten kinds of clothing (Fashion-MNIST)',
  data: {
    source: { dataSet: 'fashion-mnist' },
    targets: [{ dataSet: 'fashion-mnist' }],
    imageSize: 32,
    limits: { train: 4000, validation: 1000, test: 2000 },
  },
  trunk: { name: 'vgg16-gap', weights: 'imagenet-vgg16', frozenThrough: 'block3_pool' },
  head: { kind: 'linear' },
  methods: [
    { method: 'linear-probe', training: { steps: 2000, evaluateEvery: 500 } },
    { method: 'full-finetune', options: { rateFactor: 0.1 } },
    { method: 'lp-ft', options: { rateFactor: 0.1 } },
  ],
  seeds: [0, 1, 2],
  training: {
    steps: 120,
    batchSize: 64,
    evaluateEvery: 40,
    optimiser: { name: 'adamw', learningRate: 0.001, weightDecay: 0.0005 },
    schedule: { name: 'cosine', warmupSteps: 10 },
  },
  selection: { validator: 'source-validation-accuracy' },
  validators: ['info-max', 'last'],
  smoke: {
    seeds: [0],
    data: { limits: { train: 64, validation: 32, test: 32 } },
    training: { steps: 2, batchSize: 16, evaluateEvery: 1 },
  },
});

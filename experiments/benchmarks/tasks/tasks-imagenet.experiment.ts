/**
 * The benchmark of task transfer, from ImageNet to Fashion-MNIST: how much of the trunk to move, and how. Blocks 4 and 5 are what
 * moves at most; a CPU's budget keeps the lower three frozen in every row, so
 * there is no control from random weights: that is a row of `tasks-digits`. Source and target are the same data.
 *
 * Expected: see docs/benchmarks/tasks.md, which `npm run benchmark-pages` draws.
 *
 * Command: `npm run benchmarks -- tasks-imagenet`, or `npx nx run experiments:tasks-imagenet` for a report of all runs
 */
import { defineExperiment } from '@trunkline/training';

export default defineExperiment({
  name: 'tasks-imagenet',
  description: 'From ImageNet to ten kinds of clothing (Fashion-MNIST), blocks 4 and 5',
  data: {
    source: { dataSet: 'fashion-mnist' },
    targets: [{ dataSet: 'fashion-mnist' }],
    imageSize: 32,
    limits: { train: 4000, validation: 500, test: 1000 },
  },
  trunk: { name: 'vgg16-gap', weights: 'imagenet-vgg16', frozenThrough: 'block3_pool' },
  head: { kind: 'linear' },
  methods: [
    { method: 'linear-probe', training: { steps: 600, evaluateEvery: 120 } },
    { method: 'full-finetune', options: { rateFactor: 0.1 } },
    { method: 'lp-ft', options: { rateFactor: 0.1 } },
    { method: 'gradual-unfreezing', options: { rateFactor: 0.1 } },
    { method: 'layer-decay', options: { rateFactor: 0.1 } },
    { method: 'last-blocks', options: { rateFactor: 0.1 } },
    { method: 'l2-sp', options: { trunkRateFactor: 0.1 } },
    { method: 'delta', options: { trunkRateFactor: 0.1 } },
    { method: 'bss', options: { trunkRateFactor: 0.1 } },
    { method: 'wise-ft', options: { rateFactor: 0.1 } },
    'bit-fit',
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
  report: { camImages: 0, embeddingImages: 0 },
  smoke: {
    seeds: [0],
    data: { limits: { train: 64, validation: 32, test: 32 } },
    training: { steps: 2, batchSize: 16, evaluateEvery: 1 },
  },
});

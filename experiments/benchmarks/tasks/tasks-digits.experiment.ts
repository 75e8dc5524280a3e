/**
 * The benchmark of task transfer, from digits to Fashion-MNIST: the project's own narrow trunk, which has seen printed digits only, learns ten
 * kinds of clothing from 1,000 labelled pictures. What digits teach may be of little use here; `from-scratch` says so.
 *
 * Expected: see docs/benchmarks/tasks.md, which `npm run benchmark-pages` draws.
 *
 * Command: `npm run benchmarks -- tasks-digits`, or `npx nx run experiments:tasks-digits` for a report of all runs
 */
import { defineExperiment } from '@trunkline/training';

export default defineExperiment({
  name: 'tasks-digits',
  description: 'From printed digits to ten kinds of clothing (Fashion-MNIST), 1,000 labelled pictures',
  data: {
    source: { dataSet: 'fashion-mnist' },
    targets: [{ dataSet: 'fashion-mnist' }],
    imageSize: 32,
    limits: { train: 1000, validation: 500, test: 1000 },
  },
  trunk: { weights: 'synthetic-digits-narrow', width: 0.125, batchNorm: true },
  head: { kind: 'linear' },
  methods: [
    { method: 'linear-probe', training: { optimiser: { name: 'adam', learningRate: 0.01 } } },
    { label: 'from-scratch', method: 'full-finetune', trunk: { weights: null, negativeSlope: 0.2 } },
    'full-finetune',
    'lp-ft',
    'gradual-unfreezing',
    'layer-decay',
    'last-blocks',
    'surgical',
    'bit-fit',
    'l2-sp',
    'delta',
    'bss',
    { method: 'wise-ft', options: { rateFactor: 1 } },
  ],
  seeds: [0, 1, 2],
  training: {
    steps: 300,
    batchSize: 32,
    evaluateEvery: 60,
    optimiser: { name: 'sgd', learningRate: 0.02, momentum: 0.9, weightDecay: 0.0005 },
    schedule: { name: 'cosine', warmupSteps: 20 },
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

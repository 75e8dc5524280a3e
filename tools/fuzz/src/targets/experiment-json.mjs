import { loadExperiment } from '@trunkline/training';

const experiment = {
  name: 'fuzz',
  description: 'An experiment',
  data: { sources: [{ dataSet: 'mnist' }], targets: [{ dataSet: 'mnist-m' }], imageSize: 32 },
  trunk: { name: 'vgg16-gap', weights: 'random', frozenThrough: 'none' },
  methods: [
    'source-only',
    { method: 'dann', options: { adaptationWeight: 0.5 }, sweep: { grid: { 'options.adaptationWeight': [0.1, 1] } } },
  ],
  seeds: [0, 1],
  training: { steps: 5, batchSize: 8, evaluateEvery: 5, optimiser: { name: 'sgd', learningRate: 0.01 } },
};

export default {
  file: 'input.experiment.json',
  seeds: async () => [Buffer.from(JSON.stringify(experiment)), Buffer.from(JSON.stringify(experiment, undefined, 2))],
  read: async (path) => void (await loadExperiment(path)),
};

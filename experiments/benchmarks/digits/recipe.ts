import type { Experiment } from '@trunkline/training';

/**
 * What the experiments of the digits benchmark share: the trunk, budget and settings of `mnist-to-mnist-m`, which were fixed
 * before its seeds were run (docs/decisions/0104), with five checkpoints instead of three. Nothing was tuned for another pair or method:
 * every method has its paper's settings, which are its defaults, and trains the whole trunk at one rate where it trains it at all.
 */
export const recipe = {
  trunk: { weights: 'synthetic-digits-narrow', width: 0.125, batchNorm: true },
  head: { kind: 'linear' },
  seeds: [0, 1, 2],
  training: {
    steps: 240,
    batchSize: 32,
    evaluateEvery: 48,
    optimiser: { name: 'sgd', learningRate: 0.02, momentum: 0.9, weightDecay: 0.0005 },
    schedule: { name: 'cosine', warmupSteps: 20 },
  },
  evaluation: { targetTrainImages: 300, sourceTrainImages: 300 },
  selection: { validator: 'source-validation-accuracy' },
  report: { camImages: 0, embeddingImages: 0 },
  smoke: {
    seeds: [0],
    data: { limits: { train: 64, validation: 32, test: 32 } },
    training: { steps: 4, batchSize: 16, evaluateEvery: 2 },
  },
} satisfies Partial<Experiment>;

/** Pictures of each side. */
export const digits = { imageSize: 32, limits: { validation: 500, test: 1000 } } satisfies Partial<Experiment['data']>;

import type { Experiment } from '@trunkline/training';

/**
 * What the PACS experiments on cached embeddings share: the ImageNet trunk is frozen, its embeddings are computed once, and a bottleneck with batch
 * norm and a linear layer learn. SGD with the settings that papers of unsupervised adaptation give a new bottleneck.
 *
 * PACS (Li et al. 2017) is not shipped: put the pictures as `<domain>/<class>/*.jpg` in a folder and name it with PACS_FOLDER.
 */
export const folder = process.env['PACS_FOLDER'] ?? 'data/pacs';

export const domain = (name: string) => ({ folder, layout: 'domain-folder' as const, domain: name });

/** A fifth of a domain is tested; what the limits say is what the planner counts with. */
export const pictures = { imageSize: 112, limits: { validation: 250, test: 500 } } satisfies Partial<
  Experiment['data']
>;

export const recipe = {
  trunk: { name: 'vgg16-gap', weights: 'imagenet-vgg16', frozenThrough: 'block5_pool' },
  head: { kind: 'linear', bottleneck: { width: 256 } },
  seeds: [0, 1, 2],
  training: {
    steps: 300,
    batchSize: 32,
    evaluateEvery: 60,
    optimiser: { name: 'sgd', learningRate: 0.01, momentum: 0.9, weightDecay: 0.0005 },
    schedule: { name: 'cosine', warmupSteps: 20 },
  },
  evaluation: { targetTrainImages: 500, sourceTrainImages: 500 },
  selection: { validator: 'source-validation-accuracy' },
  report: { camImages: 0, embeddingImages: 0 },
  smoke: {
    seeds: [0],
    data: { imageSize: 32, limits: { train: 70, validation: 35, test: 35 } },
    training: { steps: 4, batchSize: 16, evaluateEvery: 2 },
  },
} satisfies Partial<Experiment>;

/** Every method that learns on embeddings; those that need views of the pictures, or must move the trunk, are not among them. */
export const rows = [
  'source-only',
  'dann',
  'cdan',
  'dan',
  'jan',
  'deep-coral',
  'mdd',
  'mcc',
  'afn',
  'bnm',
  'minimum-entropy',
  'pseudo-label',
  'shot',
  'ada-bn',
  'tent',
  'eata',
  'coral',
  'subspace-alignment',
  'tca',
  'otda',
  'kliep',
  'label-shift',
  'lame',
  'target-oracle',
] satisfies Experiment['methods'];

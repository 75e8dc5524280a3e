// What is run in both builds. Every option is spelled out, so that a default which changes changes no case.
import { existsSync, readFileSync } from 'node:fs';

const methods = {
  'source-only': { trunkRateFactor: 0.1 },
  'linear-probe': { headRateFactor: 1 },
  'full-finetune': { rateFactor: 0.1 },
  'lp-ft': { probeSteps: 4, probeRateFactor: 1, probeTolerance: 0.01, rateFactor: 0.1 },
  dann: { adaptationWeight: 0.1, trunkRateFactor: 0.1, discriminatorRateFactor: 1, hiddenWidth: 16 },
  'deep-coral': { adaptationWeight: 0.001, layer: 'logits', trunkRateFactor: 0.1 },
  'target-oracle': { trunkRateFactor: 0.1 },
};

const sgd = { name: 'sgd', learningRate: 0.02, momentum: 0.9, nesterov: false, weightDecay: 0.0005 };
const adam = { name: 'adam', learningRate: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0 };
const augment = [
  { name: 'horizontal-flip', probability: 0.5 },
  { name: 'random-crop', padding: 4 },
  { name: 'colour-jitter', brightness: 0.4, contrast: 0.4, saturation: 0.4 },
];
const domain = (name) => ({ folder: '<pictures>', layout: 'domain-folder', domain: name });

/** An experiment of a second: a sixteenth of the width, random weights, 4 steps, 2 evaluations. */
function experiment({
  rows = Object.keys(methods),
  targets = ['shifted'],
  prefix = true,
  batchNorm = false,
  augmented = false,
  precision = 'float32',
  head = { kind: 'linear' },
  cache = 'float32',
  training = {},
}) {
  return {
    name: 'pin',
    description: '',
    data: {
      source: domain('plain'),
      targets: targets.map(domain),
      imageSize: 32,
      fractions: { train: 0.5, validation: 0.25, test: 0.25 },
      ...(augmented && { augment }),
    },
    trunk: {
      name: 'vgg16-gap',
      weights: null,
      negativeSlope: 0.2,
      width: 1 / 16,
      batchNorm,
      ...(prefix && { frozenThrough: 'block2_pool' }),
    },
    head,
    methods: rows.map((method) => ({ method, label: method, options: methods[method] })),
    seeds: [0],
    training: {
      steps: 4,
      batchSize: 8,
      evaluateEvery: 2,
      optimiser: prefix ? adam : sgd,
      schedule: prefix ? { name: 'constant', warmupSteps: 0 } : { name: 'cosine', warmupSteps: 1, finalFactor: 0 },
      precision,
      recompute: false,
      ...training,
    },
    selection: { validator: 'source-validation-accuracy' },
    validators: ['source-validation-accuracy', 'last', 'info-max'],
    evaluation: { targetTrainImages: 1000, sourceTrainImages: 1000 },
    cache: { precision: cache },
    report: { camImages: 1, embeddingImages: 4 },
  };
}

/** Elsewhere the engine takes float32 in its place. */
function hasBfloat16() {
  const flags = existsSync('/proc/cpuinfo') ? readFileSync('/proc/cpuinfo', 'utf8') : '';
  return /\b(avx512_bf16|amx_bf16)\b/.test(flags);
}

function grid() {
  const precisions = hasBfloat16() ? ['float32', 'bfloat16'] : ['float32'];
  return precisions.flatMap((precision) =>
    [false, true].flatMap((augmented) =>
      [false, true].flatMap((batchNorm) =>
        [true, false].map((prefix) => ({
          name: [
            prefix ? 'prefix' : 'images',
            ...(batchNorm ? ['batch-norm'] : []),
            ...(augmented ? ['augmented'] : []),
            ...(precision === 'bfloat16' ? ['bfloat16'] : []),
          ].join('/'),
          experiment: experiment({ prefix, batchNorm, augmented, precision }),
        })),
      ),
    ),
  );
}

/** Every job is one experiment; its cases are `<job>/<method>`. `interrupt`: there the new build stops, and goes on again. */
export const jobs = [
  ...grid(),
  { name: 'two-targets', experiment: experiment({ rows: ['source-only', 'dann'], targets: ['shifted', 'dim'] }) },
  { name: 'two-threads', threads: 2, experiment: experiment({ rows: ['dann'], prefix: false, batchNorm: true }) },
  {
    name: 'mlp/clipped',
    experiment: experiment({
      rows: ['source-only', 'deep-coral'],
      head: { kind: 'mlp', hiddenWidth: 16 },
      training: { clipNorm: 0.5, optimiser: { ...adam, name: 'adamw', weightDecay: 0.1 } },
    }),
  },
  {
    name: 'vgg-fc/recomputed',
    experiment: experiment({
      rows: ['source-only', 'dann'],
      prefix: false,
      head: { kind: 'vgg-fc', hiddenWidth: 16 },
      training: { recompute: true },
    }),
  },
  { name: 'prefix/float16-cache', experiment: experiment({ rows: ['linear-probe', 'dann'], cache: 'float16' }) },
  {
    name: 'resume',
    interrupt: { label: 'dann', step: 3 },
    experiment: experiment({ rows: ['source-only', 'dann'], batchNorm: true, augmented: true }),
  },
  {
    name: 'resume/dropout',
    interrupt: { label: 'dann', step: 1 },
    experiment: experiment({ rows: ['dann'], head: { kind: 'vgg-fc', hiddenWidth: 16 } }),
  },
  { name: 'resume/probe', interrupt: { label: 'lp-ft', step: 1 }, experiment: experiment({ rows: ['lp-ft'] }) },
  { name: 'resume/finetune', interrupt: { label: 'lp-ft', step: 7 }, experiment: experiment({ rows: ['lp-ft'] }) },
];

/** What to write here for an option of another tool, given what was typed behind it, if anything. */
type Meant = (value: string | undefined) => string;

const place =
  (path: string, example: string): Meant =>
  (value) =>
    `--set ${path}=${value ?? example}`;
const option =
  (name: string, example: string): Meant =>
  (value) =>
    `--${name} ${value ?? example}`;
const plain =
  (text: string): Meant =>
  () =>
    text;

const learningRate = place('training.optimiser.learningRate', '0.01');
const batchSize = place('training.batchSize', '32');
const steps: Meant = () => '--set training.steps=500 (steps, not epochs: images ÷ batch size make one)';
const trunk = place('trunk.name', 'resnet18');
const weights = place('trunk.weights', 'imagenet-vgg16');
const frozen = plain('--set trunk.frozenThrough=block4_pool, or the method linear-probe');
const data = place('data.source.folder', 'pictures');
const workers = option('workers', '2');

/** Where a run of an experiment is asked for. */
const ofExperiments: Readonly<Record<string, Meant>> = {
  lr: learningRate,
  'learning-rate': learningRate,
  rate: learningRate,
  epochs: steps,
  epoch: steps,
  'num-epochs': steps,
  'max-epochs': steps,
  iterations: place('training.steps', '500'),
  'max-steps': place('training.steps', '500'),
  steps: place('training.steps', '500'),
  seed: place('seeds', '0'),
  seeds: place('seeds', '0,1,2'),
  'random-seed': place('seeds', '0'),
  'batch-size': batchSize,
  batch: batchSize,
  bs: batchSize,
  gpu: plain('--device gpu'),
  gpus: plain('--device gpu'),
  cuda: plain('--device gpu'),
  cpu: plain('--device cpu'),
  workers,
  'num-workers': workers,
  jobs: workers,
  data,
  'data-dir': data,
  'data-path': data,
  dataset: place('data.source.dataSet', 'mnist'),
  model: trunk,
  arch: trunk,
  backbone: trunk,
  trunk,
  pretrained: weights,
  weights,
  freeze: frozen,
  frozen,
  output: option('folder', 'runs'),
  out: option('folder', 'runs'),
  'output-dir': option('folder', 'runs'),
  'save-dir': option('folder', 'runs'),
  optimizer: place('training.optimiser.name', 'adam'),
  optimiser: place('training.optimiser.name', 'adam'),
  momentum: place('training.optimiser.momentum', '0.9'),
  'weight-decay': place('training.optimiser.weightDecay', '0.0005'),
  scheduler: place('training.schedule.name', 'cosine'),
  schedule: place('training.schedule.name', 'cosine'),
  size: place('data.imageSize', '128'),
  'image-size': place('data.imageSize', '128'),
  'img-size': place('data.imageSize', '128'),
  method: place('methods', 'source-only,dann'),
  methods: place('methods', 'source-only,dann'),
  checkpoint: plain('--resume, or --resume with the name of an invocation'),
  debug: plain('TRUNKLINE_DEBUG=1 before the command'),
  verbose: plain('TRUNKLINE_DEBUG=1 before the command'),
};

const run = option('run', 'runs/<experiment>/latest/runs/<method>/<pair>/seed-0');

/** Where pictures are given to a model that is there. */
const ofPictures: Readonly<Record<string, Meant>> = {
  gpu: plain('--device gpu'),
  cuda: plain('--device gpu'),
  cpu: plain('--device cpu'),
  model: run,
  checkpoint: run,
  weights: run,
  batch: option('batch-size', '16'),
  bs: option('batch-size', '16'),
  out: plain('--json, and > file'),
  output: plain('--json, and > file'),
};

const byCommand: Readonly<Record<string, Readonly<Record<string, Meant>>>> = {
  run: ofExperiments,
  pretrain: {
    ...ofExperiments,
    output: option('out', 'trunk.safetensors'),
    workers: (value) => `--workers ${value ?? 2} with trunkline run: a pretraining is one run`,
  },
  embed: { ...ofPictures, model: option('weights', 'imagenet-vgg16'), 'image-size': option('size', '128') },
  predict: ofPictures,
  cam: ofPictures,
};

/**
 * What to write in place of an option that people know from other tools; undefined where none is like it. `typed` is the
 * option with its dashes in any spelling (`--batch_size`, `--batchSize`, `-lr`); `value` what stands behind it.
 */
export function meantElsewhere(command: string, typed: string, value?: string): string | undefined {
  const name = typed
    .replace(/^-+/, '')
    .replaceAll('_', '-')
    .replaceAll(/(?<=[a-z])[A-Z]/g, (letter) => `-${letter}`)
    .toLowerCase();
  const meant = byCommand[command];
  return meant !== undefined && Object.hasOwn(meant, name) ? meant[name]?.(value) : undefined;
}

// 500 steps of DANN, everything trainable, 32 source and 32 target images of 32 px a step: an experiment of ours beside
// pytorch-adapt's DANN adapter around the same trunk, in each precision (it has none of its own: PyTorch's autocast around
// its step). Seconds a step over fewer steps, times 500, unless --full.
import { join } from 'node:path';
import { comparison, median, medianOf } from './comparison.mjs';
import { freshCache } from './fresh-cache.mjs';
import { hasBfloat16 } from './machine.mjs';
import { bare, inTemporaryFolder, runTrunkline } from './run-trunkline.mjs';
import { inTurn, runOnce } from './sides.mjs';

const steps = 500;
const batchSize = 32;
const imageSize = 32;
/** Steps at the start that do not count. */
const warmUp = 2;

export const cases = ['float32', 'bfloat16'].map((precision) => {
  const name = precision === 'float32' ? 'dann/500-steps' : `dann/${precision}/500-steps`;
  const possible = precision === 'float32' || hasBfloat16();
  return {
    names: [name],
    seconds: ({ quick, full }) => (possible ? (quick ? 30 : full ? 720 : 120) : 0),
    run: (options) =>
      possible
        ? inTemporaryFolder((folder) => dann(name, precision, folder, options))
        : [{ name, skipped: 'this CPU has no bfloat16 instructions' }],
  };
});

async function dann(name, precision, folder, { python, quick, full }) {
  const measured = quick ? 3 : full ? steps : 20;
  const experiment = bare({
    name: 'dann',
    data: {
      source: { dataSet: 'mnist' },
      targets: [{ dataSet: 'mnist-m' }],
      imageSize,
      limits: { train: 512, validation: 32, test: 32 },
    },
    methods: ['dann'],
    seeds: [0],
    // one more than is counted: the worker leaves out the first, and the last, which ends with the evaluation
    training: {
      steps: warmUp + measured + 1,
      batchSize,
      precision,
      optimiser: { name: 'sgd', learningRate: 0.0001, momentum: 0.9 },
    },
    evaluation: { targetTrainImages: 32, sourceTrainImages: 32 },
  });
  const cache = await freshCache(join(folder, 'cache'));
  const script = join(import.meta.dirname, 'dann.py');
  const peer = (how) => runOnce(python, [script, ...[imageSize, batchSize, warmUp, measured].map(String), how]);
  const sides = {
    ours: () => runTrunkline(experiment, cache),
    peer: () => peer(precision),
    ...(precision === 'bfloat16' && { float32: () => peer('float32') }),
  };
  const answers = await inTurn(sides, { rounds: quick || full ? 1 : 3, warmUp: 0 });
  const total = (answers) =>
    median(answers.map(({ stepSeconds }) => stepSeconds.slice(-measured)).map((seconds) => mean(seconds) * steps));
  return [
    comparison({
      name,
      ours: total(answers.ours),
      peer: total(answers.peer),
      peerName: `pytorch-adapt ${answers.peer[0].version} DANN${precision === 'bfloat16' ? ', bfloat16 autocast' : ''}`,
      unit: 's',
      ...(answers.float32 && {
        peerFloat32: total(answers.float32),
        ratioToPeerFloat32: total(answers.ours) / total(answers.float32),
      }),
      measuredSteps: measured,
      batch: `${batchSize} + ${batchSize}`,
      memoryOurs: medianOf(answers.ours, 'memory'),
      memoryPeer: medianOf(answers.peer, 'memory'),
      rounds: answers.ours.length,
    }),
  ];
}

const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;

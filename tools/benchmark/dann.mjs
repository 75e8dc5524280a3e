// 500 steps of DANN, everything trainable, 32 source and 32 target images of 32 px a step: an experiment of ours beside
// pytorch-adapt's DANN adapter around the same trunk. Seconds a step over fewer steps, times 500, unless --full.
import { join } from 'node:path';
import { comparison, median, medianOf } from './comparison.mjs';
import { freshCache } from './fresh-cache.mjs';
import { bare, inTemporaryFolder, runTrunkline } from './run-trunkline.mjs';
import { inTurn, runOnce } from './sides.mjs';

const steps = 500;
const batchSize = 32;
const imageSize = 32;
/** Steps at the start that do not count. */
const warmUp = 2;

export const cases = [
  {
    names: ['dann/500-steps'],
    seconds: ({ quick, full }) => (quick ? 30 : full ? 720 : 120),
    run: (options) => inTemporaryFolder((folder) => dann(folder, options)),
  },
];

async function dann(folder, { python, quick, full }) {
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
      optimiser: { name: 'sgd', learningRate: 0.0001, momentum: 0.9 },
    },
    evaluation: { targetTrainImages: 32, sourceTrainImages: 32 },
  });
  const cache = await freshCache(join(folder, 'cache'));
  const script = join(import.meta.dirname, 'dann.py');
  const sides = {
    ours: () => runTrunkline(experiment, cache),
    peer: () => runOnce(python, [script, ...[imageSize, batchSize, warmUp, measured].map(String)]),
  };
  const { ours, peer } = await inTurn(sides, { rounds: quick || full ? 1 : 3, warmUp: 0 });
  const total = (answers) =>
    median(answers.map(({ stepSeconds }) => stepSeconds.slice(-measured)).map((seconds) => mean(seconds) * steps));
  return [
    comparison({
      name: 'dann/500-steps',
      ours: total(ours),
      peer: total(peer),
      peerName: `pytorch-adapt ${peer[0].version} DANN`,
      unit: 's',
      measuredSteps: measured,
      batch: `${batchSize} + ${batchSize}`,
      memoryOurs: medianOf(ours, 'memory'),
      memoryPeer: medianOf(peer, 'memory'),
      rounds: ours.length,
    }),
  ];
}

const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;

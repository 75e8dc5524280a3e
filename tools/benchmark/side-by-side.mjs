// Two runs of a narrow trunk on two processors: as two processes with a thread each, side by side, and one after the other in
// one process with two threads. Seconds from the first start to the last end; there is no peer.
import { join } from 'node:path';
import { comparison, medianOf } from './comparison.mjs';
import { freshCache } from './fresh-cache.mjs';
import { bare, inTemporaryFolder, runTrunkline } from './run-trunkline.mjs';
import { inTurn } from './sides.mjs';

const width = 1 / 8;
const imageSize = 32;
const name = 'side-by-side';

export const cases = [
  {
    names: [name],
    seconds: ({ quick }) => (quick ? 20 : 150),
    run: (options) => inTemporaryFolder((folder) => sideBySide(folder, options)),
  },
];

async function sideBySide(folder, { quick }) {
  const steps = quick ? 10 : 200;
  const experiment = (seeds) =>
    bare({
      name,
      data: {
        source: { dataSet: 'mnist' },
        targets: [{ dataSet: 'mnist-m' }],
        imageSize,
        limits: { train: 2000, validation: 100, test: 100 },
      },
      trunk: { weights: null, width, batchNorm: true },
      methods: [{ method: 'dann', options: { trunkRateFactor: 1 } }],
      seeds,
      training: { steps, batchSize: 32, optimiser: { name: 'sgd', learningRate: 0.02, momentum: 0.9 } },
      evaluation: { targetTrainImages: 100, sourceTrainImages: 100 },
    });
  let caches = 0;
  const run = async (seeds, threads) =>
    await runTrunkline(experiment(seeds), await freshCache(join(folder, `cache-${caches++}`)), {
      TRUNKLINE_THREADS: String(threads),
    });
  const sides = {
    async sideBySide() {
      const [first, second] = await Promise.all([run([0], 1), run([1], 1)]);
      return { wall: Math.max(first.wall, second.wall), memory: first.memory + second.memory };
    },
    inOneProcess: () => run([0, 1], 2),
  };
  const answers = await inTurn(sides, quick ? { rounds: 1, warmUp: 0 } : { rounds: 5 });
  const wall = (side) => medianOf(answers[side], 'wall');
  return [
    comparison({
      name,
      ours: wall('sideBySide'),
      unit: 's',
      oneAfterAnother: wall('inOneProcess'),
      ratioToOneAfterAnother: wall('sideBySide') / wall('inOneProcess'),
      memoryOurs: medianOf(answers.sideBySide, 'memory'),
      memoryOneAfterAnother: medianOf(answers.inOneProcess, 'memory'),
      runs: 2,
      steps,
      rounds: answers.sideBySide.length,
    }),
  ];
}

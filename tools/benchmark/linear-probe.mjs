// A linear probe on 10,000 digits with the ImageNet trunk, start to end in processes of their own: ours, which keeps what
// the trunk says of an image, beside the plain PyTorch script, which runs the trunk at every step, and beside the same
// script with its features computed once and kept in memory. Cold: nothing kept from before; warm: a second invocation.
// Sweep: 3 seeds × 5 learning rates.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { comparison, medianOf, memoryComparison } from './comparison.mjs';
import { freshCache } from './fresh-cache.mjs';
import { bare, inTemporaryFolder, runTrunkline } from './run-trunkline.mjs';
import { inTurn, runOnce } from './sides.mjs';

const batchSize = 128;
const imageSize = 32;
const learningRates = [0.0001, 0.0003, 0.001, 0.003, 0.01];
const seeds = [0, 1, 2];
const peerName = 'plain PyTorch script';

export const cases = [
  {
    names: ['linear-probe/cold', 'linear-probe/warm', 'memory/linear-probe/cold'],
    seconds: ({ quick }) => (quick ? 60 : 500),
    run: (options) => inTemporaryFolder((folder) => coldAndWarm(folder, options)),
  },
  {
    names: ['linear-probe/sweep'],
    seconds: ({ quick, full }) => (quick ? 60 : full ? 1700 : 220),
    run: (options) => inTemporaryFolder((folder) => sweep(folder, options)),
  },
];

/** Three epochs, counted as if all images were for training. */
const size = ({ quick }) => (quick ? { images: 1000, steps: 24 } : { images: 10_000, steps: 235 });

function experiment({ images, steps }, methods, runSeeds) {
  const mnist = { dataSet: 'mnist', limit: images };
  return bare({
    name: 'linear-probe',
    data: { source: mnist, targets: [mnist], imageSize },
    methods,
    seeds: runSeeds,
    training: { steps, batchSize, optimiser: { name: 'adam', learningRate: 0.001 } },
  });
}

async function coldAndWarm(folder, options) {
  const { images, steps } = size(options);
  const script = await peerScript(folder, options, { images, steps });
  const one = experiment({ images, steps }, ['linear-probe'], [0]);
  let round = 0;
  let cache;
  const sides = {
    plain: () => script('plain'),
    async ours() {
      cache = await freshCache(join(folder, `cache-${round++}`));
      return { cold: await runTrunkline(one, cache), warm: await runTrunkline(one, cache) };
    },
    cached: () => script('cached'),
  };
  const { plain, ours, cached } = await inTurn(sides, { rounds: options.quick ? 1 : 3, warmUp: 0 });
  const row = (kind) => {
    const own = ours.map((answer) => answer[kind]);
    return comparison({
      name: `linear-probe/${kind}`,
      ours: medianOf(own, 'wall'),
      peer: medianOf(plain, 'wall'),
      peerName,
      unit: 's',
      peerCached: medianOf(cached, 'wall'),
      ratioToPeerCached: medianOf(own, 'wall') / medianOf(cached, 'wall'),
      accuracyOurs: medianOf(own, 'accuracy'),
      accuracyPeer: medianOf(plain, 'accuracy'),
      trunkImagesOurs: medianOf(own, 'prefixImages'),
      trunkImagesPeer: medianOf(plain, 'trunkImages'),
      trunkImagesPeerCached: medianOf(cached, 'trunkImages'),
      memoryOurs: medianOf(own, 'memory'),
      memoryPeer: medianOf(plain, 'memory'),
      memoryPeerCached: medianOf(cached, 'memory'),
      images,
      steps,
      batchSize,
      rounds: own.length,
    });
  };
  const cold = ours.map((answer) => answer.cold);
  return [row('cold'), row('warm'), memoryComparison('memory/linear-probe/cold', cold, plain, peerName)];
}

async function sweep(folder, options) {
  const { images, steps } = size(options);
  const script = await peerScript(folder, options, { images, steps });
  const runs = seeds.length * learningRates.length;
  const methods = learningRates.map((learningRate) => ({
    method: 'linear-probe',
    label: `rate ${learningRate}`,
    training: { optimiser: { name: 'adam', learningRate } },
  }));
  const own = await runTrunkline(
    experiment({ images, steps }, methods, seeds),
    await freshCache(join(folder, 'cache')),
  );
  const measured = options.full ? runs : 1;
  const seconds = { plain: 0, cached: 0 };
  for (let run = 0; run < measured; run++) {
    for (const way of ['plain', 'cached']) seconds[way] += ((await script(way)).wall * runs) / measured;
  }
  return [
    comparison({
      name: 'linear-probe/sweep',
      ours: own.wall,
      peer: seconds.plain,
      peerName,
      unit: 's',
      peerCached: seconds.cached,
      ratioToPeerCached: own.wall / seconds.cached,
      runs,
      peerRunsMeasured: measured,
      accuracyOurs: own.accuracy,
      memoryOurs: own.memory,
      trunkImagesOurs: own.prefixImages,
      images,
      steps,
      batchSize,
    }),
  ];
}

/** Writes the same pictures for Python, already at the trunk's size, and gives the way to run the script. */
async function peerScript(folder, { python }, { images, steps }) {
  const { loadDomain } = await import('@trunkline/data');
  const { weightSetPath } = await import('@trunkline/backbone');
  const mnist = await loadDomain({ dataSet: 'mnist', limit: images });
  const every = Int32Array.from({ length: mnist.count }, (_, index) => index);
  await writeFile(join(folder, 'pixels'), await mnist.pixels(every, { height: imageSize, width: imageSize }));
  await writeFile(join(folder, 'labels'), Uint8Array.from(mnist.labels_N));
  const script = join(import.meta.dirname, 'linear_probe.py');
  const args = [folder, weightSetPath('imagenet-vgg16'), imageSize, steps, batchSize].map(String);
  return (way) => runOnce(python, [script, way, ...args]);
}

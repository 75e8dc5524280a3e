// How time and memory grow with images and with runs; there is no peer. Images: a cold linear probe on a folder of 32 px
// JPEG files, with a trunk of a quarter of the width, so that 100,000 images take minutes. Runs: tiny linear probes of the
// ImageNet trunk in one experiment.
import { join } from 'node:path';
import { comparison } from './comparison.mjs';
import { freshCache } from './fresh-cache.mjs';
import { makePictures } from './pictures.mjs';
import { bare, inTemporaryFolder, runTrunkline } from './run-trunkline.mjs';

const imageCounts = [1000, 10_000, 100_000];
const runCounts = [1, 10, 100];
const width = 0.25;

export const cases = [
  {
    names: imageCounts.map((count) => `growth/images/${count}`),
    seconds: ({ quick }) => (quick ? 40 : 270),
    run: (options) => inTemporaryFolder((folder) => growthOfImages(folder, options)),
  },
  {
    names: runCounts.map((count) => `growth/runs/${count}`),
    seconds: ({ quick }) => (quick ? 30 : 150),
    run: (options) => inTemporaryFolder((folder) => growthOfRuns(folder, options)),
  },
];

async function growthOfImages(folder, { quick, wanted }) {
  const rows = [];
  for (const count of imageCounts) {
    const name = `growth/images/${count}`;
    if (!wanted(name)) continue;
    const images = quick ? count / 10 : count;
    const pictures = join(folder, `pictures-${count}`);
    await makePictures(pictures, { count: images, side: 32, distinct: 1000 });
    const domain = { folder: pictures, layout: 'image-folder' };
    const experiment = bare({
      name: 'growth-of-images',
      data: { source: domain, targets: [domain], imageSize: 32 },
      trunk: { weights: null, width },
      methods: ['linear-probe'],
      seeds: [0],
      training: { steps: 100, batchSize: quick ? 16 : 128 },
    });
    const { wall, memory, prefixImages } = await runTrunkline(
      experiment,
      await freshCache(join(folder, `cache-${count}`)),
    );
    const before = rows.at(-1);
    rows.push(
      comparison({
        name,
        ours: wall,
        unit: 's',
        memoryOurs: memory,
        ...(before && { memoryRatioToTenth: memory / before.memoryOurs, timeRatioToTenth: wall / before.ours }),
        images,
        trunkImages: prefixImages,
        trunkWidth: width,
      }),
    );
  }
  return rows;
}

async function growthOfRuns(folder, { quick, wanted }) {
  const rows = [];
  for (const count of runCounts.filter((one) => wanted(`growth/runs/${one}`))) {
    const runs = quick ? Math.ceil(count / 5) : count;
    const seeds = Math.ceil(Math.sqrt(runs));
    const methods = Math.round(runs / seeds);
    const mnist = { dataSet: 'mnist', limit: 500 };
    const experiment = bare({
      name: 'growth-of-runs',
      data: { source: mnist, targets: [mnist], imageSize: 32 },
      methods: Array.from({ length: methods }, (_, index) => ({ method: 'linear-probe', label: `probe ${index}` })),
      seeds: Array.from({ length: seeds }, (_, index) => index),
      training: { steps: 20, batchSize: 32 },
    });
    const { wall, memory } = await runTrunkline(experiment, await freshCache(join(folder, `cache-${count}`)));
    rows.push(
      comparison({
        name: `growth/runs/${count}`,
        ours: wall / (methods * seeds),
        unit: 's a run',
        total: wall,
        memoryOurs: memory,
        runs: methods * seeds,
      }),
    );
  }
  return rows;
}

import { mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { readSummary } from '@trunkline/report';

const scores = {
  count: 4,
  accuracy: 0.75,
  macroAccuracy: 0.75,
  perClassAccuracy: [0.5, 1],
  confusion: [
    [1, 1],
    [0, 2],
  ],
  expectedCalibrationError: 0.1,
  calibrationBins: [{ confidence: 0.8, accuracy: 0.75, count: 4 }],
};

const result = {
  schema: 1,
  experiment: 'fuzz',
  label: 'source-only',
  method: 'source-only',
  family: 'baseline',
  role: 'baseline',
  head: 'linear',
  seed: 0,
  source: 'one',
  target: 'two',
  classNames: ['cat', 'dog'],
  steps: 2,
  weights: { name: 'random', digest: '' },
  selection: { validator: 'last', better: 'higher', step: 2, score: 2 },
  targetTest: scores,
  sourceTest: scores,
  validators: [{ validator: 'last', scores: [[2, 2]], chosenStep: 2, targetAccuracy: 0.75, regret: 0 }],
  oracle: { step: 1, targetAccuracy: 0.75 },
  curves: {},
  cost: {
    totalParameters: 10,
    trainableParameters: 5,
    methodParameters: 0,
    multiplyAddsPerImage: 100,
    seconds: 1,
    secondsPerStep: 0.5,
    peakMemoryBytes: 1000,
    prefixImagesComputed: 0,
  },
  figures: {},
};

export default {
  file: 'result.json',
  seeds: async () => [Buffer.from(JSON.stringify(result, undefined, 1))],
  async read(path, folder) {
    const runs = join(folder, 'runs', 'source-only');
    mkdirSync(runs, { recursive: true });
    renameSync(path, join(runs, 'result.json'));
    await readSummary(folder);
  },
};

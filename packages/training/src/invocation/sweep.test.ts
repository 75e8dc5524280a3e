import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startEngine } from '@trunkline/engine';
import type { RunResult } from '@trunkline/evaluation';
import { colouredShapes } from '@trunkline/testkit';
import { createMemoryTracker } from '@trunkline/tracking';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder, tinyExperiment, writePictures } from '../../test/support/tiny-experiment.ts';
import type { Experiment } from '../experiment/schema.ts';
import { ActivationCache } from '../inputs/activation-cache.ts';
import { planExperiment } from '../plan/plan.ts';
import { runExperiment } from './run-experiment.ts';

let folder: { readonly path: string; readonly remove: () => Promise<void> };
let shapes: string;

beforeAll(async () => {
  await startEngine();
  folder = await temporaryFolder();
  process.env['TRUNKLINE_CACHE'] = join(folder.path, 'cache');
  shapes = join(folder.path, 'shapes');
  await writePictures(join(shapes, 'plain'), colouredShapes({ count: 60, seed: 5 }));
  await writePictures(join(shapes, 'shifted'), colouredShapes({ count: 60, seed: 5, shifted: true }));
});
afterAll(() => folder.remove());

async function run(name: string, changes: Partial<Experiment>) {
  const own = join(folder.path, 'runs', name);
  const tracker = createMemoryTracker();
  const summary = await runExperiment(await planExperiment(tinyExperiment(shapes, changes)), {
    tracker,
    folder: own,
    activations: new ActivationCache({ folder: join(folder.path, 'activations') }),
  });
  const losses = (id: string): unknown => {
    const text = readFileSync(join(own, 'runs', id, 'plain-to-shifted', 'seed-0', 'result.json'), 'utf8');
    return (JSON.parse(text) as RunResult).curves['train/loss/total'];
  };
  return { summary, losses };
}

describe('an invocation with a sweep', () => {
  it('trains every trial with its own settings and shows the one that the rule prefers', async () => {
    const sweep = { grid: { 'training.optimiser.learningRate': [0.0001, 0.01] } };
    const { summary, losses } = await run('sweep', { methods: ['source-only', { method: 'linear-probe', sweep }] });
    const alone = await run('alone', { methods: ['linear-probe'] });
    expect(losses('linear-probe/trial-1')).toEqual(alone.losses('linear-probe'));
    expect(losses('linear-probe/trial-0')).not.toEqual(losses('linear-probe/trial-1'));
    expect(summary.methods.map(({ label }) => label)).toEqual(['source-only', 'linear-probe']);
    const row = summary.methods[1];
    expect(row?.sweep?.trials.map(({ values, score }) => [Object.values(values), score.count])).toEqual([
      [[0.0001], 1],
      [[0.01], 1],
    ]);
    const shown = row?.sweep?.trials.find(({ index }) => index === row.sweep?.chosen);
    expect(row?.metrics['test/target/accuracy']).toEqual(shown?.targetAccuracy);
  });
});

describe('training settings of a stage', () => {
  it('train that stage alone', async () => {
    const probe = { optimiser: { name: 'adam', learningRate: 0.05 } } as const;
    const options = { probeSteps: 6 };
    const plain = await run('plain', { methods: [{ method: 'lp-ft', options }] });
    const own = await run('own', { methods: [{ method: 'lp-ft', options, stages: { probe } }] });
    const same = await run('same', {
      methods: [{ method: 'lp-ft', options, stages: { probe: { optimiser: { name: 'adam', learningRate: 0.01 } } } }],
    });
    expect(own.losses('lp-ft')).not.toEqual(plain.losses('lp-ft'));
    expect(same.losses('lp-ft')).toEqual(plain.losses('lp-ft'));
  });
});

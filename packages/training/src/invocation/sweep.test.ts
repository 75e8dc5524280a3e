import { join } from 'node:path';
import { createMemoryTracker } from '@trunkline/tracking';
import { describe, expect, it } from 'vitest';
import { tinyExperiment } from '../../test/support/tiny-experiment.ts';
import { resultOf, useShapes } from '../../test/support/tiny-invocations.ts';
import type { Experiment } from '../experiment/schema.ts';
import { planExperiment } from '../plan/plan.ts';
import { runExperiment } from './run-experiment.ts';

const folder = useShapes();

async function run(name: string, changes: Partial<Experiment>) {
  const own = join(folder.path, 'runs', name);
  const tracker = createMemoryTracker();
  const summary = await runExperiment(await planExperiment(tinyExperiment(folder.shapes, changes)), {
    tracker,
    folder: own,
    activations: folder.activations(),
  });
  const losses = (id: string): unknown => resultOf(own, `${id}/plain-to-shifted/seed-0`).curves['train/loss/total'];
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

  it('leave blended images to all stages', async () => {
    const blending = { method: 'source-only', training: { mix: { name: 'mixup' } } } as const;
    const plain = await run('unblended', { methods: ['source-only'] });
    const common = await run('blended', { methods: [blending] });
    const own = await run('blended-stage', { methods: [{ ...blending, stages: { train: { clipNorm: 1e6 } } }] });
    expect(common.losses('source-only')).not.toEqual(plain.losses('source-only'));
    expect(own.losses('source-only')).toEqual(common.losses('source-only'));
  });
});

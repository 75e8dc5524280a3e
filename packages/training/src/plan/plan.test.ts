import { createTrunk, cutShape } from '@trunkline/backbone';
import { createHead } from '@trunkline/heads';
import { describeArchitecture } from '@trunkline/methods';
import { describe, expect, it } from 'vitest';
import { stageRates } from '../stages/stage-rates.ts';
import { describePlan, secondsUntilDone } from './describe-plan.ts';
import { fileName, planExperiment } from './plan.ts';

const experiment = {
  name: 'digits',
  data: { source: { dataSet: 'mnist' }, targets: [{ dataSet: 'mnist-m' }, { dataSet: 'optdigits' }], imageSize: 32 },
  trunk: { frozenThrough: 'block4_pool' },
  methods: [
    'source-only',
    'linear-probe',
    'lp-ft',
    { method: 'linear-probe', label: 'FC head', head: { kind: 'vgg-fc' as const } },
  ],
  seeds: [0, 1],
  training: { steps: 50, batchSize: 32 },
};

describe('a plan', () => {
  it('has a run for each method, seed and pair, with its stages and cuts', async () => {
    const plan = await planExperiment(experiment);
    expect(plan.runs).toHaveLength(4 * 2 * 2);
    expect(plan.runs[0]).toMatchObject({ id: 'source-only/mnist-to-mnist-m/seed-0', pair: 0 });
    const stages = Object.fromEntries(plan.runs.map((run) => [run.label, run.stages]));
    expect(stages['source-only']).toEqual([{ name: 'train', steps: 50, cut: 'block4_pool', trainsTrunk: true }]);
    expect(stages['linear-probe']).toEqual([{ name: 'train', steps: 50, cut: 'embedding', trainsTrunk: false }]);
    expect(stages['lp-ft']).toEqual([
      { name: 'probe', steps: 1000, cut: 'embedding', trainsTrunk: false },
      { name: 'finetune', steps: 50, cut: 'block4_pool', trainsTrunk: true },
    ]);
    expect(new Set(plan.runs.map((run) => run.stages)).size).toBe(4); // laid out once a method
    expect(stages['FC head']).toEqual([{ name: 'train', steps: 50, cut: 'block5_pool', trainsTrunk: false }]);
    expect(plan.estimatedSeconds).toBeGreaterThan(0);
    expect(describePlan(plan)).toMatch(/16 runs = 4 methods × 2 seeds × 2 pairs/);
  });

  it('estimates time by the images that there are, and by every step', async () => {
    const seconds = async (count: number, steps = 50): Promise<number> => {
      const training = { ...experiment.training, steps };
      const counts = [count, count, count];
      return (await planExperiment({ ...experiment, training }, { counts })).estimatedSeconds;
    };
    const few = await seconds(100);
    expect(await seconds(5000)).toBeGreaterThan(few + 10);
    expect(few).toBeGreaterThan(16); // no run of the sixteen takes less than a second
    expect(await seconds(100, 500)).toBeGreaterThan(2 * few);
  });

  it('says how long it takes with so many runs side by side', async () => {
    const plan = await planExperiment(experiment, { counts: [0, 0, 0] });
    expect(plan.prefixSeconds).toBe(0);
    expect(secondsUntilDone(plan, 4)).toBeCloseTo(plan.estimatedSeconds / 4);
    const longest = Math.max(...plan.runs.map(({ estimatedSeconds }) => estimatedSeconds));
    expect(secondsUntilDone(plan, 1000)).toBe(longest);
    expect(describePlan(plan, 2)).toMatch(/about .* in all, 2 runs side by side \(a rough estimate\)/);
    expect(describePlan(plan)).not.toContain('side by side');
  });

  it('prices domains that have fewer images than a batch, or none', async () => {
    for (const count of [0, 1, 3]) {
      const plan = await planExperiment(experiment, { counts: [count, count, count] });
      expect(plan.runs.every(({ estimatedSeconds }) => estimatedSeconds > 0 && estimatedSeconds < 1e5)).toBe(true);
      expect(describePlan(plan)).not.toMatch(/NaN|Infinity/);
    }
  });

  it('caches nothing for training when pictures are augmented', async () => {
    const plan = await planExperiment({ ...experiment, data: { ...experiment.data, augment: ['horizontal-flip'] } });
    expect(plan.runs[0]?.stages[0]?.cut).toBe('images');
    const cached = await planExperiment(experiment);
    expect(plan.runs[1]?.estimatedSeconds).toBeGreaterThan(2 * (cached.runs[1]?.estimatedSeconds ?? Infinity));
  });

  it('refuses images that are too small, and a layer that does not exist', async () => {
    await expect(planExperiment({ ...experiment, data: { ...experiment.data, imageSize: 16 } })).rejects.toMatchObject({
      code: 'TL_IMAGE_TOO_SMALL',
      exitStatus: 2,
    });
    await expect(planExperiment({ ...experiment, trunk: { weights: 'imagenet-vg16' } })).rejects.toMatchObject({
      code: 'TL_WEIGHT_SET_UNKNOWN',
    });
    await expect(planExperiment({ ...experiment, trunk: { frozenThrough: 'block9' } })).rejects.toMatchObject({
      code: 'TL_LAYER_UNKNOWN',
    });
  });

  it('refuses two runs with one folder', async () => {
    const methods = [
      { method: 'dann', label: 'A b' },
      { method: 'dann', label: 'a-b' },
    ];
    await expect(planExperiment({ ...experiment, methods })).rejects.toThrow(/would write to a-b/);
  });

  it('carries the warnings of its methods, by row, and says them', async () => {
    const methods = [
      { method: 'dann', label: 'DANN', training: { optimiser: { name: 'adam' as const, learningRate: 0.001 } } },
    ];
    const plan = await planExperiment({ ...experiment, methods });
    expect(plan.warnings[0]).toMatch(/^DANN: adam divides each gradient/);
    expect(describePlan(plan)).toContain('\nWarning: DANN: adam divides');
    expect((await planExperiment({ ...experiment, methods: ['source-only'] })).warnings).toEqual([]);
    const stages = { train: { optimiser: { name: 'adam' as const, learningRate: 0.001 } } };
    const sgd = { optimiser: { name: 'sgd' as const, learningRate: 0.01 } };
    const staged = { method: 'dann', options: { adaptationWeight: 0.1 }, training: sgd, stages };
    expect((await planExperiment({ ...experiment, methods: [staged] })).warnings[0]).toMatch(/^dann: adam divides/);
    const stopping = { method: 'shot', training: { earlyStopping: { patience: 2 } } };
    expect((await planExperiment({ ...experiment, methods: [stopping] })).warnings).toEqual([
      'shot: its last stage sees no source, so its last checkpoint is taken and no run stops early.',
    ]);
  });

  it('makes file names of labels', () => {
    expect(fileName('LP-FT (slow)')).toBe('lp-ft-slow');
    expect(fileName('../x')).toBe('x');
  });
});

describe('a cut', () => {
  const trunk = createTrunk({ name: 'vgg16-gap', width: 1 / 16 });
  const head = createHead({ kind: 'linear', classes: 3, inputWidth: trunk.embeddingWidth });
  const architecture = describeArchitecture(trunk, head);
  const cut = (rules: [string, number | 'frozen'][], frozenThrough?: string) =>
    stageRates(architecture, {}, rules, frozenThrough);

  it('is behind the last layer before anything that learns', () => {
    expect(cut([['*', 1]]).cut).toBe('images');
    expect(cut([['*', 1]], 'block2_pool').cut).toEqual({ after: 'block2_pool' });
    expect(cut([['*', 1]], 'block2_conv2').cut).toEqual({ after: 'block2_pool' });
    expect(
      cut([
        ['backbone/*', 'frozen'],
        ['head/*', 1],
      ]).cut,
    ).toBe('embedding');
  });

  it('keeps what the experiment freezes frozen, whatever the method says', () => {
    const { rates } = cut([['*', 1]], 'block1_conv1');
    expect(rates.get('backbone/block1_conv1/kernel')).toBe('frozen');
    expect(rates.get('backbone/block1_conv2/kernel')).toBe(1);
  });

  it('has the shape that the layers give', () => {
    expect(cutShape(trunk, { after: 'block4_pool' }, 64)).toEqual([4, 4, 32]);
    expect(cutShape(trunk, 'embedding', 64)).toEqual([32]);
  });
});

import { describe, expect, it } from 'vitest';
import { describePlan } from '../plan/describe-plan.ts';
import { planExperiment } from '../plan/plan.ts';
import { rowOf } from '../plan/row-of.ts';
import { resolveExperiment, type ResolvedMethod } from './resolve.ts';
import type { Experiment } from './schema.ts';

const experiment = (methods: Experiment['methods'], more: Partial<Experiment> = {}): Experiment => ({
  name: 'sweep',
  data: { source: { dataSet: 'mnist' }, targets: [{ dataSet: 'mnist-m' }], imageSize: 32 },
  methods,
  seeds: [0, 1],
  training: { steps: 50, batchSize: 8, optimiser: { name: 'sgd', learningRate: 0.02, momentum: 0.9 } },
  ...more,
});
const rows = (methods: Experiment['methods'], more?: Partial<Experiment>, smoke = false): readonly ResolvedMethod[] =>
  resolveExperiment(experiment(methods, more), { smoke, where: 'x.json' }).methods;
const problem = (methods: unknown): unknown => {
  try {
    return rows(methods as Experiment['methods']);
  } catch (error) {
    return error;
  }
};

describe('a sweep', () => {
  it('stands for a row a trial, with the label of its entry', () => {
    const sweep = { grid: { 'options.adaptationWeight': [0.01, 0.1, 1] } };
    const tried = rows(['source-only', { method: 'dann', sweep }]).slice(1);
    expect(tried.map(({ label, options, trial }) => [label, options['adaptationWeight'], trial])).toEqual([
      ['dann', 0.01, { index: 0, values: { 'options.adaptationWeight': 0.01 } }],
      ['dann', 0.1, { index: 1, values: { 'options.adaptationWeight': 0.1 } }],
      ['dann', 1, { index: 2, values: { 'options.adaptationWeight': 1 } }],
    ]);
    expect(rows(['dann'])[0]).not.toHaveProperty('trial');
  });

  it('sets a part of what the experiment says of training, and leaves the rest of it', () => {
    const sweep = { random: { trials: 3, seed: 0, space: { 'training.optimiser.learningRate': { choice: [0.5] } } } };
    expect(rows([{ method: 'dann', sweep }]).map(({ training }) => training.optimiser)).toEqual(
      Array.from({ length: 3 }, () => ({ name: 'sgd', learningRate: 0.5, momentum: 0.9 })),
    );
  });

  it('reaches heads, trunks and stages, and values of every kind', () => {
    const sweep = {
      grid: {
        'head.kind': ['linear'],
        'trunk.frozenThrough': [null, 'block4_pool'],
        'stages.probe.batchSize': [4],
      },
    };
    const [all, few] = rows([{ method: 'lp-ft', sweep }]);
    expect([all?.trunk.frozenThrough, few?.trunk.frozenThrough]).toEqual([undefined, 'block4_pool']);
    expect(all?.stages?.['probe']?.batchSize).toBe(4);
  });

  it('is cut to two trials in a smoke run', () => {
    const sweep = { grid: { 'options.adaptationWeight': [1, 2, 3] } };
    expect(rows([{ method: 'dann', sweep }], {}, true)).toHaveLength(2);
  });

  it('is refused for a place that does not exist, with the nearest', () => {
    expect(problem([{ method: 'dann', sweep: { grid: { 'training.optimizer.learningRate': [1] } } }])).toMatchObject({
      code: 'TL_EXPERIMENT_INVALID',
      message: expect.stringMatching(/^x\.json: methods\[0\]\.sweep: there is no 'optimizer'.*did you mean/) as string,
    });
    expect(problem([{ method: 'dann', sweep: { grid: { 'options.adaptationWieght': [1] } } }])).toMatchObject({
      message: expect.stringMatching(
        /adaptationWieght.*did you mean 'adaptationWeight'.*trial 0 of methods\[0\]\.sweep/,
      ) as string,
    });
    expect(problem([{ method: 'dann', sweep: { grid: { method: ['mcc'] } } }])).toMatchObject({
      message: expect.stringContaining("'method' is no place that a trial may set") as string,
    });
  });

  it('is refused for a value that may not stand there, with the trial', () => {
    expect(
      problem([{ method: 'dann', sweep: { grid: { 'training.optimiser.learningRate': [0.1, -1] } } }]),
    ).toMatchObject({
      code: 'TL_EXPERIMENT_INVALID',
      exitStatus: 2,
      message: expect.stringMatching(/learningRate: expected a number above 0, given -1.*trial 1/) as string,
    });
    expect(
      problem([
        { method: 'dann', sweep: { random: { trials: 2, seed: 0, space: { 'options.a': { uniform: [2, 1] } } } } },
      ]),
    ).toMatchObject({
      message: expect.stringContaining('the first below the second') as string,
    });
    expect(problem([{ method: 'dann', sweep: { grid: {} } }])).toMatchObject({
      message: expect.stringContaining('at least one place') as string,
    });
  });

  it('may not be judged by a rule that scores all trials alike', () => {
    const sweep = { grid: { 'options.adaptationWeight': [1, 2] } };
    expect(() => rows([{ method: 'dann', sweep }], { selection: { validator: 'last' } })).toThrow(/'dann' alike/);
  });

  it('may not share its label with another entry', () => {
    const sweep = { grid: { 'options.adaptationWeight': [1, 2] } };
    expect(() => rows([{ method: 'dann', sweep }, 'dann'])).toThrow(/label 'dann' is there twice/);
  });
});

describe('the plan of a sweep', () => {
  it('has a run a trial and seed, in a folder of its own, with the settings of that trial', async () => {
    const sweep = { grid: { 'options.adaptationWeight': [0.1, 1] } };
    const plan = await planExperiment(experiment(['source-only', { method: 'dann', sweep }]));
    expect(plan.runs.map(({ id }) => id)).toEqual([
      'source-only/mnist-to-mnist-m/seed-0',
      'dann/trial-0/mnist-to-mnist-m/seed-0',
      'dann/trial-1/mnist-to-mnist-m/seed-0',
      'source-only/mnist-to-mnist-m/seed-1',
      'dann/trial-0/mnist-to-mnist-m/seed-1',
      'dann/trial-1/mnist-to-mnist-m/seed-1',
    ]);
    const weights = plan.runs.map((run) => rowOf(plan.experiment, run).options['adaptationWeight']);
    expect(weights).toEqual([undefined, 0.1, 1, undefined, 0.1, 1]);
    const text = describePlan(plan);
    expect(text).toContain('6 runs = 2 methods (3 with their trials) × 2 seeds × 1 pair');
    expect(text).toMatch(/dann +4 runs \(2 trials\)/);
  });
});

describe('a sweep of a method that loses sight of the source', () => {
  it('is refused with a rule that reads it, because the last checkpoint cannot choose among trials', async () => {
    const sweep = { grid: { 'training.batchSize': [4, 8] } };
    const shot = (validator: string) =>
      planExperiment(experiment([{ method: 'shot', sweep }], { selection: { validator } }));
    await expect(shot('source-validation-accuracy')).rejects.toMatchObject({
      code: 'TL_EXPERIMENT_INVALID',
      message: expect.stringContaining("the selecting rule 'last' scores every trial of 'shot' alike") as string,
    });
    expect((await shot('info-max')).runs).toHaveLength(4);
  });
});

describe('training settings of a stage', () => {
  it('fill up from those of the row', () => {
    const [row] = rows([
      {
        method: 'lp-ft',
        training: { steps: 30 },
        stages: { probe: { optimiser: { name: 'adam', learningRate: 0.01 } } },
      },
    ]);
    expect(row?.stages).toEqual({
      probe: {
        steps: 30,
        batchSize: 8,
        optimiser: { name: 'adam', learningRate: 0.01 },
        schedule: { name: 'constant' },
      },
    });
    expect(row?.training.optimiser.name).toBe('sgd');
  });

  it('are refused for a stage that the method has not', async () => {
    const wrong = experiment([{ method: 'lp-ft', stages: { prob: { batchSize: 4 } } }]);
    await expect(planExperiment(wrong)).rejects.toMatchObject({
      code: 'TL_EXPERIMENT_INVALID',
      message: expect.stringContaining("lp-ft: there is no stage 'prob'; there are probe") as string,
    });
  });
});

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineValidator, findValidator, registerValidator, scoresOf, validators } from '@trunkline/evaluation';
import { afterAll, describe, expect, it } from 'vitest';
import { tinyExperiment } from '../../test/support/tiny-experiment.ts';
import { numbers, resultOf, useShapes } from '../../test/support/tiny-invocations.ts';
import type { Experiment } from '../experiment/schema.ts';
import { planExperiment } from '../plan/plan.ts';
import { withRecordedValidators } from './recorded-validators.ts';
import { runExperiment, type RunExperimentOptions } from './run-experiment.ts';

const folder = useShapes();

let onEvaluation: (step: number) => void = () => undefined;

const byStep = (name: string, table: Readonly<Record<number, number>>) =>
  defineValidator({
    name,
    paper: 'None: a rule of this test',
    description: 'Scores steps by a table.',
    reads: ['step'],
    better: 'higher',
    score: ({ step }) => {
      onEvaluation(step);
      return table[step] ?? 0;
    },
  });

const { combine } = findValidator('ensemble');

// after two checkpoints step 6 is ahead by two rules of three; with four, step 3 has the best mean rank
const removers = [
  byStep('one-way', { 3: 3, 6: 0, 9: 2, 12: 1 }),
  byStep('other-way', { 3: 2, 6: 3, 9: 1, 12: 0 }),
  byStep('other-way-too', { 3: 2, 6: 3, 9: 1, 12: 0 }),
  defineValidator({
    name: 'three-together',
    paper: 'None: a rule of this test',
    description: 'Mean rank over three tables.',
    reads: ['classes'],
    better: 'higher',
    combines: ['one-way', 'other-way', 'other-way-too'],
    ...(combine && { combine }),
    score: () => 1,
  }),
].map(registerValidator);
afterAll(() => removers.forEach((remove) => remove()));

const training = { steps: 12, batchSize: 8, evaluateEvery: 3 };

async function run(name: string, changes: Partial<Experiment>, options: Partial<RunExperimentOptions> = {}) {
  const report = { camImages: 0, embeddingImages: 0 };
  const base = tinyExperiment(folder.shapes, { report, methods: ['linear-probe'], ...changes });
  const plan = await planExperiment({ ...base, training: { ...base.training, ...changes.training } });
  const own = join(folder.path, 'runs', 'tiny', name);
  const summary = await runExperiment(plan, { activations: folder.activations(), ...options, folder: own });
  expect(summary.failures).toEqual([]);
  return { result: resultOf(own, 'linear-probe/plain-to-shifted/seed-0'), summary };
}

describe('a rule that combines others', () => {
  const changes: Partial<Experiment> = { training, selection: { validator: 'three-together' }, validators: [] };

  it('comes back to a checkpoint that it had passed over, with its weights, through an interruption too', async () => {
    const { result } = await run('through', changes);
    expect(result.selection).toMatchObject({ step: 3, validator: 'three-together' });
    expect(result.validators.map(({ validator }) => validator)).toEqual([
      'three-together',
      'one-way',
      'other-way',
      'other-way-too',
    ]);
    expect(result.targetTest?.accuracy).toBe(result.checkpoints?.find(({ step }) => step === 3)?.targetAccuracy);
    expect(result.curves['validator/three-together']).toHaveLength(4);

    const stop = new AbortController();
    onEvaluation = (step) => (step === 9 ? stop.abort() : undefined);
    await expect(run('halted', changes, { signal: stop.signal })).rejects.toThrow(/saved/);
    onEvaluation = () => undefined;
    const { result: resumed } = await run('halted', changes, { resume: true });
    expect(numbers(resumed)).toEqual(numbers(result));
  });
});

describe('all validators', () => {
  it('judge one run at once, and the ensemble chooses', async () => {
    const { result, summary } = await run('all', {
      methods: ['linear-probe'],
      training: { ...training, steps: 9 },
      selection: { validator: 'ensemble' },
      validators: 'all',
    });
    expect(new Set(result.validators.map(({ validator }) => validator))).toEqual(
      new Set(validators().map(({ name }) => name)),
    );
    const scores = Object.fromEntries(
      result.validators.map(({ validator, scores, ownScores }) => [validator, ownScores ?? scores]),
    );
    for (const [name, points] of Object.entries(scores)) {
      expect(
        points.every(([, score]) => Number.isFinite(score)),
        name,
      ).toBe(true);
    }
    const combined = scoresOf(findValidator('ensemble'), scores);
    expect(result.validators[0]?.scores).toEqual(combined);
    const best = combined.reduce((most, point) => (point[1] > most[1] ? point : most));
    expect(result.selection).toMatchObject({ validator: 'ensemble', step: best[0], score: best[1] });
    expect(summary.methods[0]?.selectionScore.mean).toBe(result.selection.score < 0 ? -1.5 : 0.5);
  });

  it('are those that there were when the invocation began', async () => {
    const plan = await planExperiment(tinyExperiment(folder.shapes, { validators: 'all' }));
    const own = join(folder.path, 'recorded');
    mkdirSync(own);
    const write = (changes: object): void =>
      writeFileSync(join(own, 'experiment.json'), JSON.stringify({ ...plan.experiment, ...changes }));
    expect(await withRecordedValidators(plan, own)).toBe(plan);
    write({ validators: ['source-validation-accuracy', 'bnm'] });
    expect((await withRecordedValidators(plan, own)).experiment.validators).toEqual([
      'source-validation-accuracy',
      'bnm',
    ]);
    write({ validators: ['gone-since'] });
    expect(await withRecordedValidators(plan, own)).toBe(plan);
    const listed = await planExperiment(tinyExperiment(folder.shapes, { validators: ['bnm'] }));
    expect(await withRecordedValidators(listed, own)).toBe(listed);
  });
});

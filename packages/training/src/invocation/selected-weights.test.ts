import { join } from 'node:path';
import { tf } from '@trunkline/engine';
import { defineValidator, registerValidator, type RunResult } from '@trunkline/evaluation';
import { defineMethod, registerMethod } from '@trunkline/methods';
import { createMemoryTracker } from '@trunkline/tracking';
import { afterAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { tinyExperiment } from '../../test/support/tiny-experiment.ts';
import { numbers, resultOf, useShapes } from '../../test/support/tiny-invocations.ts';
import type { Experiment } from '../experiment/schema.ts';
import { planExperiment } from '../plan/plan.ts';
import { runExperiment, type RunExperimentOptions } from './run-experiment.ts';

const folder = useShapes();

let passes = 0;
let onEvaluation: (step: number) => void = () => undefined;

const rule = { paper: 'None: a rule of this test', reads: ['step'] } as const;
const registered = [
  registerValidator(
    defineValidator({
      ...rule,
      name: 'first',
      description: 'Takes the first checkpoint.',
      better: 'lower',
      score: ({ step }) => {
        onEvaluation(step);
        return step;
      },
    }),
  ),
  registerMethod(
    defineMethod({
      name: 'by-notes',
      family: 'adaptation',
      paper: 'None: a method of this test',
      description: 'Answers the least likely class until its second pass over the target.',
      helps: 'In a test.',
      options: z.strictObject({}),
      sees: ['sourceImages', 'sourceLabels_B', 'targetImages'],
      trainable: () => [['*', 1]],
      refresh: {
        every: () => 4,
        reads: ['targetTrainLogits'],
        compute: () => ({ sign: { shape: [], values: Float32Array.of(passes++ === 0 ? -1 : 1) } }),
      },
      loss({ forward, classificationLoss }, batch) {
        const total = classificationLoss(forward(batch.sourceImages).logits_BK, batch.sourceLabels_B);
        return { total, terms: { classification: total } };
      },
      predict({ forward, notes }, input) {
        const output = forward(input);
        const { sign } = notes;
        return sign ? { ...output, logits_BK: tf.mul(output.logits_BK, sign) } : output;
      },
    }),
  ),
];
afterAll(() => registered.forEach((remove) => remove()));

const wiseFt = (options: object = {}) => ({ method: 'wise-ft', options: { probeSteps: 3, alphas: [0.5], ...options } });

async function run(
  name: string,
  method: Exclude<Experiment['methods'][number], string>,
  changes: Partial<Experiment> = {},
  options: Partial<RunExperimentOptions> = {},
): Promise<RunResult> {
  const base = tinyExperiment(folder.shapes, { report: { camImages: 0, embeddingImages: 0 }, methods: [method] });
  const plan = await planExperiment({ ...base, ...changes, training: { ...base.training, ...changes.training } });
  const own = join(folder.path, 'runs', 'tiny', name);
  const summary = await runExperiment(plan, { activations: folder.activations(), ...options, folder: own });
  expect(summary.failures).toEqual([]);
  return resultOf(own, `${method.method}/plain-to-shifted/seed-0`);
}

const scoresOf = (result: RunResult, name: string): readonly number[] =>
  result.validators.find(({ validator }) => validator === name)?.scores.map(([, score]) => score) ?? [];

describe('the weights that a rule selects', () => {
  it('are tested with the notes that they were evaluated with', async () => {
    const tracker = createMemoryTracker();
    const training = { steps: 12, batchSize: 8, evaluateEvery: 3 };
    const changes = { selection: { validator: 'first' }, training };
    const result = await run('notes', { method: 'by-notes' }, changes, { tracker });
    const [chosen] = result.validators;
    expect(chosen).toMatchObject({ validator: 'first', chosenStep: 3 });
    expect(result.selection.step).toBe(3);
    expect(result.targetTest?.accuracy).toBe(chosen?.targetAccuracy);
    const accuracies = result.validators.map(({ targetAccuracy }) => targetAccuracy);
    expect(new Set(accuracies).size).toBeGreaterThan(1);
  });

  it('are those of the last step for the rule that takes the last, not what a method makes of them', async () => {
    const { selection, steps } = await run('last', wiseFt(), { selection: { validator: 'last' } });
    expect(selection).toMatchObject({ validator: 'last', step: steps });
    expect(selection.candidate).toBeUndefined();
  });

  it('are the same after an interruption while proposals are evaluated', async () => {
    const changes = { validators: ['first', 'info-max'] };
    const method = wiseFt({ alphas: [0.25, 0.5] });
    const whole = await run('whole', method, changes);
    const stop = new AbortController();
    let atLastStep = 0;
    onEvaluation = (step) => {
      if (step === whole.steps && ++atLastStep === 2) stop.abort();
    };
    const stopped = run('stopped', method, changes, { signal: stop.signal });
    await expect(stopped).rejects.toMatchObject({ code: 'TL_INTERRUPTED' });
    const begun: number[] = [];
    const onEvent: RunExperimentOptions['onEvent'] = (event) => {
      if (event.type === 'run-started') begun.push(event.step);
    };
    const resumed = await run('stopped', method, changes, { resume: true, onEvent });
    onEvaluation = () => undefined;
    expect(begun).toEqual([whole.steps]);
    expect(numbers(resumed)).toEqual(numbers(whole));
  });

  it('begin where the method says, whether weights are averaged or not', async () => {
    // with a share of 0 the proposal is the starting point itself
    const plain = await run('not-averaged', wiseFt({ alphas: [0] }));
    const averaged = await run('averaged', wiseFt({ alphas: [0] }), {
      training: { averageWeights: { decay: 0.999 } } as never,
    });
    expect(scoresOf(averaged, 'info-max').at(-1)).toBe(scoresOf(plain, 'info-max').at(-1));
    expect(scoresOf(averaged, 'info-max')).not.toEqual(scoresOf(plain, 'info-max'));
  });
});

import { join } from 'node:path';
import { countTensors } from '@trunkline/engine';
import type { RunResult } from '@trunkline/evaluation';
import { describe, expect, it } from 'vitest';
import { tinyExperiment } from '../../test/support/tiny-experiment.ts';
import { resultOf, useShapes } from '../../test/support/tiny-invocations.ts';
import type { Experiment } from '../experiment/schema.ts';
import { planExperiment } from '../plan/plan.ts';
import { runExperiment, type RunExperimentOptions } from './run-experiment.ts';

const folder = useShapes();

type Training = Partial<Experiment['training']>;

async function run(name: string, training: Training, options: Partial<RunExperimentOptions> = {}) {
  const base = tinyExperiment(folder.shapes, {
    methods: ['source-only'],
    report: { camImages: 0, embeddingImages: 0 },
  });
  const plan = await planExperiment({ ...base, training: { ...base.training, ...training } });
  const own = join(folder.path, 'runs', 'tiny', name);
  await runExperiment(plan, {
    activations: folder.activations(),
    ...options,
    folder: own,
  });
  return resultOf(own, 'source-only/plain-to-shifted/seed-0');
}

const losses = (result: RunResult): readonly number[] =>
  result.curves['train/loss/total']?.map(([, loss]) => loss) ?? [];

describe('options of training', () => {
  it('change the loss and nothing about the batches: smoothing, weights of classes, blended images', async () => {
    const plain = losses(await run('plain', {}));
    const before = countTensors();
    const options: readonly [string, Training][] = [
      ['smoothed', { labelSmoothing: 0.2 }],
      ['weighted', { classWeights: [1, 2, 4] }],
      ['mixed', { mix: { name: 'mixup', alpha: 1 } }],
      ['cut', { mix: { name: 'cutmix', alpha: 1 } }],
    ];
    for (const [name, training] of options) {
      const changed = losses(await run(name, training));
      expect(changed, name).toHaveLength(plain.length);
      expect(changed, name).not.toEqual(plain);
    }
    expect(countTensors()).toBe(before);
  });

  it('stop a run that finds nothing better, and select what was best', async () => {
    const steps = { steps: 40, evaluateEvery: 2 };
    const stopped = await run('stopped', { ...steps, earlyStopping: { patience: 2 } });
    const scores = stopped.validators.find(({ validator }) => validator === 'source-validation-accuracy')?.scores ?? [];
    expect(stopped.steps).toBeLessThan(40);
    const best = scores.findIndex(([step]) => step === stopped.selection.step);
    expect(scores.length - 1 - best).toBe(2);
    expect(Math.max(...scores.map(([, score]) => score))).toBe(scores[best]?.[1]);
  });

  it('evaluate averages of the weights while the steps stay the same, also after an interruption', async () => {
    const plain = await run('unaveraged', {});
    const training: Training = { averageWeights: { decay: 0.9 } };
    const averaged = await run('averaged', training);
    expect(losses(averaged)).toEqual(losses(plain));
    expect(averaged.targetTest).not.toEqual(plain.targetTest);
    const stop = new AbortController();
    const onEvent: RunExperimentOptions['onEvent'] = (event) => {
      if (event.type === 'step' && event.step === 4) stop.abort();
    };
    await expect(run('cut-short', training, { signal: stop.signal, onEvent })).rejects.toMatchObject({
      code: 'TL_INTERRUPTED',
    });
    const resumed = await run('cut-short', training, { resume: true });
    expect(resumed.targetTest).toEqual(averaged.targetTest);
    expect(resumed.curves).toEqual(averaged.curves);
  });
});

import { join } from 'node:path';
import { countTensors } from '@trunkline/engine';
import { describe, expect, it } from 'vitest';
import { tinyExperiment } from '../../test/support/tiny-experiment.ts';
import { resultOf, useShapes } from '../../test/support/tiny-invocations.ts';
import type { Experiment } from '../experiment/schema.ts';
import { planExperiment } from '../plan/plan.ts';
import { runExperiment } from './run-experiment.ts';

const folder = useShapes();

async function run(methods: Experiment['methods'], name: string) {
  const plan = await planExperiment(
    tinyExperiment(folder.shapes, { methods, validators: ['info-max'], report: { camImages: 0, embeddingImages: 0 } }),
  );
  const own = join(folder.path, 'runs', name);
  const before = countTensors();
  const summary = await runExperiment(plan, { activations: folder.activations(), folder: own });
  expect(countTensors()).toBe(before);
  return { summary, result: (label: string) => resultOf(own, `${label}/plain-to-shifted/seed-0`) };
}

describe('methods that set values of the trunk themselves, where a part of it is frozen', () => {
  it('run, and give that part none', async () => {
    const { summary, result } = await run(
      [
        { method: 'lora', options: { rank: 2 } },
        { method: 'lwf', options: { warmUpSteps: 3 } },
        { method: 'distillation', options: { teacher: 'fine-tuned', teacherSteps: 3 } },
        { method: 'swad' },
      ],
      'set',
    );
    expect(summary.status).toBe('finished');
    expect(Object.keys(result('lwf').curves)).toContain('train/loss/old');
    expect(Object.keys(result('swad').curves)).toContain('train/estimate/loss/classification');
  });

  it('say so where they must', async () => {
    await expect(run(['from-scratch'], 'begun')).rejects.toMatchObject({
      code: 'TL_TRAINABLE_RULES',
      hint: expect.stringContaining('trunk.frozenThrough') as string,
    });
  });
});

import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tinyExperiment } from '../../test/support/tiny-experiment.ts';
import { resultOf, useShapes } from '../../test/support/tiny-invocations.ts';
import type { Experiment } from '../experiment/schema.ts';
import { planExperiment } from '../plan/plan.ts';
import { partPredictions, readPredictions, type PartPredictions } from '../run/picture-predictions.ts';
import { runExperiment } from './run-experiment.ts';

const folder = useShapes();

async function run(name: string, changes: Partial<Experiment>): Promise<string> {
  const own = join(folder.path, 'runs', name);
  const plan = await planExperiment(
    tinyExperiment(folder.shapes, { report: { camImages: 0, embeddingImages: 0 }, ...changes }),
  );
  await runExperiment(plan, { folder: own, activations: folder.activations(), workers: 1 });
  return own;
}

const accuracyOf = ({ trueClass = [], topClass }: PartPredictions): number =>
  topClass.filter((label, at) => label === trueClass[at]).length / topClass.length;

describe('predictions of a finished run', () => {
  it('are those that its scores count, of the same pictures for every method of a seed', async () => {
    const own = await run('labelled', { methods: ['source-only', 'linear-probe'] });
    const id = (label: string) => `${label}/plain-to-shifted/seed-0`;
    const [first, second] = [
      await readPredictions(join(own, 'runs', id('source-only'))),
      await readPredictions(join(own, 'runs', id('linear-probe'))),
    ];
    const { targetTest, sourceTest, classNames } = resultOf(own, id('source-only'));
    expect(first.classNames).toEqual(classNames);
    expect(accuracyOf(first.target)).toBeCloseTo(targetTest?.accuracy ?? NaN, 12);
    expect(accuracyOf(first.source)).toBeCloseTo(sourceTest.accuracy, 12);
    expect([second.target.ids, second.target.trueClass]).toEqual([first.target.ids, first.target.trueClass]);
    expect(
      first.target.ids.every((one, at) => one.startsWith(`${classNames[first.target.trueClass?.[at] ?? -1]}/`)),
    ).toBe(true);
    expect(first.target.probability.every((one) => one > 0 && one <= 1)).toBe(true);
  });

  it('have no true class and no name where nobody knows the classes', async () => {
    const own = await run('unlabelled', {
      methods: ['linear-probe'],
      data: {
        ...tinyExperiment(folder.shapes).data,
        targets: [{ folder: join(folder.shapes, 'shifted'), layout: 'images' }],
      },
    });
    const { target } = await readPredictions(join(own, 'runs', 'linear-probe/plain-to-shifted/seed-0'));
    expect(target.trueClass).toBeUndefined();
    expect(target.ids.every((one) => /^[0-9a-f]{16}$/.test(one))).toBe(true);
  });

  it('are refused where there are none', async () => {
    await expect(readPredictions(join(folder.path, 'nowhere'))).rejects.toMatchObject({ code: 'TL_FILE_MISSING' });
    for (const content of [
      '',
      'null',
      '{"schema":1}',
      '{"schema":1,"classNames":[],"source":{"ids":[]},"target":null}',
    ]) {
      writeFileSync(join(folder.path, 'predictions.json'), content);
      await expect(readPredictions(folder.path)).rejects.toMatchObject({
        code: 'TL_PREDICTIONS_INVALID',
        exitStatus: 2,
      });
    }
  });

  it('of 10,000 pictures stay small', () => {
    const logits_NK = Float32Array.from({ length: 100_000 }, (_, at) => Math.sin(at));
    const ids = Array.from({ length: 10_000 }, (_, at) => `class ${at % 10}/${at}.jpg`);
    const part = partPredictions(
      ids,
      logits_NK,
      10,
      Int32Array.from(ids, (_, at) => at % 10),
    );
    const path = join(folder.path, 'large.json');
    writeFileSync(path, JSON.stringify(part));
    expect(statSync(path).size).toBeLessThan(400_000);
  });
});

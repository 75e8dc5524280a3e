import { copyFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readSafetensors, writeSafetensors } from '@trunkline/backbone';
import { loadDomain, splitPair, type LabelledImages } from '@trunkline/data';
import { countTensors, tf } from '@trunkline/engine';
import { testScores, type RunResult } from '@trunkline/evaluation';
import { createMemoryTracker } from '@trunkline/tracking';
import { describe, expect, it } from 'vitest';
import { tinyExperiment } from '../../test/support/tiny-experiment.ts';
import { useShapes } from '../../test/support/tiny-invocations.ts';
import type { Experiment } from '../experiment/schema.ts';
import { runExperiment } from '../invocation/run-experiment.ts';
import { planExperiment } from '../plan/plan.ts';
import { loadTrainedModel } from './load-trained-model.ts';

const folder = useShapes();

/** Runs an experiment and gives each run's folder by label. */
async function train(name: string, changes: Partial<Experiment>): Promise<(label: string) => string> {
  const own = join(folder.path, 'runs', name);
  const summary = await runExperiment(await planExperiment(tinyExperiment(folder.shapes, changes)), {
    folder: own,
    tracker: createMemoryTracker(),
    activations: folder.activations(),
  });
  expect(summary.failures).toEqual([]);
  return (label) => join(own, 'runs', label, 'plain-to-shifted', 'seed-0');
}

/** The source test pictures of seed 0, as a run of the tiny experiment is tested on them. */
async function sourceTest(): Promise<{ readonly pixels: Uint8Array; readonly images: LabelledImages }> {
  const [source, target] = await Promise.all(
    ['plain', 'shifted'].map((domain) => loadDomain({ folder: folder.shapes, layout: 'domain-folder', domain })),
  );
  const { sourceTest: images } = await splitPair({ sources: [source!], target: target! }, { seed: 0 });
  const everyOne = Int32Array.from({ length: images.count }, (_, index) => index);
  return { pixels: await images.pixels(everyOne, { height: 32, width: 32 }), images };
}

/** The file of a model, alone in a place of its own. */
async function alone(run: string, name: string): Promise<string> {
  const path = join(folder.path, `${name}.safetensors`);
  await copyFile(join(run, 'checkpoint', 'selected.safetensors'), path);
  return path;
}

describe('loadTrainedModel', () => {
  it('predicts from the file alone what the run was tested to predict', async () => {
    const labels = ['linear-probe', 'full-finetune', 'dann', 'mcd'];
    const narrowed = ['dann', 'mcd', 'linear-probe'].map((method) => ({
      method,
      label: `${method}-narrowed`,
      head: { kind: 'linear', bottleneck: { width: 8 } },
    }));
    const run = await train('random', { methods: [...labels, ...narrowed] });
    const { pixels, images } = await sourceTest();
    for (const label of [...labels, ...narrowed.map((row) => row.label)]) {
      const result = JSON.parse(await readFile(join(run(label), 'result.json'), 'utf8')) as RunResult;
      const before = countTensors();
      const model = await loadTrainedModel(await alone(run(label), label));
      const { logits, sides } = tf.tidy(() => {
        const { logits_BK, embedding_BD, maps_BHWC } = model.forward(pixels);
        expect(embedding_BD.shape).toEqual([images.count, model.trunk.embeddingWidth]);
        expect(maps_BHWC.shape[0]).toBe(images.count);
        return {
          logits: logits_BK.dataSync(),
          sides: (['source', 'target'] as const).map((side) => model.predict(pixels, side).logits_BK.dataSync()),
        };
      });
      const predicts = label.startsWith('mcd'); // by the mean of its two heads, the others as the network answers
      expect(sides[0]).toEqual(sides[1]);
      if (predicts) expect(sides[0]).not.toEqual(logits);
      else expect(sides[0]).toEqual(logits);
      const scores = testScores(sides[0]!, images.labels_N, result.classNames);
      expect(scores.confusion).toEqual(result.sourceTest.confusion);
      expect(scores.expectedCalibrationError).toBeCloseTo(result.sourceTest.expectedCalibrationError, 5);
      expect(model.description).toMatchObject({
        label,
        method: label.replace('-narrowed', ''),
        seed: 0,
        imageSize: 32,
        predicts,
      });
      expect('head2/kernel' in model.parameters).toBe(predicts);
      if (label.endsWith('narrowed')) {
        const own = predicts ? ['head', 'head2'] : ['head'];
        for (const head of own) {
          const moved = [...(model.parameters[`${head}/bottleneck/mean`]?.dataSync() ?? [])];
          expect(moved.some((value) => value !== 0)).toBe(true);
        }
        expect(model.head).toMatchObject({ supportsCam: false, name: 'linear + bottleneck 8' });
        expect(result.figures.cam).toBeUndefined();
      }
      model.dispose();
      expect(countTensors()).toBe(before);
    }
  });

  it('takes the folder of a run as well, and keeps no network that predictions do not need', async () => {
    const run = await train('dann', { methods: ['dann'] });
    const model = await loadTrainedModel(run('dann'));
    expect(Object.keys(model.parameters).sort()).toEqual(
      [...model.trunk.parameterNames(), ...model.head.parameters.map(({ name }) => name)].sort(),
    );
    const { tensors } = await readSafetensors(join(run('dann'), 'checkpoint', 'selected.safetensors'));
    expect(Object.keys(tensors).sort()).toEqual(Object.keys(model.parameters).sort());
    model.dispose();
  });

  it('leaves a published trunk that did not change to its weight set, and checks the digest', async () => {
    const weights = 'synthetic-digits-narrow';
    const run = await train('published', {
      methods: ['linear-probe'],
      trunk: { weights, width: 1 / 8, batchNorm: true },
    });
    const file = await alone(run('linear-probe'), 'published');
    const { tensors, metadata } = await readSafetensors(file);
    expect(Object.keys(tensors).sort()).toEqual(['head/bias', 'head/kernel']);
    const model = await loadTrainedModel(file);
    expect(model.description.weights).toMatchObject({ name: weights, partOfFile: false });
    const { pixels, images } = await sourceTest();
    const result = JSON.parse(await readFile(join(run('linear-probe'), 'result.json'), 'utf8')) as RunResult;
    const logits = tf.tidy(() => model.predict(pixels).logits_BK.dataSync());
    expect(testScores(logits, images.labels_N, result.classNames).confusion).toEqual(result.sourceTest.confusion);
    model.dispose();
    const other = { ...model.description, weights: { ...model.description.weights, digest: 'f'.repeat(64) } };
    const changed = join(folder.path, 'changed.safetensors');
    await writeSafetensors(changed, tensors, { ...metadata, model: JSON.stringify(other) });
    await expect(loadTrainedModel(changed)).rejects.toMatchObject({ code: 'TL_DIGEST_MISMATCH' });
  });

  it('says what is wrong with a file that is no whole model', async () => {
    const run = await train('whole', { methods: ['linear-probe'] });
    const { tensors, metadata } = await readSafetensors(await alone(run('linear-probe'), 'whole'));
    const description = JSON.parse(metadata['model'] ?? '') as Record<string, unknown>;
    const path = join(folder.path, 'wrong.safetensors');
    const problemOf = async (more: object, kept = tensors): Promise<string> => {
      await writeSafetensors(path, kept, { ...metadata, ...more });
      const error: unknown = await loadTrainedModel(path).catch((caught: unknown) => caught);
      expect(error).toMatchObject({ code: 'TL_MODEL_INVALID', exitStatus: 2 });
      return (error as Error).message;
    };
    const described = (change: object): object => ({ model: JSON.stringify({ ...description, ...change }) });
    expect(await problemOf({ format: 'trunkline' })).toContain('its format is "trunkline"');
    expect(await problemOf({ model: '{' })).toContain('its description is no JSON');
    expect(await problemOf(described({ classNames: [] }))).toContain('its description is wrong at classNames');
    const rest = Object.fromEntries(Object.entries(tensors).filter(([name]) => name !== 'head/bias'));
    expect(await problemOf({}, rest)).toContain('it lacks head/bias');
    expect(await problemOf(described({ classNames: ['one', 'two'] }))).toMatch(
      /head\/kernel is \[.*\], expected \[.*, 2\]/,
    );
    await writeSafetensors(path, tensors, { ...metadata, ...described({ predicts: true, method: 'gone' }) });
    await expect(loadTrainedModel(path)).rejects.toMatchObject({ code: 'TL_METHOD_UNKNOWN' });
    await expect(loadTrainedModel(join(folder.path, 'nowhere'))).rejects.toMatchObject({ code: 'TL_FILE_MISSING' });
  });
});

import { existsSync, readFileSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { startEngine } from '@trunkline/engine';
import type { EmbeddingSample, RunResult } from '@trunkline/evaluation';
import { createMemoryTracker } from '@trunkline/tracking';
import { colouredShapes } from '@trunkline/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder, tinyExperiment, writePictures } from '../../test/support/tiny-experiment.ts';
import type { Experiment } from '../experiment/schema.ts';
import { ActivationCache } from '../inputs/activation-cache.ts';
import { loadTrainedModel } from '../model/load-trained-model.ts';
import { countImages } from '../plan/count-images.ts';
import { planExperiment } from '../plan/plan.ts';
import { runExperiment } from './run-experiment.ts';

let folder: { readonly path: string; readonly remove: () => Promise<void> };
let photos: string;

beforeAll(async () => {
  await startEngine();
  folder = await temporaryFolder();
  process.env['TRUNKLINE_CACHE'] = join(folder.path, 'cache');
  await writePictures(join(folder.path, 'plain'), colouredShapes({ count: 60, seed: 5 }));
  photos = join(folder.path, 'photos');
  await writePictures(photos, colouredShapes({ count: 40, seed: 7, shifted: true }));
  // names of folders say nothing: pictures may lie anywhere below
  await rename(join(photos, 'red disc'), join(photos, 'holiday'));
});
afterAll(() => folder.remove());

const experiment = (changes: Partial<Experiment> = {}): Experiment =>
  tinyExperiment(folder.path, {
    methods: ['source-only', 'dann'],
    data: {
      source: { folder: join(folder.path, 'plain'), layout: 'image-folder' },
      targets: [{ folder: photos, layout: 'images' }],
      imageSize: 32,
    },
    selection: { validator: 'info-max' },
    validators: ['info-max', 'source-validation-accuracy'],
    ...changes,
  });

async function run(name: string, wanted: Experiment) {
  const own = join(folder.path, 'runs', name);
  const tracker = createMemoryTracker();
  const plan = await planExperiment(wanted);
  const summary = await runExperiment(plan, {
    tracker,
    folder: own,
    activations: new ActivationCache({ folder: join(folder.path, 'activations') }),
  });
  const results = plan.runs.map(
    ({ id }) => JSON.parse(readFileSync(join(own, 'runs', id, 'result.json'), 'utf8')) as RunResult,
  );
  return { own, plan, summary, results, tracker };
}

describe('a folder of pictures without labels as target', () => {
  it('is trained on, and leaves out of the records whatever needs its labels', async () => {
    const { own, plan, summary, results, tracker } = await run('photos', experiment());
    expect(await countImages(plan.experiment)).toEqual([60, 40]);
    expect(summary.status).toBe('finished');
    expect(summary.dataSets.map(({ name, count }) => [name, count])).toEqual([
      ['plain', 60],
      ['photos', 40],
    ]);
    for (const row of summary.methods) {
      expect(row.target).toBe('photos');
      expect(Object.keys(row.metrics)).toEqual(['test/source/accuracy']);
      expect(row).not.toHaveProperty('oracle');
      expect(Number.isFinite(row.selectionScore.mean)).toBe(true);
    }
    for (const [place, result] of results.entries()) {
      expect(result).not.toHaveProperty('targetTest');
      expect(result).not.toHaveProperty('oracle');
      expect(result.validators.map((one) => Object.keys(one).sort())).toEqual([
        ['better', 'chosenStep', 'scores', 'validator'],
        ['better', 'chosenStep', 'scores', 'validator'],
      ]);
      const shown = result.figures.cam ?? [];
      expect(shown.filter(({ domain }) => domain === 'target').map((one) => 'trueClass' in one)).toEqual([
        false,
        false,
      ]);
      expect(shown.filter(({ domain }) => domain === 'source').map((one) => 'trueClass' in one)).toEqual([true, true]);
      const folderOfRun = join(own, 'runs', plan.runs[place]?.id ?? '');
      for (const { overlay } of shown) expect(existsSync(join(folderOfRun, overlay))).toBe(true);
      const sample = JSON.parse(readFileSync(join(folderOfRun, 'embeddings.json'), 'utf8')) as EmbeddingSample;
      expect(sample.target.embedding_ND).toHaveLength(5);
      expect(sample.target).not.toHaveProperty('labels_N');
      expect(sample.source.labels_N).toHaveLength(5);
    }
    const { records } = tracker;
    const logged = records.flatMap((one) => (one.type === 'metrics' ? Object.keys(one.metrics) : []));
    expect(logged).toContain('test/source/accuracy');
    expect(logged.filter((name) => /target|regret|oracle/.test(name))).toEqual([]);
    const notes = records.flatMap((one) => (one.type === 'tags' ? [one.tags['mlflow.note.content'] ?? ''] : []));
    expect(notes.join('\n')).toMatch(/dann, plain → photos: no labels; score by \*info-max\* -?[\d.e-]+, 1 seeds/);
    expect(notes.join('\n')).toContain('The target has no labels, so nothing says how many of its images are.');
  });

  it('is what a trained model can be asked about', async () => {
    const own = join(folder.path, 'runs', 'photos', 'runs', 'dann', 'plain-to-photos', 'seed-0');
    const model = await loadTrainedModel(own);
    expect(model.description.classNames).toEqual(colouredShapes({ count: 3, seed: 5 }).classNames.toSorted());
    model.dispose();
  });

  it('may have a sweep, which the rule decides', async () => {
    const sweep = { grid: { 'options.adaptationWeight': [0.1, 1] } };
    const { summary } = await run('sweep', experiment({ methods: [{ method: 'dann', sweep }] }));
    const row = summary.methods[0];
    expect(row?.sweep?.trials).toHaveLength(2);
    expect(row?.sweep).not.toHaveProperty('oracle');
    expect(row?.sweep).not.toHaveProperty('regret');
  });

  it('is limited and skipped over like any other folder', async () => {
    const { source, imageSize } = experiment().data;
    const data = {
      imageSize,
      ...(source && { source }),
      targets: [{ folder: photos, layout: 'images' as const, limit: 30, name: 'some' }],
      limits: { train: 12, test: 6 },
    };
    const { summary } = await run('limited', experiment({ data }));
    expect(summary.methods[0]).toMatchObject({ target: 'some' });
    expect(summary.dataSets[1]?.count).toBe(30);
  });
});

describe('the plan', () => {
  it('warns of a selecting rule that does not look at a target without labels', async () => {
    expect((await planExperiment(experiment())).warnings.join()).not.toContain('does not look at it');
    const { warnings } = await planExperiment(experiment({ selection: {} }));
    expect(warnings.join()).toMatch(
      /classes of photos, and the selecting rule source-validation-accuracy does not look/,
    );
  });

  it.each([
    ['target-oracle', /target-oracle learns from target labels, and nobody knows the classes of the target photos/],
  ])('refuses %s on a target without labels', async (method, message) => {
    await expect(planExperiment(experiment({ methods: ['source-only', method] }))).rejects.toMatchObject({
      code: 'TL_EXPERIMENT_INVALID',
      exitStatus: 2,
      message: expect.stringMatching(message) as string,
      hint: expect.stringContaining("layout: 'image-folder'") as string,
    });
  });
});

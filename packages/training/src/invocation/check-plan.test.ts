import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tinyExperiment } from '../../test/support/tiny-experiment.ts';
import { useShapes } from '../../test/support/tiny-invocations.ts';
import { explainOverrides, loadExperiment } from '../experiment/load-experiment.ts';
import type { ResolvedExperiment } from '../experiment/resolve.ts';
import type { Experiment } from '../experiment/schema.ts';
import { planExperiment } from '../plan/plan.ts';
import { checkPlan } from './check-plan.ts';
import { runExperiment } from './run-experiment.ts';

const folder = useShapes();

type Changes = Partial<Experiment>;

function write(name: string, content: string | Uint8Array): string {
  const path = join(folder.path, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  return path;
}

/** An IDX file of bytes. */
function idx(name: string, dimensions: readonly number[], values: readonly number[]): string {
  const header = dimensions.flatMap((length) => [0, 0, length >> 8, length & 255]);
  return write(name, Uint8Array.from([0, 0, 8, dimensions.length, ...header, ...values]));
}

const digits = (name: string, classes: number) => ({
  idx: {
    images: idx(
      `${name}.images`,
      [60, 2, 2],
      Array.from({ length: 240 }, (_, at) => at),
    ),
    labels: idx(
      `${name}.labels`,
      [60],
      Array.from({ length: 60 }, (_, at) => at % classes),
    ),
  },
});

const domain = (name: string) => ({ folder: folder.shapes, layout: 'domain-folder' as const, domain: name });
const data = (changes: Partial<Experiment['data']>): Changes => ({
  data: { ...tinyExperiment(folder.shapes).data, ...changes },
});
const training = (changes: Partial<Experiment['training']>): Changes => ({
  training: { ...tinyExperiment(folder.shapes).training, ...changes },
});

/** Add a row: what is wrong, the experiment, the code that it is refused with. */
const refusals: Readonly<Record<string, readonly [string, () => Changes]>> = {
  'an unknown augmentation': ['TL_AUGMENTATION_UNKNOWN', () => data({ augment: [{ name: 'flipp' }] })],
  'an augmentation with a wrong option': [
    'TL_AUGMENTATION',
    () => data({ augment: [{ name: 'horizontal-flip', probability: 7 }] }),
  ],
  'an unknown weight set': ['TL_WEIGHT_SET_UNKNOWN', () => ({ trunk: { weights: 'imagenet-vgg99' } })],
  'weights that are not there': [
    'TL_FILE_MISSING',
    () => ({ trunk: { weights: join(folder.path, 'gone.safetensors') } }),
  ],
  'weights that are none': ['TL_WEIGHTS_INVALID', () => ({ trunk: { weights: write('page.html', '<html></html>') } })],
  'weights of another width': [
    'TL_TRUNK_MISMATCH',
    () => ({ trunk: { weights: 'synthetic-digits-narrow', width: 1 / 16 } }),
  ],
  'classes of IDX files that differ': [
    'TL_CLASSES_DIFFER',
    () => data({ source: digits('two', 2), targets: [digits('four', 4)] }),
  ],
  'a CSV of pixels whose classes differ': [
    'TL_CLASSES_DIFFER',
    () => {
      const rows = Array.from({ length: 60 }, (_, at) => `${at % 3},${at},1,2,3`);
      const csvPixels = write('pixels.csv', `label,pixel0,pixel1,pixel2,pixel3\n${rows.join('\n')}\n`);
      return data({ source: digits('two', 2), targets: [{ csvPixels }] });
    },
  ],
  'too few names of classes': [
    'TL_DATA_INVALID',
    () => data({ source: digits('four', 4), targets: [{ ...digits('four', 4), classNames: ['a', 'b'] }] }),
  ],
  'an IDX file that is missing': [
    'TL_FILE_MISSING',
    () => data({ targets: [{ idx: { images: join(folder.path, 'gone'), labels: join(folder.path, 'gone') } }] }),
  ],
  'an IDX file that was cut': [
    'TL_IDX_WRONG',
    () => {
      const { labels } = digits('cut', 2).idx;
      return data({ targets: [{ idx: { images: idx('cut.images', [60, 2, 2], [1, 2, 3]), labels } }] });
    },
  ],
  'a table of pixels with a row that is too short': [
    'TL_CSV_ROW',
    () =>
      data({ targets: [{ csvPixels: write('short.csv', 'label,pixel0,pixel1,pixel2,pixel3\n0,1,2,3,4\n1,2,3\n') }] }),
  ],
  'a manifest of files that are missing': [
    'TL_CSV_ROW',
    () => data({ targets: [{ csv: write('gone.csv', 'path,label\na.png,circle\nb.png,square\nc.png,triangle\n') }] }),
  ],
  'pages named as pictures': [
    'TL_IMAGE_CORRUPT',
    () => {
      for (const name of readdirSync(join(folder.shapes, 'plain'))) {
        for (let at = 0; at < 12; at++) write(`pages/web/${name}/${at}.png`, `<html>${name} ${at}</html>`);
      }
      return data({ targets: [{ folder: join(folder.path, 'pages'), layout: 'domain-folder', domain: 'web' }] });
    },
  ],
  'more labels than there are pictures': [
    'TL_SPLIT_EMPTY',
    () => data({ targets: [{ ...domain('shifted'), labelled: 60 }] }),
  ],
  'batches too small for a covariance': [
    'TL_BATCH_TOO_SMALL',
    () => ({ ...training({ batchSize: 1 }), methods: ['deep-coral'] }),
  ],
};

describe('a bad experiment is refused alike by the check of a dry run and by the run, before anything is written', () => {
  for (const [name, [code, changes]] of Object.entries(refusals)) {
    it(name, async () => {
      const runs = join(folder.path, 'runs', name);
      const attempt = async (use: (plan: Awaited<ReturnType<typeof planExperiment>>) => Promise<unknown>) =>
        await planExperiment(tinyExperiment(folder.shapes, changes()))
          .then(use)
          .then(
            () => undefined,
            (error: unknown) => error as Error & { code: string; hint: string },
          );
      const dry = await attempt(checkPlan);
      const run = await attempt(async (plan) => await runExperiment(plan, { folder: runs, workers: 1 }));
      expect({ code: dry?.code, message: dry?.message, hint: dry?.hint }).toEqual({
        code,
        message: run?.message,
        hint: run?.hint,
      });
      expect(run?.code).toBe(code);
      expect(dry?.hint).toBeTruthy();
      expect(existsSync(runs)).toBe(false);
    });
  }
});

describe('a fault that only laying out or checking the runs finds', () => {
  const errorWith = async (changes: Changes, set: readonly string[]): Promise<unknown> => {
    const path = write('mine.json', JSON.stringify(tinyExperiment(folder.shapes, changes)));
    const attempt = async (one: ResolvedExperiment) => await checkPlan(await planExperiment(one));
    return await attempt(await loadExperiment(path, { set })).catch(
      async (error: unknown) => await explainOverrides(error, path, { set }, attempt),
    );
  };

  it.each([
    ['trunk.weights=imagenet-vgg99', 'TL_WEIGHT_SET_UNKNOWN'],
    ['trunk.weights=gone.safetensors', 'TL_FILE_MISSING'],
    ['data.source.folder=/nowhere', 'TL_DATA_MISSING'],
    ['training.batchSize=1', 'TL_BATCH_TOO_SMALL'],
  ])('is blamed on --set %s', async (override, code) => {
    const error = await errorWith({ methods: ['deep-coral'] }, ['training.steps=3', override, 'description=fine']);
    expect(error).toMatchObject({ code, exitStatus: 2, hint: expect.stringMatching(/./) as string });
    expect((error as Error).message.slice(0, override.length + 8)).toBe(`--set ${override}: `);
  });

  it('stays with the file where the file brings it about', async () => {
    const error = await errorWith({ trunk: { weights: 'imagenet-vgg99' } }, ['training.steps=3']);
    expect(error).toMatchObject({ code: 'TL_WEIGHT_SET_UNKNOWN' });
    expect((error as Error).message).not.toContain('--set');
  });
});

describe('a plan that is checked says', () => {
  const warningsOf = async (changes: Changes): Promise<string> =>
    (await checkPlan(await planExperiment(tinyExperiment(folder.shapes, changes)))).warnings.join('\n');

  it('R25: that a batch is larger than the data', async () => {
    expect(await warningsOf(training({ batchSize: 5000 }))).toMatch(
      /The batch of 5000 is larger than the \d+ training pictures of the source: a step takes all of them\./,
    );
  });

  it('F21: how many pictures the target shares with the source', async () => {
    const again = { ...domain('plain'), limit: 50, name: 'again' };
    expect(await warningsOf(data({ targets: [again] }))).toMatch(/50 of the 50 pictures of again are also in plain/);
  });

  it('what is not on this machine yet, and fetches none of it', async () => {
    const mnist = { dataSet: 'mnist' as const };
    const said = await warningsOf({ ...data({ source: mnist, targets: [mnist] }), trunk: { weights: 'timm-vgg16' } });
    expect(said).toMatch(/mnist is not on this machine yet/);
    expect(said).toMatch(/weights timm-vgg16 are not on this machine yet/);
  });

  it('nothing of data in which nothing is odd', async () => {
    expect(await warningsOf({})).not.toMatch(/copies|also in|few pictures|no picture|larger than/);
  });
});

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { resolveExperiment } from '../experiment/resolve.ts';
import type { Experiment } from '../experiment/schema.ts';
import { countImages, outlineDomains } from './count-images.ts';
import { planExperiment } from './plan.ts';

const root = mkdtempSync(join(tmpdir(), 'trunkline-count-'));
afterAll(() => rmSync(root, { recursive: true }));

/** A folder of empty files named as pictures: none is read. */
function pictures(name: string, classes: readonly string[]) {
  for (const one of classes) {
    mkdirSync(join(root, name, one), { recursive: true });
    writeFileSync(join(root, name, one, '1.jpg'), '');
    writeFileSync(join(root, name, one, '2.jpg'), '');
  }
  return { folder: join(root, name), layout: 'image-folder' as const };
}

async function count(source: Experiment['data']['source'], ...targets: NonNullable<Experiment['data']['targets']>) {
  const training = { steps: 1, batchSize: 8 };
  const data = { source, targets, imageSize: 32 };
  return await countImages(resolveExperiment({ name: 'count', data, methods: ['source-only'], training }));
}

it('counts what can be counted without reading a picture', async () => {
  const digits = Array.from({ length: 10 }, (_, digit) => String(digit));
  const csv = join(root, 'list.csv');
  for (const digit of digits) writeFileSync(join(root, `${digit}.jpg`), digit);
  writeFileSync(csv, ['path,label', ...digits.map((digit) => `${digit}.jpg,${digit}`)].join('\n'));
  const idx = { images: join(root, 'images'), labels: join(root, 'labels') };
  const source = { ...pictures('digits', digits), limit: 15 };
  expect(
    await count(source, { dataSet: 'mnist' }, { dataSet: 'mnist', folder: root, name: 'own' }, { csv }, { idx }),
  ).toEqual([15, 70_000, undefined, 10, undefined]);
});

it('refuses what the run itself would refuse by names of classes alone', async () => {
  const source = pictures('source', ['cat', 'dog']);
  await expect(
    count(source, pictures('same', ['dog', 'cat']), pictures('other', ['cat', 'emu'])),
  ).rejects.toMatchObject({
    code: 'TL_CLASSES_DIFFER',
    message:
      'Source source and target other differ in their classes: only the source has "dog"; only the target has "emu".',
    exitStatus: 2,
  });
  await expect(count(source, { dataSet: 'mnist' })).rejects.toMatchObject({ code: 'TL_CLASSES_DIFFER' });
  await expect(count(source, pictures('single', ['cat']))).rejects.toMatchObject({ code: 'TL_ONE_CLASS' });
});

it('warns in the plan of what was noticed of a domain, once, by its name', async () => {
  const source = pictures('noticed', ['cat', 'dog']);
  const experiment = resolveExperiment({
    name: 'noticed',
    data: { source, targets: [source], imageSize: 32 },
    methods: ['source-only'],
    training: { steps: 1, batchSize: 8 },
  });
  const [outline] = await outlineDomains(experiment);
  expect(outline).toMatchObject({ classCounts: [2, 2], notes: [] });
  const plan = await planExperiment(experiment, {
    outlines: [{ ...(outline as NonNullable<typeof outline>), notes: ['3 files are left out.'] }],
  });
  expect(plan.warnings).toContain('noticed: 3 files are left out.');
});

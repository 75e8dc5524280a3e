import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { tinyExperiment, writeExperiment, writeImageFolder, writePicture } from './support/pictures.ts';
import { errorOf, trunkline } from './support/trunkline.ts';

const folder = mkdtempSync(join(tmpdir(), 'trunkline-unlabelled-'));
const photos = join(folder, 'photos');
const run = 'runs/tiny/latest/runs/dann/plain-to-photos/seed-0';
const first = join(photos, 'monday', '0.png');
let shown: { readonly stdout: string; readonly stderr: string; readonly status: number | null };

const experiment = (change: Record<string, unknown> = {}): Record<string, unknown> => {
  const whole = tinyExperiment(join(folder, 'plain'), photos);
  const data = {
    ...(whole['data'] as Record<string, unknown>),
    targets: [{ folder: photos, layout: 'images' }],
  };
  return { ...whole, data, selection: { validator: 'info-max' }, ...change };
};

beforeAll(async () => {
  await writeImageFolder(join(folder, 'plain'), 20);
  for (const day of ['monday', 'tuesday']) {
    mkdirSync(join(photos, day), { recursive: true });
    for (let index = 0; index < 12; index++) {
      const colour = [200 + index, 60, 50] as const;
      await writePicture(join(photos, day, `${index}.png`), colour, index);
    }
  }
  writeExperiment(folder, experiment());
  shown = await trunkline(['run', 'tiny.experiment.json'], { cwd: folder });
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('run compares methods by score on pictures whose classes nobody knows', () => {
  expect(shown.stderr).toMatch(/dann · plain → photos · seed 0: info-max -?[\d.e-]+, source \d/);
  expect(shown.status).toBe(0);
  const [head] = shown.stdout.split('\n').filter((line) => line.startsWith('Method'));
  expect(head).toMatch(/^Method +info-max +Source acc\. +Trained +MAdds +Time$/);
  expect(shown.stdout.replace(/\s+/g, ' ')).toContain(
    'Nobody knows the classes of photos, so there is no accuracy on it',
  );
  expect(`${shown.stdout}${shown.stderr}`).not.toMatch(/NaN|undefined/);
});

it('report has a page of what can be said, and no number that needs target labels', async () => {
  const { status, stdout } = await trunkline(['report', 'tiny'], { cwd: folder });
  expect(status).toBe(0);
  const page = readFileSync(stdout.trim(), 'utf8');
  const text = page
    .replaceAll(/<style>[\s\S]*?<\/style>/g, '')
    .replaceAll(/<[^>]+>/g, ' ')
    .replaceAll(/\s+/g, ' ');
  expect(text).toContain('Not measured: photos has no labels');
  expect(text).toContain('need target labels, so they are not on this page');
  expect(text).not.toMatch(/NaN|undefined|Target accuracy|Calibration on the target|Which classes are confused/);
});

it('predict, cam and embed work with the model of such a run', async () => {
  const predicted = await trunkline(['predict', first, '--run', run, '--json'], { cwd: folder });
  expect(predicted.status).toBe(0);
  const { probabilities } = JSON.parse(predicted.stdout) as { probabilities: Record<string, number> };
  expect(Object.keys(probabilities)).toEqual(['blue', 'green', 'red']);
  const cam = await trunkline(['cam', first, '--run', run, '--output', join(folder, 'cam.png'), '--json'], {
    cwd: folder,
  });
  expect(cam.status).toBe(0);
  const embedded = await trunkline(['embed', first, '--run', run, '--json'], { cwd: folder });
  expect((JSON.parse(embedded.stdout) as { embedding: number[] }).embedding).toHaveLength(32);
});

it('an oracle is refused before anything is written', async () => {
  writeExperiment(folder, experiment({ name: 'oracle', methods: ['target-oracle'] }), 'oracle.experiment.json');
  const ended = await trunkline(['run', 'oracle.experiment.json', '--json'], { cwd: folder });
  expect(ended.status).toBe(2);
  expect(errorOf(ended)).toMatchObject({ code: 'TL_EXPERIMENT_INVALID' });
  expect(() => readFileSync(join(folder, 'runs', 'oracle', 'latest'))).toThrow();
});

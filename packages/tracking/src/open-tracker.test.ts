import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readRecords } from './journal.ts';
import { createMemoryTracker } from './memory-tracker.ts';
import { openTracker } from './open-tracker.ts';
import type { RunRecord } from './records.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tracking-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const open = (environment: NodeJS.ProcessEnv = {}) => openTracker({ folder, environment, onNotice: () => undefined });
const records = (): RunRecord[] =>
  [...readRecords(join(folder, 'journal.jsonl'))].filter((record): record is RunRecord => record.type !== 'attempt');
const metrics = (name = 'x') =>
  records().flatMap((record) =>
    record.type === 'metrics' && name in record.metrics ? [[record.step, record.metrics[name], record.time]] : [],
  );

it('everything that is logged is in the journal, and a child knows its parent', async () => {
  const tracker = await open();
  const parent = tracker.startRun({ experiment: 'e', name: 'parent', tags: { engine: 'cpu' } });
  const child = parent.startChild({ name: 'child', id: 'child-1' });
  child.logParameters({ 'training.steps': 5, smoke: true });
  child.logMetrics({ 'train/loss/total': 0.5, bad: Number.NaN, huge: Number.POSITIVE_INFINITY }, 3);
  child.setNote('**done**');
  child.end('FINISHED');
  await tracker.close();
  expect(records()).toMatchObject([
    { type: 'start', run: parent.id, experiment: 'e', name: 'parent', tags: { engine: 'cpu' } },
    { type: 'start', run: 'child-1', experiment: 'e', parent: parent.id },
    { type: 'parameters', parameters: { 'training.steps': '5', smoke: 'true' } },
    { type: 'metrics', step: 3, metrics: { 'train/loss/total': 0.5, bad: 'NaN', huge: 'Infinity' } },
    { type: 'tags', tags: { 'mlflow.note.content': '**done**' } },
    { type: 'end', status: 'FINISHED' },
  ]);
  const again = await open();
  expect(again.runs()).toEqual([
    { id: parent.id, name: 'parent', experiment: 'e', startedAt: expect.any(Number) },
    {
      id: 'child-1',
      name: 'child',
      experiment: 'e',
      startedAt: expect.any(Number),
      parent: parent.id,
      status: 'FINISHED',
    },
  ]);
  await again.close();
});

it('after a rewind, equal values keep their original time and different ones get a new one', async () => {
  const first = await open();
  const run = first.startRun({ experiment: 'e', name: 'r' });
  run.logMetrics({ x: 1 }, 1);
  const position = first.position();
  run.logMetrics({ x: 2 }, 2);
  run.logMetrics({ x: 3 }, 3);
  const before = metrics();
  await first.close(); // the process was killed here: no end record

  for (let attempt = 0; attempt < 2; attempt++) {
    await new Promise((resolve) => setTimeout(resolve, 5));
    const tracker = await open();
    const resumed = tracker.resumeRun(run.id);
    tracker.rewind(position);
    expect(metrics()).toEqual(before.slice(0, 1));
    resumed.logMetrics({ x: 2 }, 2);
    resumed.logMetrics({ x: 3 }, 3);
    resumed.logMetrics({ x: 4 }, 4);
    await tracker.close();
    expect(metrics().slice(0, 3)).toEqual(before);
    expect(metrics()[3]![2]).toBeGreaterThan(before[2]![2] as number);
  }
});

it('without a rewind, what is already in the journal is not written again', async () => {
  const first = await open();
  const run = first.startRun({ experiment: 'e', name: 'r' });
  run.logMetrics({ x: 1, y: 1 }, 1);
  await first.close();
  const second = await open();
  const resumed = second.startRun({ experiment: 'e', name: 'r', id: run.id });
  resumed.logMetrics({ x: 1, y: 7 }, 1);
  await second.close();
  expect(metrics('x').map(([step, value]) => [step, value])).toEqual([[1, 1]]);
  expect(metrics('y').map(([step, value]) => [step, value])).toEqual([
    [1, 1],
    [1, 7],
  ]);
});

it('a value logged twice in one attempt stays twice', async () => {
  const tracker = await open();
  const run = tracker.startRun({ experiment: 'e', name: 'r' });
  run.logMetrics({ x: 1 }, 1);
  run.logMetrics({ x: 1 }, 1);
  await tracker.close();
  expect(metrics()).toHaveLength(2);
});

it('an unknown run cannot be resumed and the message names those that exist', async () => {
  const tracker = await open();
  tracker.startRun({ experiment: 'e', name: 'known' });
  expect(() => tracker.resumeRun('other')).toThrow(
    expect.objectContaining({ code: 'TL_RUN_UNKNOWN', message: expect.stringContaining('known') as string }),
  );
  await tracker.close();
});

it('no secret reaches the journal, whichever way it comes', async () => {
  const secret = 'sesame-open-1234';
  const tracker = await open({ MLFLOW_TRACKING_TOKEN: secret, SOME_SECRET: 'other-secret-99' });
  const run = tracker.startRun({ experiment: `e ${secret}`, name: secret, tags: { command: `x --token ${secret}` } });
  run.setTags({ remote: 'https://me:hunter22@host/a.git', [secret]: 'x' });
  run.logParameters({ 'a.b': secret, [`k${secret}`]: 'other-secret-99' });
  run.logInputs([
    { name: secret, digest: 'd', source: `https://u:hunter22@h/${secret}`, context: 'train', schema: { secret } },
  ]);
  run.logText(`text ${secret} `.repeat(5_000), 'long.txt');
  run.logText(secret, 'short.txt');
  run.logTable('t.json', { columns: [secret], data: [[secret]] });
  run.setNote(secret);
  run.startChild({ name: secret, tags: { a: secret } });
  await tracker.close();
  const { readdirSync } = await import('node:fs');
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile()) continue;
    const text = readFileSync(join(entry.parentPath, entry.name), 'utf8');
    for (const word of [secret, 'hunter22', 'other-secret-99']) expect(text).not.toContain(word);
  }
});

it('a file outside the run folder is kept until it is sent; one inside is named by its relative path', async () => {
  const outside = mkdtempSync(join(tmpdir(), 'outside-'));
  writeFileSync(join(outside, 'a.txt'), 'outside');
  mkdirSync(join(folder, 'figures'));
  writeFileSync(join(folder, 'figures', 'b.png'), 'inside');
  const tracker = await open();
  const run = tracker.startRun({ experiment: 'e', name: 'r' });
  run.logArtifact(join(outside, 'a.txt'));
  run.logArtifact(join(folder, 'figures'), 'pictures');
  expect(() => run.logArtifact(join(folder, 'figures', 'b.png'), '../b.png')).toThrow(
    expect.objectContaining({ code: 'TL_ARTIFACT_PATH' }),
  );
  expect(() => run.logArtifact(join(folder, 'missing'))).toThrow(expect.objectContaining({ code: 'TL_FILE_MISSING' }));
  rmSync(outside, { recursive: true });
  await tracker.close();
  const artifacts = records().filter((record) => record.type === 'artifact');
  expect(artifacts.map((record) => record.path)).toEqual(['a.txt', 'pictures/b.png']);
  expect(artifacts[1]!.file).toBe(join('figures', 'b.png'));
  expect(readFileSync(join(folder, artifacts[0]!.file), 'utf8')).toBe('outside');
});

it('tables are listed together, also after a resume, and a ragged one is refused', async () => {
  const first = await open();
  const run = first.startRun({ experiment: 'e', name: 'r' });
  run.logTable('eval/a.json', { columns: ['x'], data: [[1]] });
  await first.close();
  const second = await open();
  const resumed = second.resumeRun(run.id);
  resumed.logTable('eval/b.json', { columns: ['x'], data: [[null]] });
  expect(() => resumed.logTable('c.json', { columns: ['x'], data: [[1, 2]] })).toThrow(
    expect.objectContaining({ code: 'TL_TABLE' }),
  );
  await second.close();
  const last = records().findLast((record) => record.type === 'tags');
  expect(JSON.parse(last!.tags['mlflow.loggedArtifacts']!)).toEqual([
    { path: 'eval/a.json', type: 'table' },
    { path: 'eval/b.json', type: 'table' },
  ]);
});

it('an image that is logged again after a rewind keeps its name', async () => {
  writeFileSync(join(folder, 'a.png'), 'png');
  const tracker = await open();
  const run = tracker.startRun({ experiment: 'e', name: 'r', id: 'r1' });
  const position = tracker.position();
  run.logImage('cam/a', join(folder, 'a.png'), 2);
  const stem = records().flatMap((record) => (record.type === 'image' ? [record.stem] : []))[0]!;
  expect(stem).toMatch(/^cam~a\+step\+2\+timestamp\+\d+\+[0-9a-f-]{36}$/);
  await tracker.close();
  const second = await open();
  second.rewind(position);
  second.startRun({ experiment: 'e', name: 'r', id: 'r1' }).logImage('cam/a', join(folder, 'a.png'), 2);
  await second.close();
  expect(records().flatMap((record) => (record.type === 'image' ? [record.stem] : []))).toEqual([stem]);
});

it('logging costs microseconds', async () => {
  const tracker = await open();
  const run = tracker.startRun({ experiment: 'e', name: 'r' });
  const start = performance.now();
  for (let step = 0; step < 5_000; step++) run.logMetrics({ 'train/loss/total': step / 7 }, step);
  const each = ((performance.now() - start) * 1000) / 5_000;
  await tracker.close();
  expect(each).toBeLessThan(500); // about 10 on an idle machine
});

it('a folder where nobody may write is explained', async () => {
  const file = join(folder, 'file');
  writeFileSync(file, '');
  await expect(openTracker({ folder: join(file, 'run'), environment: {} })).rejects.toThrow(/file/);
  expect(existsSync(join(file, 'run'))).toBe(false);
});

it('the memory tracker behaves like the journal', async () => {
  const tracker = createMemoryTracker();
  const run = tracker.startRun({ experiment: 'e', name: 'r', id: 'r' });
  const position = tracker.position();
  run.logMetrics({ x: 1 }, 1);
  tracker.rewind(position);
  tracker.resumeRun('r').logMetrics({ x: 1 }, 1);
  expect(tracker.records.map((record) => record.type)).toEqual(['start', 'resume', 'metrics']);
  expect(await tracker.close()).toEqual({ pending: 0 });
});

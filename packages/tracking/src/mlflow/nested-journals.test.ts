import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { FakeMlflow } from '../../test/fake-mlflow.ts';
import { openJournal } from '../open-journal.ts';
import { openTracker } from '../open-tracker.ts';
import { syncFolder } from '../sync-folder.ts';
import type { Tracker } from '../types.ts';

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

const environment = (): NodeJS.ProcessEnv => ({ MLFLOW_TRACKING_URI: server.address });
const onNotice = (line: string): void => void notices.push(line);
const open = (more: NodeJS.ProcessEnv = environment()): Promise<Tracker> =>
  openTracker({ folder, environment: more, onNotice, backOff: quick, gatherMilliseconds: 1 });
const sync = () => syncFolder(folder, { environment: environment(), onNotice, backOff: quick });
const below = (name: string): string => join(folder, 'runs', name, 'seed-0');

/** A run above, and two runs below it, each in a journal of its own. */
async function write(tracker: Tracker): Promise<void> {
  const parent = tracker.startRun({ experiment: 'e', name: 'invocation', id: 'p' });
  for (const name of ['a', 'b']) {
    const nested = await tracker.nested(below(name));
    const run = nested.startRun({ experiment: 'e', name, id: name, parent: 'p' });
    run.logMetrics({ x: 1 }, 1);
    run.end('FINISHED');
    await nested.close();
  }
  parent.end('FINISHED');
}

it('the tracker sends the journals of the runs below, each under the run above', async () => {
  const tracker = await open();
  await write(tracker);
  expect(await tracker.close()).toMatchObject({ pending: 0, sentTo: server.address });
  for (const name of ['a', 'b']) {
    expect(server.run(name).tags.get('mlflow.parentRunId')).toBe(server.run('p').id);
    expect(server.history(name, 'x')).toEqual([[1, 1]]);
    expect(server.run(name).status).toBe('FINISHED');
  }
  expect(notices).toEqual([]);
});

it('sync sends all journals of an invocation, once', async () => {
  const tracker = await open({});
  await write(tracker);
  expect((await tracker.close()).pending).toBe(0);
  expect(await sync()).toMatchObject({ sent: 8, pending: 0 });
  expect(await sync()).toMatchObject({ sent: 0, pending: 0 });
  expect(server.run('b').tags.get('mlflow.parentRunId')).toBe(server.run('p').id);
  expect(server.history('b', 'x')).toEqual([[1, 1]]);
});

it('a server that lost its data has the run above before those below', async () => {
  const tracker = await open({});
  await write(tracker);
  await tracker.close();
  await sync();
  server.forgetEverything();
  await sync();
  for (const name of ['a', 'b']) {
    expect(server.run(name).tags.get('mlflow.parentRunId')).toBe(server.run('p').id);
  }
});

it('a journal below is cut back alone, and what follows is sent', async () => {
  const first = await open();
  first.startRun({ experiment: 'e', name: 'invocation', id: 'p' });
  const nested = await first.nested(below('a'));
  const run = nested.startRun({ experiment: 'e', name: 'a', id: 'a', parent: 'p' });
  run.logMetrics({ x: 1 }, 1);
  const position = nested.position();
  run.logMetrics({ x: 2 }, 2);
  await nested.close();
  await first.close();
  const second = await open();
  second.resumeRun('p');
  const again = await second.nested(below('a'));
  again.rewind(position);
  const resumed = again.startRun({ experiment: 'e', name: 'a', id: 'a', parent: 'p' });
  resumed.logMetrics({ x: 2, y: 5 }, 2);
  resumed.end('FINISHED');
  await again.close();
  expect((await second.close()).pending).toBe(0);
  expect(server.history('a', 'x')).toEqual([
    [1, 1],
    [2, 2],
  ]);
  expect(server.history('a', 'y')).toEqual([[2, 5]]);
});

it('a journal that another process writes is sent while it grows', async () => {
  const tracker = await open();
  tracker.startRun({ experiment: 'e', name: 'invocation', id: 'p' });
  const other = await openJournal({ folder: below('a'), environment: {}, onNotice });
  const run = other.startRun({ experiment: 'e', name: 'a', id: 'a', parent: 'p' });
  tracker.follow(below('a'));
  run.logMetrics({ x: 1 }, 1);
  await tracker.flush();
  run.logMetrics({ x: 2 }, 2);
  const deadline = Date.now() + 20_000;
  const arrived = (): number => server.history('a', 'x').length;
  while (arrived() < 2 && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 50));
  expect(arrived()).toBe(2);
  await other.close();
  await tracker.close();
});

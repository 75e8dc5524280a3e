import { spawnSync } from 'node:child_process';
import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { countDamaged, Journal, readChunk, readRecords } from './journal.ts';
import { openJournal } from './open-journal.ts';
import type { JournalRecord } from './records.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tracking-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const metric = (step: number): JournalRecord => ({ type: 'metrics', run: 'a', time: step, step, metrics: { x: step } });
const steps = (path: string): number[] =>
  [...readRecords(path)].flatMap((record) => (record.type === 'metrics' ? [record.step] : []));

it('a record is in the file as soon as append returns', () => {
  const journal = new Journal(folder);
  journal.append(metric(1));
  expect(steps(journal.paths.journal)).toEqual([1]);
  expect(journal.position()).toBe(statSync(journal.paths.journal).size);
  journal.close();
});

it('a torn last line is ignored by readers and removed by the next writer, whatever the byte it was torn at', () => {
  const journal = new Journal(folder);
  journal.append(metric(1));
  const whole = journal.position();
  journal.append(metric(2));
  journal.close();
  const path = journal.paths.journal;
  const bytes = readFileSync(path);
  for (let length = whole; length < bytes.length; length++) {
    writeFileSync(path, bytes.subarray(0, length));
    expect(readChunk(path, 0).end).toBe(whole);
    const next = new Journal(folder);
    expect(next.torn).toBe(length - whole);
    next.append(metric(3));
    next.close();
    expect(steps(path)).toEqual([1, 3]);
  }
});

it('a damaged line in the middle costs that line only', () => {
  const journal = new Journal(folder);
  journal.append(metric(1));
  journal.close();
  appendFileSync(journal.paths.journal, '\0\0\0\n' + JSON.stringify(metric(2)) + '\n');
  expect(steps(journal.paths.journal)).toEqual([1, 2]);
  expect(readChunk(journal.paths.journal, 0).damaged).toBe(1);
});

it('two writers on one folder: the second is refused with TL_LOCKED', () => {
  const journal = new Journal(folder);
  expect(() => new Journal(folder)).toThrow(expect.objectContaining({ code: 'TL_LOCKED' }));
  journal.close();
  new Journal(folder).close();
});

it('the lock of a process that was killed is taken over at once', () => {
  const dead = spawnSync(process.execPath, ['-e', '']).pid;
  writeFileSync(join(folder, 'journal.lock'), JSON.stringify({ process: dead, host: hostname() }));
  new Journal(folder).close();
});

it('a lock held on another machine is respected, and the message says how to remove it', () => {
  writeFileSync(join(folder, 'journal.lock'), JSON.stringify({ process: 1, host: 'another-machine' }));
  expect(() => new Journal(folder)).toThrow(
    expect.objectContaining({ code: 'TL_LOCKED', hint: expect.stringContaining('remove') as string }),
  );
});

it('a process id that the system gave to another process does not hold the lock', () => {
  writeFileSync(join(folder, 'journal.lock'), JSON.stringify({ process: 1, host: hostname(), started: 'earlier' }));
  new Journal(folder).close();
});

it('rewind cuts back to a position and keeps what was cut beside the journal', () => {
  const journal = new Journal(folder);
  journal.append(metric(1));
  const position = journal.position();
  journal.append(metric(2));
  journal.append(metric(3));
  expect(journal.rewind(position)).toEqual([metric(2), metric(3)]);
  journal.append(metric(4));
  journal.close();
  expect(steps(journal.paths.journal)).toEqual([1, 4]);
  expect(steps(journal.paths.cut)).toEqual([2, 3]);
});

it('a position that is not the end of a record is refused and nothing is cut', () => {
  const journal = new Journal(folder);
  journal.append(metric(1));
  const { end } = journal;
  for (const wrong of [end - 1, end + 1, -1, 0.5, Number.NaN]) {
    expect(() => journal.rewind(wrong)).toThrow(expect.objectContaining({ code: 'TL_JOURNAL_POSITION' }));
  }
  expect(journal.end).toBe(end);
  journal.close();
});

it('logging after close is an error with a code', () => {
  const journal = new Journal(folder);
  journal.close();
  expect(() => journal.append(metric(1))).toThrow(expect.objectContaining({ code: 'TL_TRACKER_CLOSED' }));
});

it('reading in stretches of any size gives every record once', () => {
  const journal = new Journal(folder);
  for (let step = 0; step < 50; step++) journal.append(metric(step));
  journal.close();
  const { journal: path } = journal.paths;
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5_000 }), (bytes) => {
      const seen: number[] = [];
      for (let offset = 0; ;) {
        const chunk = readChunk(path, offset, bytes);
        if (chunk.end === offset) break;
        offset = chunk.end;
        for (const record of chunk.records) if (record.type === 'metrics') seen.push(record.step);
      }
      expect(seen).toEqual(Array.from({ length: 50 }, (_, step) => step));
    }),
    { numRuns: 40 },
  );
});

it('a journal emptied to nothing starts again', () => {
  const journal = new Journal(folder);
  journal.close();
  truncateSync(journal.paths.journal, 3);
  const next = new Journal(folder);
  next.append(metric(1));
  next.close();
  expect(steps(next.paths.journal)).toEqual([1]);
});

/** Lines that are no records, though most of them are JSON; a row more is a case more. */
const damagedLines: readonly string[] = [
  'null',
  '7',
  '"text"',
  'true',
  '[]',
  '{}',
  '{"type":"tags","run":"x"}',
  '{"type":"tags","run":"x","time":1,"tags":null}',
  '{"type":"tags","run":"x","time":1,"tags":{"a":1}}',
  '{"type":"metrics","run":"x","time":1,"step":0,"metrics":7}',
  '{"type":"metrics","run":"x","time":1,"step":0,"metrics":{"a":null}}',
  '{"type":"metrics","run":"x","time":1,"metrics":{"a":1}}',
  '{"type":"parameters","run":"x","time":1}',
  '{"type":"start","run":"x","time":1,"tags":{}}',
  '{"type":"start","run":{},"time":1,"name":"n","experiment":"e","tags":{}}',
  '{"type":"end","run":"x","time":1,"status":"DONE"}',
  '{"type":"end","run":"x","status":"FINISHED"}',
  '{"type":"inputs","run":"x","time":1,"dataSets":[null]}',
  '{"type":"image","run":"x","time":1,"key":"k","step":0,"file":"f"}',
  '{"type":"text","run":"x","time":1,"path":"p"}',
  '{"type":"artifact","run":"x","time":1,"path":"p"}',
  '{"type":"toString","run":"x","time":1}',
  '{"type":"unheard","run":"x","time":1}',
  '{"type":"attempt"}',
  '\0\0\0\0',
];

it.each(damagedLines)(
  'R11: a line that is no record is left out with a notice, and the run goes on: %j',
  async (line) => {
    const first = await openJournal({ folder, environment: {} });
    const run = first.startRun({ experiment: 'e', name: 'n', id: 'r' });
    run.logMetrics({ a: 1 }, 0);
    await first.close();
    const path = join(folder, 'journal.jsonl');
    appendFileSync(path, `${line}\n`);
    expect(countDamaged(path)).toBe(1);
    const notices: string[] = [];
    const second = await openJournal({ folder, environment: {}, onNotice: (notice) => notices.push(notice) });
    expect(notices).toEqual([`TL_JOURNAL_DAMAGED: 1 lines of ${path} are damaged and were left out.`]);
    expect(second.runs().map(({ id }) => id)).toEqual(['r']);
    const again = second.resumeRun('r');
    again.logMetrics({ a: 1 }, 0); // was there: not twice
    again.logMetrics({ a: 2 }, 1);
    await second.close();
    const steps = [...readRecords(path)].flatMap((record) => (record.type === 'metrics' ? [record.step] : []));
    expect(steps).toEqual([0, 1]);
  },
);

it.each(['{}', 'nonsense', '[null]', '[{"path":7}]', '7'])(
  'R11: a list of tables that is none counts as no list: %s',
  async (list) => {
    const first = await openJournal({ folder, environment: {} });
    first.startRun({ experiment: 'e', name: 'n', id: 'r' }).setTags({ 'mlflow.loggedArtifacts': list });
    await first.close();
    const second = await openJournal({ folder, environment: {} });
    second.resumeRun('r').logTable('t.json', { columns: ['a'], data: [[1]] });
    await second.close();
    expect(readFileSync(join(folder, 'journal.jsonl'), 'utf8')).toContain(String.raw`[{\"path\":\"t.json\"`);
  },
);

it('R11: whatever lines a journal holds, it opens, and its whole records are read', async () => {
  const line = fc.oneof(
    fc.json({ maxDepth: 2 }),
    fc.string().map((text) => text.replaceAll('\n', ' ')),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(line, { maxLength: 8 }), async (lines) => {
      const path = join(folder, 'journal.jsonl');
      writeFileSync(path, `${JSON.stringify(metric(1))}\n${lines.map((one) => `${one}\n`).join('')}`);
      const tracker = await openJournal({ folder, environment: {}, onNotice: () => undefined });
      await tracker.close();
      expect(steps(path)).toContain(1);
    }),
    { numRuns: 50 },
  );
});

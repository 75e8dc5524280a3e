import type { RunResult } from '@trunkline/evaluation';
import type { PlannedRun, TrainingEvent } from '@trunkline/training';
import { Writable } from 'node:stream';
import { expect, it } from 'vitest';
import { barLine, RunProgress } from './run-progress.ts';

const run = { id: 'dann/0', label: 'DANN', source: 'a', target: 'b', seed: 0 } as PlannedRun;
const result = {
  targetTest: { accuracy: 0.5 },
  sourceTest: { accuracy: 0.987 },
  cost: { seconds: 12 },
} as RunResult;

const events: readonly TrainingEvent[] = [
  { type: 'preparing', domain: 'a', cut: 'block4_pool', done: 0, total: 3000 },
  { type: 'preparing', domain: 'a', cut: 'block4_pool', done: 3000, total: 3000 },
  { type: 'run-started', run, index: 0, total: 2, step: 0 },
  { type: 'step', run, step: 1, steps: 2, loss: 0.5, secondsLeft: 90 },
  { type: 'step', run, step: 2, steps: 2, loss: 0.25, secondsLeft: 60 },
  { type: 'run-finished', run, index: 0, total: 2, result, secondsLeft: 60 },
  { type: 'run-failed', run: { ...run, id: 'dann/1', seed: 1 }, index: 1, total: 2, message: 'the loss is NaN' },
];

function shown(isTTY: boolean, told = events): string {
  let text = '';
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      text += chunk.toString();
      done();
    },
  });
  const progress = new RunProgress(Object.assign(stream, { isTTY, columns: 90 }) as unknown as NodeJS.WriteStream);
  for (const event of told) progress.onEvent(event);
  progress.end();
  return text;
}

it('a pipe gets one line a run', () => {
  expect(shown(false)).toBe(
    [
      'running a through the frozen layers up to block4_pool: 3,000 images',
      '[1/2] DANN · a → b · seed 0: target 50.0 %, source 98.7 %, 12 s · about 60 s left',
      '[2/2] DANN · a → b · seed 1 failed: the loss is NaN',
      '',
    ].join('\n'),
  );
});

it('a run on a target without labels shows the score that selected its checkpoint', () => {
  const selection = { validator: 'info-max', better: 'higher', step: 4, score: 0.123456 } as const;
  const unlabelled = { sourceTest: result.sourceTest, cost: result.cost, selection } as RunResult;
  const event = { type: 'run-finished', run, index: 0, total: 1, secondsLeft: 0 } as const;
  expect(shown(false, [{ ...event, result: unlabelled }])).toBe(
    '[1/1] DANN · a → b · seed 0: info-max 0.1235, source 98.7 %, 12 s\n',
  );
});

it('a terminal gets a bar that is taken away, and the same lines', () => {
  const text = shown(true);
  expect(text).toContain('run 1/2 · about 60 s left · step 2/2 · loss 0.250 · DANN · a → b');
  expect(text).toContain('[1/2] DANN · a → b · seed 0: target 50.0 %');
  expect(text.endsWith('\r\x1b[2K')).toBe(true);
});

it('a terminal says how many runs go on side by side', () => {
  const other = { ...run, id: 'dann/1', seed: 1 };
  const text = shown(true, [
    { type: 'run-started', run, index: 0, total: 4, step: 0 },
    { type: 'run-started', run: other, index: 1, total: 4, step: 0 },
    { type: 'step', run, step: 2, steps: 2, loss: 0.5, secondsLeft: 90 },
    { type: 'step', run: other, step: 2, steps: 2, loss: 0.25, secondsLeft: 60 },
    { type: 'run-finished', run, index: 0, total: 4, result, secondsLeft: 60 },
  ]);
  expect(text).toContain('██████░░░░░░ 0/4 runs, 2 going on · about 60 s left · step 2/2 · loss 0.250');
  expect(text).toContain('[1/4] DANN · a → b · seed 0: target 50.0 %, source 98.7 %, 12 s · about 60 s left');
});

it('a bar fits its terminal', () => {
  expect(barLine(0.5, 'text', 80)).toBe('██████░░░░░░ text');
  expect(barLine(2, 'x'.repeat(100), 40)).toHaveLength(39);
});

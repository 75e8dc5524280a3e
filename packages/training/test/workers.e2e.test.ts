import { spawn, type ChildProcess } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { RunResult, Summary } from '@trunkline/evaluation';
import { colouredShapes } from '@trunkline/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Experiment } from '../src/experiment/schema.ts';
import { temporaryFolder, tinyExperiment, writePictures } from './support/tiny-experiment.ts';

let folder: { readonly path: string; readonly remove: () => Promise<void> };
let whole: string;
beforeAll(async () => {
  folder = await temporaryFolder();
  await writePictures(join(folder.path, 'shapes', 'plain'), colouredShapes({ count: 60, seed: 5 }));
  await writePictures(join(folder.path, 'shapes', 'shifted'), colouredShapes({ count: 60, seed: 5, shifted: true }));
  whole = join(folder.path, 'whole');
  expect((await start(whole, 1).ended).status).toBe(0);
});
afterAll(() => folder.remove());

interface Said {
  readonly type: string;
  readonly id?: string;
  readonly step?: number;
  readonly code?: string;
  readonly message?: string;
}

const methods = ['source-only', 'dann', 'lp-ft', 'deep-coral'];
const program = fileURLToPath(new URL('support/workers-child.mjs', import.meta.url));

function experiment(changes: Partial<Experiment> = {}): Experiment {
  return tinyExperiment(join(folder.path, 'shapes'), {
    methods: ['source-only', 'dann', { method: 'lp-ft', options: { probeSteps: 12 } }, 'deep-coral'],
    training: {
      steps: 60,
      batchSize: 8,
      evaluateEvery: 10,
      optimiser: { name: 'sgd', learningRate: 0.01 },
      threadsPerRun: 1,
    },
    ...changes,
  });
}

/** Starts an invocation, or goes on with it. `hear` gets what it says. */
function start(
  into: string,
  workers: number,
  hear: (said: Said, running: ChildProcess) => void = () => undefined,
  of = experiment(),
): { readonly ended: Promise<{ readonly status: number | null; readonly said: readonly Said[] }> } {
  const args = [program, JSON.stringify(of), into, `${into}-activations`, String(workers)];
  const running = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const said: Said[] = [];
  let rest = '';
  running.stdout.on('data', (chunk: Buffer) => {
    const lines = (rest + chunk.toString()).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const one = JSON.parse(line) as Said;
      said.push(one);
      hear(one, running);
    }
  });
  return {
    ended: new Promise((resolve, reject) => {
      running.on('error', reject);
      running.on('close', (status) => resolve({ status, said }));
    }),
  };
}

const summaryOf = (into: string): Summary => JSON.parse(readFileSync(join(into, 'summary.json'), 'utf8')) as Summary;
const runOf = (into: string, label: string): string => join(into, 'runs', label, 'plain-to-shifted', 'seed-0');

/** Results without the clock, and the bytes of the selected weights. */
function numbers(into: string): unknown {
  return methods.map((label) => {
    const result = JSON.parse(readFileSync(join(runOf(into, label), 'result.json'), 'utf8')) as RunResult;
    const weights = readFileSync(join(runOf(into, label), 'checkpoint', 'selected.safetensors'));
    return { ...result, cost: undefined, weights: weights.toString('base64') };
  });
}

/** Processes whose parent is this one. */
function childrenOf(parent: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => {
      try {
        return Number(/^\d+ \(.*\) \S (\d+)/.exec(readFileSync(`/proc/${name}/stat`, 'utf8'))?.[1]) === parent;
      } catch {
        return false;
      }
    })
    .map(Number);
}

describe('runs side by side', () => {
  it('give the numbers of runs one after another, bit for bit, each in a journal of its own', async () => {
    const into = join(folder.path, 'two');
    const { status, said } = await start(into, 2).ended;
    expect(status).toBe(0);
    const started = said.findIndex(({ type }, at) => type === 'run-started' && at > 0);
    const finished = said.findIndex(({ type }) => type === 'run-finished');
    const begunBefore = said.slice(0, finished).filter(({ type }) => type === 'run-started');
    expect(started).toBeLessThan(finished);
    expect(begunBefore).toHaveLength(2);
    expect(numbers(into)).toEqual(numbers(whole));
    expect(summaryOf(into).methods.map(({ label }) => label)).toEqual(methods);
    for (const label of methods) {
      expect(readFileSync(join(runOf(into, label), 'journal.jsonl'), 'utf8')).toContain('train/loss/total');
    }
    expect(readFileSync(join(into, 'journal.jsonl'), 'utf8')).not.toContain('train/loss/total');
  });

  it.runIf(process.platform === 'linux')(
    'one that is killed fails by name; the others go on, and resuming redoes it',
    async () => {
      const into = join(folder.path, 'killed');
      let victim: string | undefined;
      const { status, said } = await start(into, 2, ({ type, id, step }, running) => {
        if (type !== 'step' || victim !== undefined || (step ?? 0) < 5) return;
        victim = id;
        const [child] = childrenOf(running.pid ?? 0);
        if (child !== undefined) process.kill(child, 'SIGKILL');
      }).ended;
      expect(status).toBe(0);
      const failed = said.filter(({ type }) => type === 'run-failed');
      expect(failed).toHaveLength(1);
      expect(failed[0]?.message).toMatch(/^The process of .* was killed \(SIGKILL\) before the run was done\./);
      const summary = summaryOf(into);
      expect(summary.status).toBe('failed');
      expect(summary.failures[0]?.message).toMatch(/^TL_WORKER_ENDED: /);
      expect(said.filter(({ type }) => type === 'run-finished')).toHaveLength(3);
      const again = await start(into, 2).ended;
      expect(again.status).toBe(0);
      expect(again.said.filter(({ type }) => type === 'run-skipped')).toHaveLength(3);
      expect(numbers(into)).toEqual(numbers(whole));
      expect(summaryOf(into).status).toBe('finished');
    },
  );

  it('end when the process above them is killed, and can be taken up at once', async () => {
    const into = join(folder.path, 'orphaned');
    let killed = false;
    const { status } = await start(into, 2, ({ type, step }, running) => {
      if (killed || type !== 'step' || (step ?? 0) < 5) return;
      killed = true;
      running.kill('SIGKILL');
    }).ended;
    expect(status).toBeNull();
    expect((await start(into, 2).ended).status).toBe(0);
    expect(numbers(into)).toEqual(numbers(whole));
  });

  it('all save at Ctrl-C, and going on ends with the same numbers', async () => {
    const into = join(folder.path, 'interrupted');
    const reached = new Set<string>();
    let stopped = false;
    const { status, said } = await start(into, 2, ({ type, id, step }, running) => {
      if (type === 'step' && (step ?? 0) >= 5 && id !== undefined) reached.add(id);
      if (reached.size < 2 || stopped) return;
      stopped = true;
      running.kill('SIGINT');
    }).ended;
    expect(status).toBe(3);
    expect(said.at(-1)).toMatchObject({ type: 'error', code: 'TL_INTERRUPTED' });
    const again = await start(into, 2).ended;
    expect(again.status).toBe(0);
    const steps = again.said.filter(({ type }) => type === 'run-started').map(({ step }) => step ?? 0);
    expect(steps.filter((step) => step >= 5)).toHaveLength(2);
    expect(numbers(into)).toEqual(numbers(whole));
  });

  it('one whose loss is not finite touches no other', async () => {
    const into = join(folder.path, 'not-finite');
    const wild = { method: 'full-finetune', training: { optimiser: { name: 'sgd' as const, learningRate: 1e30 } } };
    const of = experiment({ methods: ['source-only', wild] });
    const { status, said } = await start(into, 2, undefined, of).ended;
    expect(status).toBe(0);
    expect(said.filter(({ type }) => type === 'run-finished').map(({ id }) => id)).toEqual([
      'source-only/plain-to-shifted/seed-0',
    ]);
    expect(summaryOf(into).failures[0]?.message).toMatch(/^TL_(LOSS|GRADIENT)_NOT_FINITE/);
  });
});

import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startEngine } from '@trunkline/engine';
import { createRandom } from '@trunkline/system';
import type { RunResult } from '@trunkline/evaluation';
import { colouredShapes } from '@trunkline/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder, tinyExperiment, writePictures } from './support/tiny-experiment.ts';

let folder: { readonly path: string; readonly remove: () => Promise<void> };
beforeAll(async () => {
  await startEngine();
  folder = await temporaryFolder();
  await writePictures(join(folder.path, 'shapes', 'plain'), colouredShapes({ count: 60, seed: 5 }));
  await writePictures(join(folder.path, 'shapes', 'shifted'), colouredShapes({ count: 60, seed: 5, shifted: true }));
});
afterAll(() => folder.remove());

const child = fileURLToPath(new URL('support/kill-child.mjs', import.meta.url));

/** Runs the child; kills it up to 20 ms after so many steps. Gives whether it ended by itself, and its output. */
async function runChild(
  experiment: string,
  into: string,
  after?: number,
): Promise<{ finished: boolean; output: string }> {
  return await new Promise((resolve, reject) => {
    const running = spawn(
      process.execPath,
      [child, experiment, into, join(folder.path, `${into.split('/').at(-1)}-activations`)],
      {
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    let output = '';
    let errors = '';
    let armed = false;
    running.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      if (armed || after === undefined || output.split('step\n').length - 1 < after) return;
      armed = true;
      setTimeout(() => running.kill('SIGKILL'), 20 * (after % 1));
    });
    running.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
    running.on('error', reject);
    running.on('exit', (code, signal) => {
      if (code === 0 || signal === 'SIGKILL') resolve({ finished: code === 0, output });
      else reject(new Error(`The child ended with ${code}:\n${errors}`));
    });
  });
}

const labels = ['dann', 'lp-ft', 'fc'];
const resultOf = (into: string, label: string): unknown => {
  const path = join(into, 'runs', label, 'plain-to-shifted', 'seed-0', 'result.json');
  const result = JSON.parse(readFileSync(path, 'utf8')) as RunResult;
  return { ...result, cost: undefined };
};
const bytesOf = (into: string, label: string): string =>
  readFileSync(join(into, 'runs', label, 'plain-to-shifted', 'seed-0', 'checkpoint', 'selected.safetensors')).toString(
    'base64',
  );

interface MetricsRecord {
  readonly type: string;
  readonly step?: number;
  readonly metrics?: Readonly<Record<string, number>>;
}

/** Every logged value but clock and memory, by run: duplicates would show. */
function journal(into: string): string[] {
  return labels.flatMap((label) => {
    const path = join(into, 'runs', label, 'plain-to-shifted', 'seed-0', 'journal.jsonl');
    return readFileSync(path, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as MetricsRecord)
      .filter(({ type }) => type === 'metrics')
      .flatMap(({ step, metrics }) =>
        Object.entries(metrics ?? {})
          .filter(([key]) => !/^(time|system|cost)\//.test(key))
          .map(([key, value]) => `${label} ${key} ${step} ${value}`),
      )
      .sort();
  });
}

describe('kill -9', () => {
  it(
    'at random moments, eight times, changes no bit of the results, the weights or the journal',
    { timeout: 600_000 },
    async () => {
      const experiment = JSON.stringify(
        tinyExperiment(join(folder.path, 'shapes'), {
          methods: [
            'dann',
            { method: 'lp-ft', options: { probeSteps: 12 } },
            { method: 'source-only', label: 'fc', head: { kind: 'vgg-fc', hiddenWidth: 16 } }, // has dropout
          ],
          training: {
            steps: 24,
            batchSize: 8,
            evaluateEvery: 6,
            optimiser: { name: 'adam', learningRate: 0.003 },
            schedule: { name: 'cosine' },
          },
        }),
      );
      const whole = join(folder.path, 'whole');
      expect((await runChild(experiment, whole)).finished).toBe(true);
      const killed = join(folder.path, 'killed');
      const random = createRandom(11);
      let kills = 0;
      let resumedAt = 0;
      for (let finished = false; !finished;) {
        // the last runs go without a kill, so that the test ends however fast the machine is
        const outcome = await runChild(experiment, killed, kills < 8 ? 1 + random.uniform() * 12 : undefined);
        finished = outcome.finished;
        if (!finished) kills++;
        resumedAt += Number(/"step":([1-9]\d*)/.exec(outcome.output)?.[1] ?? 0) > 0 ? 1 : 0;
      }
      expect(kills).toBeGreaterThanOrEqual(7);
      expect(resumedAt).toBeGreaterThan(2);
      for (const label of labels) {
        expect(resultOf(killed, label)).toEqual(resultOf(whole, label));
        expect(bytesOf(killed, label) === bytesOf(whole, label), `weights of ${label}`).toBe(true);
      }
      expect(journal(killed)).toEqual(journal(whole));
    },
  );
});

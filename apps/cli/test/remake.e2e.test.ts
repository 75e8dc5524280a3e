import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadWeights } from '@trunkline/backbone';
import { afterAll, expect, it } from 'vitest';
import { trunkline } from './support/trunkline.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'trunkline-remake-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The pretraining of the set that ships, cut to so many steps. Two threads always: their number changes last digits. */
async function remake(steps: number, name: string): Promise<{ path: string; digest: string }> {
  const file = join(root, 'experiments/pretrain-synthetic-digits/pretrain-synthetic-digits.experiment.ts');
  const changes = [`training.steps=${steps}`, `training.evaluateEvery=${steps}`].flatMap((one) => ['--set', one]);
  const { status, stdout, stderr } = await trunkline(
    ['pretrain', file, ...changes, '--folder', join(folder, name), '--out', `${name}.safetensors`, '--json'],
    { cwd: folder, env: { TRUNKLINE_THREADS: '2', TF_NUM_INTRAOP_THREADS: '2', OMP_NUM_THREADS: '2' } },
  );
  expect(status, stderr).toBe(0);
  return JSON.parse(stdout) as { path: string; digest: string };
}

it('the pretraining that ships gives the same bits twice on this machine, a hundred steps long', async () => {
  const [first, second] = [await remake(100, 'first'), await remake(100, 'second')];
  expect(second.digest).toBe(first.digest);
  expect(readFileSync(second.path).length).toBe(readFileSync(first.path).length);
});

it('begins as it did where the set was made: after ten steps other processors differ by less than 1e-4', async () => {
  const { path } = await remake(10, 'ten');
  const { parameters } = await loadWeights(path);
  const committed = JSON.parse(
    readFileSync(join(root, 'fixtures/pretraining/synthetic-digits-10-steps.json'), 'utf8'),
  ) as Record<string, readonly number[]>;
  expect(Object.keys(parameters)).toEqual(Object.keys(committed));
  for (const [name, { data }] of Object.entries(parameters)) {
    const [first, middle, last] = committed[name] as [number, number, number];
    expect(Math.abs((data[0] as number) - first), name).toBeLessThan(1e-4);
    expect(Math.abs((data[data.length >> 1] as number) - middle), name).toBeLessThan(1e-4);
    expect(Math.abs((data[data.length - 1] as number) - last), name).toBeLessThan(1e-4);
  }
});

import { join } from 'node:path';
import { expect, it } from 'vitest';
import { tinyExperiment } from '../../test/support/tiny-experiment.ts';
import { useShapes } from '../../test/support/tiny-invocations.ts';
import { ActivationCache } from '../inputs/activation-cache.ts';
import { planExperiment } from '../plan/plan.ts';
import { openWorkspace } from './workspace.ts';

const folder = useShapes();

it('counts each image once where several runs are prepared at the same time', async () => {
  const data = tinyExperiment(folder.shapes).data;
  const limits = { train: 12, validation: 6, test: 6 };
  const plan = await planExperiment(
    tinyExperiment(folder.shapes, {
      data: { ...data, limits },
      trunk: { weights: null, width: 1 / 16 },
      methods: ['linear-probe', { method: 'linear-probe', label: 'again' }],
      seeds: [0, 1],
    }),
  );
  const activations = new ActivationCache({ folder: join(folder.path, 'counted') });
  const workspace = openWorkspace(plan, { activations, onNotice: () => undefined });
  const groups = [0, 1].map((seed) => plan.runs.filter((run) => run.seed === seed));
  const prepare = async (runs: (typeof groups)[number], purpose: string): Promise<number> =>
    await workspace.prepare(runs, purpose, new AbortController().signal, () => undefined);
  const purposes = ['first', 'second', 'first', 'second'];
  const counts = await Promise.all([...groups, ...groups].map((runs, place) => prepare(runs, purposes[place] ?? '')));
  expect(counts.every((count) => count > 0)).toBe(true);
  expect(counts.slice(2)).toEqual(counts.slice(0, 2)); // what was computed for a purpose, whoever asks
  expect(await prepare([...plan.runs], 'third')).toBe(0); // everything is there
  await activations.close();
});

import { join } from 'node:path';
import { startEngine } from '@trunkline/engine';
import { colouredShapes } from '@trunkline/testkit';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { temporaryFolder, tinyExperiment, writePictures } from '../../test/support/tiny-experiment.ts';
import { ActivationCache } from '../inputs/activation-cache.ts';
import { describePlan } from '../plan/describe-plan.ts';
import { planExperiment, type Plan } from '../plan/plan.ts';
import { PriceBook } from '../prices/price-book.ts';
import { runExperiment } from './run-experiment.ts';

let folder: { readonly path: string; readonly remove: () => Promise<void> };
let shapes: string;

beforeAll(async () => {
  await startEngine();
  folder = await temporaryFolder();
  process.env['TRUNKLINE_CACHE'] = join(folder.path, 'cache');
  shapes = join(folder.path, 'shapes');
  await writePictures(join(shapes, 'plain'), colouredShapes({ count: 60, seed: 5 }));
  await writePictures(join(shapes, 'shifted'), colouredShapes({ count: 60, seed: 5, shifted: true }));
});
afterAll(() => folder.remove());

async function plan(changes: Parameters<typeof tinyExperiment>[1] = {}): Promise<Plan> {
  const prices = await PriceBook.open(await startEngine());
  return await planExperiment(tinyExperiment(shapes, changes), { counts: [60, 60], prices });
}

/** What does not follow from a clock. */
function numbers({ runs }: Plan): unknown {
  return runs.map(({ id, threads, memoryBytes, stages, bill }) => [id, threads, memoryBytes, stages, bill]);
}

it('prices a plan by what its runs have taken before', async () => {
  const first = await plan();
  expect(first.measuredSeconds).toBe(0);
  expect(describePlan(first)).toContain('a rough estimate');
  const begun = performance.now();
  await runExperiment(first, {
    folder: join(folder.path, 'runs'),
    activations: new ActivationCache({ folder: join(folder.path, 'activations') }),
    workers: 1,
  });
  const took = (performance.now() - begun) / 1000;
  const second = await plan();
  expect(numbers(second)).toEqual(numbers(first));
  expect(second.measuredSeconds).toBeCloseTo(second.estimatedSeconds - second.prefixSeconds);
  expect(describePlan(second)).toContain('(measured on this machine');
  const priced = second.estimatedSeconds - second.prefixSeconds;
  expect(priced / took).toBeGreaterThan(0.1); // the clock is real: no more than the order is certain
  expect(priced / took).toBeLessThan(2);
  // seeds and budgets change no price; another batch is another stage
  const training = { steps: 60, batchSize: 8, evaluateEvery: 3 };
  const longer = await plan({
    seeds: [3, 4],
    training: { ...training, optimiser: { name: 'adam', learningRate: 0.1 } },
  });
  expect(longer.measuredSeconds).toBeGreaterThan(2 * second.measuredSeconds);
  const other = await plan({ training: { ...training, batchSize: 4 } });
  expect(other.measuredSeconds).toBeLessThan(longer.measuredSeconds / 2);
  expect(describePlan(other)).not.toContain('(measured');
});

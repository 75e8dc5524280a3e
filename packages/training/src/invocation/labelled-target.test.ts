import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadDomain } from '@trunkline/data';
import { countTensors, startEngine, type Tensor } from '@trunkline/engine';
import type { RunResult } from '@trunkline/evaluation';
import { defineMethod, registerMethod } from '@trunkline/methods';
import { createMemoryTracker } from '@trunkline/tracking';
import { colouredShapes } from '@trunkline/testkit';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { temporaryFolder, tinyExperiment, writePictures } from '../../test/support/tiny-experiment.ts';
import type { Experiment } from '../experiment/schema.ts';
import { ActivationCache } from '../inputs/activation-cache.ts';
import { planExperiment } from '../plan/plan.ts';
import { runExperiment, type RunExperimentOptions } from './run-experiment.ts';

const given: { rows: number[]; labels: number[] }[] = [];

/** Learns from the source and from the few labels of the target alike. */
const fewLabels = defineMethod({
  name: 'few-labels',
  family: 'adaptation',
  paper: 'none: a method of this test',
  description: 'Classification of source and labelled target images.',
  helps: 'In a test.',
  options: z.strictObject({}),
  sees: ['sourceImages', 'sourceLabels_B', 'labelledTargetImages', 'labelledTargetLabels_B'],
  trainable: () => [['*', 1]],
  loss({ forward, classificationLoss }, batch) {
    given.push({
      rows: [...(batch.labelledTargetImages as Tensor).dataSync()],
      labels: [...batch.labelledTargetLabels_B.dataSync()],
    });
    const classification = classificationLoss(forward(batch.sourceImages).logits_BK, batch.sourceLabels_B);
    const adaptation = classificationLoss(forward(batch.labelledTargetImages).logits_BK, batch.labelledTargetLabels_B);
    return { total: classification.add(adaptation), terms: { classification, adaptation } };
  },
});

let folder: { readonly path: string; readonly remove: () => Promise<void> };
let shapes: string;
let remove: () => void;

beforeAll(async () => {
  await startEngine();
  remove = registerMethod(fewLabels);
  folder = await temporaryFolder();
  process.env['TRUNKLINE_CACHE'] = join(folder.path, 'cache');
  shapes = join(folder.path, 'shapes');
  await writePictures(join(shapes, 'plain'), colouredShapes({ count: 60, seed: 5 }));
  await writePictures(join(shapes, 'shifted'), colouredShapes({ count: 60, seed: 7, shifted: true }));
});
afterAll(async () => {
  remove();
  await folder.remove();
});

const domain = (name: string) => ({ folder: shapes, layout: 'domain-folder' as const, domain: name });

function experiment(labelled: number | undefined, more: Partial<Experiment['data']> = {}, trunk = {}): Experiment {
  return tinyExperiment(shapes, {
    methods: ['source-only', 'few-labels'],
    data: {
      source: domain('plain'),
      targets: [{ ...domain('shifted'), ...(labelled !== undefined && { labelled }) }],
      imageSize: 32,
      ...more,
    },
    trunk: { weights: null, width: 1 / 16, ...trunk },
    report: { camImages: 0, embeddingImages: 0 },
  });
}

async function run(name: string, wanted: Experiment, options: Partial<RunExperimentOptions> = {}) {
  given.length = 0;
  const own = join(folder.path, 'runs', name);
  await runExperiment(await planExperiment(wanted), {
    activations: new ActivationCache({ folder: join(folder.path, 'activations') }),
    ...options,
    folder: own,
  });
  return (label: string): RunResult =>
    JSON.parse(
      readFileSync(join(own, 'runs', label, 'plain-to-shifted', 'seed-0', 'result.json'), 'utf8'),
    ) as RunResult;
}

/** All but the clock and the memory. */
function numbers({ cost, ...rest }: RunResult): unknown {
  return { ...rest, trainableParameters: cost.trainableParameters };
}

it('gives a method k labelled target pictures a class, each with its own label, at every step', async () => {
  await run('pixels', experiment(2), { tracker: createMemoryTracker() });
  const target = await loadDomain(domain('shifted'));
  const pixels = await target.pixels([...target.keys.keys()].map(Number), { height: 32, width: 32 });
  const length = 32 * 32 * 3;
  const like = (row: readonly number[]): number => {
    const alike = Array.from({ length: target.count }, (_, place) =>
      correlation(row, pixels.subarray(place * length, (place + 1) * length)),
    );
    const best = Math.max(...alike);
    expect(best).toBeGreaterThan(0.999);
    return alike.indexOf(best);
  };
  expect(given).toHaveLength(6);
  const seen = given.map(({ rows, labels }) => {
    // fewer than a batch: all of them
    expect([...labels].sort()).toEqual([0, 0, 1, 1, 2, 2]);
    const places = labels.map((_, index) => like(rows.slice(index * length, (index + 1) * length)));
    expect(places.map((place) => target.labels_N[place])).toEqual(labels);
    return places.sort((a, b) => a - b).join();
  });
  expect(new Set(seen).size).toBe(1);
});

it('draws batches of them with a sampler of their own that a resume goes on with', async () => {
  for (const [name, wanted] of [
    ['cached', experiment(5, {}, { frozenThrough: 'block2_pool' })],
    ['augmented', experiment(5, { augment: ['horizontal-flip'] })],
  ] as const) {
    const before = countTensors();
    const whole = await run(name, wanted);
    expect(countTensors()).toBe(before);
    expect(given.map(({ labels }) => labels.length)).toEqual(Array.from({ length: 6 }, () => 8));
    expect(whole('few-labels').curves['train/loss/adaptation']?.length).toBeGreaterThan(0);
    const stop = new AbortController();
    const stopped = run(`${name}-stopped`, wanted, {
      signal: stop.signal,
      onEvent: (event) => {
        if (event.type === 'step' && event.run.label === 'few-labels' && event.step === 4) stop.abort();
      },
    });
    await expect(stopped).rejects.toMatchObject({ code: 'TL_INTERRUPTED' });
    const resumed = await run(`${name}-stopped`, wanted, { resume: true });
    expect(numbers(resumed('few-labels'))).toEqual(numbers(whole('few-labels')));
  }
});

it('leaves a method that does not ask for them as it is', async () => {
  const [without, beside] = [await run('without', sourceOnly(undefined)), await run('beside', sourceOnly(5))];
  expect(numbers(beside('source-only'))).toEqual(numbers(without('source-only')));
});

const sourceOnly = (labelled: number | undefined): Experiment => ({
  ...experiment(labelled),
  methods: ['source-only'],
  validators: ['last'],
});

it('is refused in the plan without labelled images, with what to write', async () => {
  await expect(planExperiment(experiment(undefined))).rejects.toMatchObject({
    code: 'TL_EXPERIMENT_INVALID',
    exitStatus: 2,
    message: expect.stringMatching(/few-labels learns from labelled images of the target.*shifted has none/) as string,
    hint: expect.stringContaining('labelled: 5') as string,
  });
});

function correlation(first: ArrayLike<number>, second: ArrayLike<number>): number {
  const centred = (values: ArrayLike<number>): number[] => {
    const all = Array.from(values);
    const mean = all.reduce((sum, one) => sum + one, 0) / all.length;
    return all.map((one) => one - mean);
  };
  const [a, b] = [centred(first), centred(second)];
  const dot = (x: number[], y: number[]): number => x.reduce((sum, one, index) => sum + one * (y[index] as number), 0);
  return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
}

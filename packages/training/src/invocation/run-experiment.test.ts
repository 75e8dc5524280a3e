import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { bfloat16Problem, countTensors } from '@trunkline/engine';
import type { RunResult, Summary } from '@trunkline/evaluation';
import { isTrunklineError } from '@trunkline/system';
import { createMemoryTracker, openTracker } from '@trunkline/tracking';
import { colouredShapes } from '@trunkline/testkit';
import { describe, expect, it } from 'vitest';
import { tinyExperiment, writePictures } from '../../test/support/tiny-experiment.ts';
import { numbers, resultOf, useShapes } from '../../test/support/tiny-invocations.ts';
import { ActivationCache } from '../inputs/activation-cache.ts';
import type { TrainingEvent } from './training-event.ts';
import type { Experiment } from '../experiment/schema.ts';
import { planExperiment } from '../plan/plan.ts';
import { runExperiment, type RunExperimentOptions } from './run-experiment.ts';

const folder = useShapes();
let count = 0;

interface Outcome {
  readonly summary: Summary;
  readonly events: readonly TrainingEvent[];
  readonly folder: string;
  readonly result: (id: string) => RunResult;
  readonly tracker: ReturnType<typeof createMemoryTracker>;
}

async function run(changes: Partial<Experiment> = {}, options: Partial<RunExperimentOptions> = {}): Promise<Outcome> {
  const plan = await planExperiment(tinyExperiment(folder.shapes, changes));
  const events: TrainingEvent[] = [];
  const own = options.folder ?? join(folder.path, 'runs', 'tiny', String(count++));
  const tracker = createMemoryTracker();
  const summary = await runExperiment(plan, {
    tracker,
    activations: folder.activations(),
    ...options,
    folder: own,
    onEvent: (event) => {
      events.push(event);
      options.onEvent?.(event);
    },
  });
  const result = (id: string): RunResult => resultOf(own, id);
  return { summary, events, folder: own, result, tracker };
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  const error: unknown = await work.catch((caught: unknown) => caught);
  if (isTrunklineError(error)) return error.code;
  throw error instanceof Error ? error : new Error('It did not throw.');
}

const id = (label: string, seed = 0): string => `${label}/plain-to-shifted/seed-${seed}`;
const everyMethod = [
  'source-only',
  'linear-probe',
  'full-finetune',
  { method: 'lp-ft', options: { probeSteps: 6 } },
  'dann',
  'deep-coral',
  'target-oracle',
];

describe('an invocation', () => {
  it('trains every method, writes what the report reads, and leaks no tensor', async () => {
    await run({ seeds: [9] });
    const before = countTensors();
    const { summary, folder: own, result, events } = await run({ methods: everyMethod, seeds: [0, 1] });
    expect(countTensors()).toBe(before);
    expect(summary.status).toBe('finished');
    expect(summary.methods.map(({ label }) => label)).toEqual(
      everyMethod.map((one) => (typeof one === 'string' ? one : one.method)),
    );
    for (const row of summary.methods) {
      expect(row.metrics['test/target/accuracy']?.count).toBe(2);
      expect(row.validators.map(({ validator }) => validator)).toContain('info-max');
      expect(row.trainableParameters).toBeLessThanOrEqual(row.totalParameters);
      expect(row.methodParameters > 0).toBe(row.method === 'dann');
    }
    expect(JSON.parse(readFileSync(join(own, 'summary.json'), 'utf8'))).toEqual(summary);
    expect(readFileSync(join(own, '..', 'latest'), 'utf8').trim()).toBe(summary.invocation);
    const dann = result(id('dann'));
    expect(Object.keys(dann.curves)).toEqual(
      expect.arrayContaining([
        'train/loss/total',
        'train/loss/classification',
        'train/loss/adaptation',
        'train/discriminator/accuracy',
        'train/adaptation-weight',
        'train/learning-rate',
        'validation/source/accuracy',
        'validator/info-max',
      ]),
    );
    expect(dann.figures.cam).toHaveLength(4);
    for (const figure of dann.figures.cam ?? []) {
      for (const path of [figure.image, figure.overlay])
        expect(existsSync(join(own, 'runs', id('dann'), path))).toBe(true);
    }
    const embeddings = JSON.parse(readFileSync(join(own, 'runs', id('dann'), 'embeddings.json'), 'utf8')) as {
      source: { embedding_ND: number[][] };
    };
    expect(embeddings.source.embedding_ND).toHaveLength(5);
    expect(dann.steps).toBe(6);
    expect([3, 6]).toContain(dann.selection.step);
    expect(dann.oracle?.targetAccuracy).toBeGreaterThanOrEqual(dann.targetTest?.accuracy ?? Infinity);
    expect(events.filter(({ type }) => type === 'run-finished')).toHaveLength(14);
  });

  it('shows the same pictures and the same first batches under every method of a seed', async () => {
    const { result } = await run({ methods: everyMethod });
    const pictures = (label: string) =>
      result(id(label)).figures.cam?.map(({ index, domain, trueClass }) => [index, domain, trueClass]);
    for (const label of ['linear-probe', 'dann', 'target-oracle'])
      expect(pictures(label)).toEqual(pictures('source-only'));
    const firstLoss = (label: string) => result(id(label)).curves['train/loss/classification']?.[0]?.[1];
    expect(firstLoss('full-finetune')).toBe(firstLoss('source-only'));
    expect(firstLoss('dann')).toBeCloseTo(firstLoss('source-only') as number, 4);
  });

  it('gives identical numbers for one seed and others for another', async () => {
    const changes = { methods: ['dann'], seeds: [3, 4] };
    const [first, second] = [await run(changes), await run(changes)];
    expect(numbers(second.result(id('dann', 3)))).toEqual(numbers(first.result(id('dann', 3))));
    expect(first.result(id('dann', 4)).curves).not.toEqual(first.result(id('dann', 3)).curves);
  });

  it('computes a frozen prefix once: over methods, over seeds as far as they share images, and never again when cached', async () => {
    const activations = join(folder.path, 'activations-counted');
    const counted = (changes: Partial<Experiment>) =>
      run(
        { trunk: { weights: null, width: 1 / 16 }, report: { camImages: 0, embeddingImages: 0 }, ...changes },
        { activations: new ActivationCache({ folder: activations }) },
      );
    const cold = await counted({
      methods: [{ method: 'linear-probe' }, { method: 'linear-probe', label: 'again', training: { steps: 4 } }],
    });
    const first = cold.result(id('linear-probe')).cost.prefixImagesComputed;
    expect(first).toBeGreaterThan(0);
    expect(first).toBeLessThanOrEqual(120);
    expect(cold.result(id('again')).cost.prefixImagesComputed).toBe(0);
    const warm = await counted({
      methods: [
        'linear-probe',
        { method: 'linear-probe', label: 'wd', training: { optimiser: { name: 'sgd', learningRate: 0.01 } } },
      ],
    });
    for (const label of ['linear-probe', 'wd']) expect(warm.result(id(label)).cost.prefixImagesComputed).toBe(0);
    expect(numbers(warm.result(id('linear-probe')))).toEqual(numbers(cold.result(id('linear-probe'))));
  });

  it('gives the numbers of an uncached run when the prefix comes from the cache', async () => {
    const methods = [{ method: 'source-only', trunk: { frozenThrough: 'block3_pool' } }];
    const cached = (await run({ methods, report: { camImages: 0 } })).result(id('source-only'));
    // an augmentation that changes nothing forces training through the pixels
    const data = tinyExperiment(folder.shapes).data;
    const pixels = (
      await run({
        methods,
        report: { camImages: 0 },
        data: { ...data, augment: [{ name: 'colour-jitter', brightness: 0, contrast: 0, saturation: 0 }] },
      })
    ).result(id('source-only'));
    const losses = (result: RunResult) => result.curves['train/loss/total']?.map(([, loss]) => loss) ?? [];
    expect(losses(pixels)).toHaveLength(losses(cached).length);
    losses(pixels).forEach((loss, index) => expect(loss).toBeCloseTo(losses(cached)[index] as number, 3));
  });

  it('ends with the same numbers when blocks are computed again, and says where bfloat16 is not to be had', async () => {
    const base = tinyExperiment(folder.shapes);
    const trunk = { weights: null, width: 1 / 16 };
    const plain = await run({ trunk, methods: ['source-only'] });
    const training = { ...base.training, recompute: true, precision: 'bfloat16' as const };
    const sparing = await run({ trunk, methods: ['source-only'], training });
    const notices = sparing.events.flatMap((event) => (event.type === 'notice' ? [event.message] : []));
    const problem = bfloat16Problem();
    if (problem !== undefined) {
      expect(notices).toContainEqual(expect.stringContaining(problem));
      expect(numbers(sparing.result(id('source-only')))).toEqual(numbers(plain.result(id('source-only'))));
    } else expect(sparing.result(id('source-only')).steps).toBe(6);
  });

  it('keeps frozen activations in half precision when asked, with nearly the same results', async () => {
    const probe = { methods: ['linear-probe'] };
    const [whole, half] = [await run(probe), await run({ ...probe, cache: { precision: 'float16' } })];
    const losses = (outcome: Outcome): number[] =>
      (outcome.result(id('linear-probe')).curves['train/loss/total'] ?? []).map(([, value]) => value);
    for (const [index, loss] of losses(half).entries()) expect(loss).toBeCloseTo(losses(whole)[index] ?? NaN, 2);
    expect(losses(half)).not.toEqual(losses(whole)); // it did round
  });

  it('trains heads on maps, batch norm, clipping and weight decay', async () => {
    const { summary, result } = await run({
      trunk: { weights: null, width: 1 / 16, batchNorm: true, frozenThrough: 'block3_pool' },
      methods: [
        { method: 'source-only', label: 'gap' },
        { method: 'source-only', label: 'fc', head: { kind: 'vgg-fc', hiddenWidth: 16 } },
        {
          method: 'deep-coral',
          label: 'coral',
          training: {
            clipNorm: 0.5,
            schedule: { name: 'cosine', warmupSteps: 2 },
            optimiser: { name: 'adamw', learningRate: 0.01, weightDecay: 0.1 },
          },
        },
      ],
    });
    expect(summary.failures).toEqual([]);
    expect(result(id('fc')).figures.cam).toBeUndefined();
    expect(result(id('fc')).cost.totalParameters).toBeGreaterThan(result(id('gap')).cost.totalParameters);
    expect(result(id('coral')).curves['train/gradient-norm']?.length).toBeGreaterThan(0);
  });

  it('learns: the oracle beats chance by far on shapes', async () => {
    const { result } = await run({
      methods: [{ method: 'target-oracle', options: { trunkRateFactor: 0.1 } }],
      training: { steps: 90, batchSize: 16, evaluateEvery: 30, optimiser: { name: 'adam', learningRate: 0.01 } },
    });
    expect(result(id('target-oracle')).targetTest?.accuracy).toBeGreaterThan(0.6);
    expect(result(id('target-oracle')).curves['validation/target/accuracy']).toHaveLength(3);
  });
});

describe('tracking', () => {
  it('logs a parent with a child for each run, under the agreed names, and no target label before the end', async () => {
    const { tracker } = await run({ methods: ['dann'] });
    const runs = tracker.runs();
    expect(runs).toHaveLength(2);
    expect(runs[1]?.parent).toBe(runs[0]?.id);
    expect(runs.map(({ status }) => status)).toEqual(['FINISHED', 'FINISHED']);
    const metrics = tracker.records.flatMap((record) =>
      record.type === 'metrics' && record.run === runs[1]?.id ? [Object.keys(record.metrics)] : [],
    );
    expect(metrics.flat()).toEqual(
      expect.arrayContaining([
        'train/loss/total',
        'validation/source/accuracy',
        'validator/info-max',
        'test/target/accuracy',
        'oracle/target/accuracy',
        'cost/peak-memory-bytes',
        'time/seconds',
      ]),
    );
    const firstTest = metrics.findIndex((names) => names.includes('test/target/accuracy'));
    const lastTraining = metrics.findLastIndex((names) => names.includes('train/loss/total'));
    expect(firstTest).toBeGreaterThan(lastTraining);
    expect(
      metrics
        .slice(0, firstTest)
        .flat()
        .filter((name) => name.includes('target')),
    ).toEqual([]);
    const parameters = tracker.records.flatMap((record) =>
      record.type === 'parameters' && record.run === runs[1]?.id ? [record.parameters] : [],
    );
    expect(Object.assign({}, ...parameters)).toMatchObject({
      'options.adaptationWeight': '1',
      'cost.parameters': expect.stringMatching(/^\d+$/) as string,
      'training.optimiser.learningRate': '0.01',
    });
  });

  it('lets a report be logged while the parent is open, and survives one that fails', async () => {
    const notes: string[] = [];
    await run(
      { methods: ['linear-probe'] },
      { onSummary: ({ parent, summary }) => Promise.resolve(parent.logText(summary.experiment, 'report.txt')) },
    );
    const { events, summary } = await run(
      { methods: ['linear-probe'] },
      { onSummary: () => Promise.reject(new Error('no ink')) },
    );
    for (const event of events) if (event.type === 'notice') notes.push(event.message);
    expect(notes.join()).toMatch(/report could not be made: no ink/);
    expect(summary.status).toBe('finished');
  });
});

describe('going on', () => {
  it('stops at the next step when asked, says how to go on, and ends with the same numbers', async () => {
    const methods = ['source-only', 'dann'];
    const whole = await run({ methods });
    const own = join(folder.path, 'runs', 'tiny', 'stopped');
    const controller = new AbortController();
    const first = planExperiment(tinyExperiment(folder.shapes, { methods })).then((plan) =>
      runExperiment(plan, {
        folder: own,
        signal: controller.signal,
        resumeCommand: 'trunkline run x --resume',
        onEvent: (event) => {
          if (event.type === 'step' && event.run.label === 'dann' && event.step === 4) controller.abort();
        },
      }),
    );
    const error: unknown = await first.catch((caught: unknown) => caught);
    expect(error).toMatchObject({
      code: 'TL_INTERRUPTED',
      exitStatus: 3,
      hint: 'Go on with: trunkline run x --resume',
    });
    expect((JSON.parse(readFileSync(join(own, 'summary.json'), 'utf8')) as Summary).status).toBe('interrupted');
    const starts: number[] = [];
    const plan = await planExperiment(tinyExperiment(folder.shapes, { methods }));
    const events: TrainingEvent[] = [];
    const summary = await runExperiment(plan, {
      folder: own,
      resume: true,
      onEvent: (event) => {
        events.push(event);
        if (event.type === 'run-started') starts.push(event.step);
      },
    });
    expect(starts).toEqual([4]);
    expect(events.filter(({ type }) => type === 'run-skipped')).toHaveLength(1);
    expect(summary.status).toBe('finished');
    for (const label of methods) {
      const resumed = resultOf(own, id(label));
      expect(numbers(resumed)).toEqual(numbers(whole.result(id(label))));
    }
  });

  it('stopped within an evaluation, goes on with that evaluation, and ends with the same numbers', async () => {
    const whole = await run({ methods: ['source-only'] });
    const own = join(folder.path, 'runs', 'tiny', 'stopped-in-evaluation');
    const plan = await planExperiment(tinyExperiment(folder.shapes, { methods: ['source-only'] }));
    const controller = new AbortController();
    // the point of the curves at step 3 is logged just before the evaluation of step 3 begins
    const tracker = await openTracker({ folder: own });
    const nested = tracker.nested.bind(tracker);
    tracker.nested = async (own) => {
      const journal = await nested(own);
      return {
        ...journal,
        startRun: (options) => {
          const child = journal.startRun(options);
          const logMetrics = child.logMetrics.bind(child);
          child.logMetrics = (values, step) => {
            logMetrics(values, step);
            if (step === 3) controller.abort();
          };
          return child;
        },
      };
    };
    await expect(runExperiment(plan, { folder: own, signal: controller.signal, tracker })).rejects.toMatchObject({
      code: 'TL_INTERRUPTED',
    });
    await tracker.close();
    const started: number[] = [];
    await runExperiment(plan, {
      folder: own,
      resume: true,
      onEvent: (event) => {
        if (event.type === 'run-started') started.push(event.step);
      },
    });
    expect(started).toEqual([3]);
    const resumed = resultOf(own, id('source-only'));
    expect(numbers(resumed)).toEqual(numbers(whole.result(id('source-only'))));
  });

  it('leaves finished runs alone', async () => {
    const { folder: own } = await run();
    const before = JSON.parse(readFileSync(join(own, 'summary.json'), 'utf8')) as Summary;
    const { events, summary } = await run({}, { folder: own, resume: true, command: 'trunkline run x --resume' });
    expect(summary.command).toBe(before.command); // what began it, so that it can be done again
    expect(events.filter(({ type }) => type === 'run-started')).toEqual([]);
  });

  it('refuses a folder that is taken, one that is in use, and an experiment that changed', async () => {
    const { folder: own } = await run();
    expect(await codeOf(run({}, { folder: own }))).toBe('TL_RUN_FOLDER_EXISTS');
    expect(await codeOf(run({ seeds: [5] }, { folder: own, resume: true }))).toBe('TL_EXPERIMENT_CHANGED');
    expect(await codeOf(run({}, { folder: join(own, 'nothing'), resume: true }))).toBe('TL_NOTHING_TO_RESUME');
    const holder = await openTracker({ folder: own });
    const plan = await planExperiment(tinyExperiment(folder.shapes));
    expect(await codeOf(runExperiment(plan, { folder: own, resume: true }))).toBe('TL_LOCKED');
    await holder.close();
  });
});

describe('bad input', () => {
  it('R25: records a run whose loss is not finite, and goes on with the others', async () => {
    const diverging = {
      method: 'full-finetune',
      training: { optimiser: { name: 'sgd', learningRate: 1e30 } },
    } as const;
    const { summary, folder: own } = await run({ methods: [diverging, 'linear-probe'] });
    expect(summary.status).toBe('failed');
    expect(summary.failures).toHaveLength(1);
    expect(summary.failures[0]?.message).toMatch(/TL_LOSS_NOT_FINITE.*[Ll]ower .*learning/);
    expect(existsSync(join(own, 'runs', id('linear-probe'), 'result.json'))).toBe(true);
    expect(existsSync(join(own, 'runs', id('full-finetune'), 'result.json'))).toBe(false);
  });

  it('stops before anything is written when data are missing or unfit', async () => {
    const data = tinyExperiment(folder.shapes).data;
    const missing = join(folder.path, 'runs', 'tiny', 'missing');
    const target = (domain: string) => ({
      data: { ...data, targets: [{ folder: folder.shapes, layout: 'domain-folder' as const, domain }] },
    });
    const code = await codeOf(run(target('nowhere'), { folder: missing }));
    expect(code).toMatch(/^TL_/);
    expect(existsSync(join(missing, 'experiment.json'))).toBe(false);
    await writePictures(join(folder.shapes, 'four'), colouredShapes({ count: 24, classes: 4, seed: 1 }));
    expect(await codeOf(run(target('four'), { folder: missing }))).toBe('TL_CLASSES_DIFFER');
    expect(existsSync(missing)).toBe(false);
    await mkdir(join(folder.shapes, 'one', 'red disc'), { recursive: true });
    await rename(
      join(folder.shapes, 'four', 'red disc', '0000.png'),
      join(folder.shapes, 'one', 'red disc', '0000.png'),
    );
    expect(await codeOf(run(target('one')))).toBe('TL_ONE_CLASS');
    await mkdir(join(folder.shapes, 'one', 'green square'));
    expect(await codeOf(run(target('one')))).toBe('TL_CLASS_EMPTY');
  });

  it('names a picture that cannot be decoded', async () => {
    const root = join(folder.path, 'broken');
    await writePictures(join(root, 'plain'), colouredShapes({ count: 30, seed: 5 }));
    writeFileSync(join(root, 'plain', 'red disc', '0003.png'), 'not a picture');
    const data = (onCorrupt: 'error' | 'skip') => {
      const domain = { folder: root, layout: 'domain-folder', domain: 'plain', onCorrupt } as const;
      return { data: { ...tinyExperiment(root).data, source: domain, targets: [domain] }, methods: ['linear-probe'] };
    };
    const error: unknown = await run(data('error')).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: 'TL_IMAGE_CORRUPT' });
    expect((error as Error).message).toMatch(/0003\.png/);
    const { events } = await run(data('skip'));
    expect(events.some((event) => event.type === 'notice' && event.message.includes('0003.png'))).toBe(true);
    rmSync(root, { recursive: true });
  });
});

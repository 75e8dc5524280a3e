import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadWeights } from '@trunkline/backbone';
import { isTrunklineError } from '@trunkline/system';
import { describe, expect, it } from 'vitest';
import { tinyExperiment } from '../../test/support/tiny-experiment.ts';
import { useShapes } from '../../test/support/tiny-invocations.ts';
import type { Experiment } from '../experiment/schema.ts';
import { runExperiment } from '../invocation/run-experiment.ts';
import { planExperiment } from '../plan/plan.ts';
import { pretrain, type PretrainedWeights, type PretrainOptions } from './pretrain.ts';

const folder = useShapes();
let count = 0;

function experiment(changes: Partial<Experiment> = {}): Experiment {
  const plain = { folder: folder.shapes, layout: 'domain-folder', domain: 'plain' } as const;
  return tinyExperiment(folder.shapes, {
    data: { source: plain, targets: [plain], imageSize: 32 },
    trunk: { weights: null, width: 1 / 16, batchNorm: true },
    methods: ['full-finetune'],
    report: { camImages: 0, embeddingImages: 0 },
    ...changes,
  });
}

async function make(
  changes: Partial<Experiment> = {},
  options: Partial<PretrainOptions> = {},
): Promise<PretrainedWeights> {
  const place = join(folder.path, `made-${count++}`);
  return await pretrain(await planExperiment(experiment(changes)), {
    folder: join(place, 'run'),
    out: join(folder.path, `${count}.safetensors`),
    licence: 'MIT',
    command: 'trunkline pretrain tiny --out tiny.safetensors',
    ...options,
  });
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  const error: unknown = await work.catch((caught: unknown) => caught);
  if (isTrunklineError(error)) return error.code;
  throw error instanceof Error ? error : new Error('It did not throw.');
}

describe('pretrain', () => {
  it('writes weights that say how they were made, the same bytes each time', async () => {
    const made = await make();
    const loaded = await loadWeights(made.path);
    expect(loaded).toMatchObject({
      digest: made.digest,
      width: 1 / 16,
      batchNorm: true,
      negativeSlope: 0.2,
      seen: 'labelled images of shapes, plain',
    });
    expect(made.card).toMatchObject({
      method: 'full-finetune',
      seed: 0,
      steps: 6,
      batchSize: 8,
      heldOut: { count: 12 },
      licence: 'MIT',
    });
    expect(made.card.data).toHaveLength(1);
    expect(made.card.data[0]).toMatchObject({ name: 'shapes', domain: 'plain', count: 60 });
    const again = await make();
    expect(readFileSync(again.path).equals(readFileSync(made.path))).toBe(true);
  });

  it('stops when asked to, leaves no file, and going on gives the same bytes as never having stopped', async () => {
    const whole = await make();
    const stop = new AbortController();
    const place = { folder: join(folder.path, 'stopped'), out: join(folder.path, 'stopped.safetensors') };
    const stopped = make(
      {},
      {
        ...place,
        signal: stop.signal,
        checkpointSeconds: 0,
        onEvent: (event) => {
          if (event.type === 'step' && event.step === 4) stop.abort();
        },
      },
    );
    expect(await codeOf(stopped)).toBe('TL_INTERRUPTED');
    expect(() => readFileSync(place.out)).toThrow(/ENOENT/);
    const resumed = await make({}, { ...place, resume: true });
    expect(readFileSync(resumed.path).equals(readFileSync(whole.path))).toBe(true);
  });

  it('makes a trunk that an experiment names and transfers', async () => {
    const made = await make();
    const plan = await planExperiment(
      tinyExperiment(folder.shapes, {
        trunk: { weights: made.path, width: 1 / 16, batchNorm: true },
        methods: ['linear-probe'],
      }),
    );
    const summary = await runExperiment(plan, { folder: join(folder.path, 'transferred') });
    expect(summary.status).toBe('finished');
    expect(summary.weights).toEqual([
      { name: made.path, digest: made.digest, seen: expect.any(String) as string, labels: ['linear-probe'] },
    ]);
  });

  it('overwrites nothing', async () => {
    const out = join(folder.path, 'mine.safetensors');
    writeFileSync(out, 'mine');
    expect(await codeOf(make({}, { out }))).toBe('TL_FILE_EXISTS');
    expect(readFileSync(out, 'utf8')).toBe('mine');
  });

  it.each<[string, Partial<Experiment>, RegExp]>([
    ['two runs', { seeds: [0, 1] }, /2 runs/],
    ['another target', { data: tinyExperiment('shapes').data }, /target is shifted, its source plain/],
    ['a method that sees the target', { methods: ['dann'] }, /dann sees targetImages/],
    ['a method that trains no trunk', { methods: ['linear-probe'] }, /freezes the trunk/],
    [
      'a frozen trunk',
      { trunk: { weights: null, frozenThrough: 'block2_pool' } },
      /freezes the trunk up to block2_pool/,
    ],
    ['weights to start from', { trunk: { weights: 'imagenet-vgg16' } }, /starts from imagenet-vgg16/],
  ])('refuses %s', async (_what, changes, message) => {
    const error: unknown = await make(changes).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: 'TL_PRETRAINING_INVALID', exitStatus: 2 });
    expect((error as Error).message).toMatch(message);
  });
});

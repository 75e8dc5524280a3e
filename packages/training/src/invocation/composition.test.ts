import { join } from 'node:path';
import { readSafetensors } from '@trunkline/backbone';
import { tf } from '@trunkline/engine';
import type { RunResult } from '@trunkline/evaluation';
import { describe, expect, it } from 'vitest';
import { tinyExperiment } from '../../test/support/tiny-experiment.ts';
import { numbers, resultOf, useShapes } from '../../test/support/tiny-invocations.ts';
import type { Experiment } from '../experiment/schema.ts';
import { loadTrainedModel } from '../model/load-trained-model.ts';
import { planExperiment } from '../plan/plan.ts';
import { runExperiment, type RunExperimentOptions } from './run-experiment.ts';

const folder = useShapes();

const dann = { method: 'dann', options: { hiddenWidth: 16 } };
const lpFt = { probeSteps: 3, probeTolerance: 0 };
const methods = {
  plain: { ...dann, label: 'plain' },
  'at weight 0': {
    ...dann,
    label: 'at weight 0',
    add: [
      { term: 'mcc', weight: 0 },
      { term: 'cdan', weight: 0, options: { hiddenWidth: 8 } },
    ],
  },
  'dann+bnm+mcc': { ...dann, add: ['bnm', { term: 'mcc', weight: 0.5, options: { temperature: 2 } }] },
  'lp-ft': { method: 'lp-ft', options: lpFt, training: { steps: 3 } },
  'linear-probe then full-finetune': { chain: ['linear-probe', 'full-finetune'] },
  'lp-ft then mcc': {
    chain: [
      { method: 'lp-ft', options: { probeSteps: 2 } },
      { method: 'mcc', share: 2 },
    ],
  },
  'source-only then ada-bn': {
    chain: ['source-only', { method: 'ada-bn', options: { adaptationSteps: 2 } }],
    trunk: { batchNorm: true },
  },
} satisfies Record<string, Experiment['methods'][number]>;
type Row = keyof typeof methods;

async function run(name: string, rows: readonly Row[], options: Partial<RunExperimentOptions> = {}) {
  const plan = await planExperiment(
    tinyExperiment(folder.shapes, {
      methods: rows.map((row) => methods[row]),
      validators: ['last'],
      training: { steps: 6, batchSize: 8, evaluateEvery: 3, optimiser: { name: 'sgd', learningRate: 0.05 } },
      report: { camImages: 0, embeddingImages: 0 },
    }),
  );
  const own = join(folder.path, 'runs', name);
  await runExperiment(plan, { activations: folder.activations(), ...options, folder: own });
  const place = (row: Row): string => `${row.replaceAll(/[^a-z0-9]+/g, '-')}/plain-to-shifted/seed-0`;
  return {
    result: (row: Row): RunResult => resultOf(own, place(row)),
    model: (row: Row): string => join(own, 'runs', place(row), 'checkpoint', 'selected.safetensors'),
  };
}

/** What follows from the weights of the trunk and the head; the total loss counts a discriminator's, whatever its weight. */
function learnt({ curves, selection, targetTest, steps }: RunResult): unknown {
  const isOfAnother = (name: string): boolean => /^train\/(loss\/(mcc|cdan|total)$|cdan\/)/.test(name);
  return {
    curves: Object.fromEntries(Object.entries(curves).filter(([name]) => !isOfAnother(name))),
    selection,
    targetTest,
    steps,
  };
}

describe('methods that an experiment puts together', () => {
  let whole: Awaited<ReturnType<typeof run>>;
  const rows = Object.keys(methods) as Row[];

  it('run through the one loop, each under its own name', async () => {
    whole = await run('whole', rows);
    const added = whole.result('dann+bnm+mcc');
    expect([added.label, added.method, added.family]).toEqual(['dann+bnm+mcc', 'dann+bnm+mcc', 'adaptation']);
    expect(Object.keys(added.curves)).toEqual(
      expect.arrayContaining([
        'train/loss/classification',
        'train/loss/adaptation',
        'train/loss/bnm',
        'train/loss/mcc',
      ]),
    );
    expect(learnt(added)).not.toEqual(learnt(whole.result('plain')));
    const chain = whole.result('lp-ft then mcc');
    expect([chain.label, chain.method]).toEqual(['lp-ft then mcc', 'lp-ft then mcc']);
    // two steps of probing, a third of the budget for the rest of lp-ft, two thirds for mcc: its evaluations alone are candidates
    expect(chain.steps).toBe(2 + 2 + 4);
    expect(chain.validators[0]?.scores.map(([step]) => step)).toEqual([7, 8]);
    expect(Object.keys(chain.curves)).toContain('train/loss/adaptation');
  });

  it('added terms whose weight is 0 change no bit of what is learnt', async () => {
    expect(learnt(whole.result('at weight 0'))).toEqual(learnt(whole.result('plain')));
    expect(whole.result('at weight 0').curves['train/loss/mcc']?.length).toBeGreaterThan(0);
    const [one, other] = await Promise.all(
      (['at weight 0', 'plain'] as const).map(async (row) => (await readSafetensors(whole.model(row))).tensors),
    );
    expect(one).toEqual(other);
  });

  it('a chain of a probe and full fine-tuning is LP-FT, bit for bit', async () => {
    const [chain, own] = [whole.result('linear-probe then full-finetune'), whole.result('lp-ft')];
    expect(learnt(chain)).toEqual(learnt(own));
    const [one, other] = await Promise.all(
      (['linear-probe then full-finetune', 'lp-ft'] as const).map(
        async (row) => (await readSafetensors(whole.model(row))).tensors,
      ),
    );
    expect(one).toEqual(other);
  });

  it('a chain whose last method predicts by networks of its own is loaded with them', async () => {
    const model = await loadTrainedModel(whole.model('source-only then ada-bn'));
    expect(model.description.stage).toBe('2-ada-bn/target');
    expect(Object.keys(model.parameters).some((name) => name.startsWith('2-ada-bn/target/backbone/'))).toBe(true);
    tf.tidy(() => {
      const pixels = Uint8Array.from({ length: 32 * 32 * 3 }, (_, place) => (place * 37) % 256);
      const logits = (side: 'source' | 'target') => Array.from(model.predict(pixels, side).logits_BK.dataSync());
      expect(logits('target').every(Number.isFinite)).toBe(true);
      expect(logits('target')).not.toEqual(logits('source'));
    });
    model.dispose();
  });

  it.each([
    ['in its first method', 'lp-ft then mcc', 3],
    ['in its second method', 'lp-ft then mcc', 6],
  ] as const)('stopped %s, %s goes on with the same numbers', async (_where, row, step) => {
    const stop = new AbortController();
    const onEvent: RunExperimentOptions['onEvent'] = (event) => {
      if (event.type === 'step' && event.step === step) stop.abort();
    };
    const stopped = run(`stopped-${step}`, [row], { signal: stop.signal, onEvent });
    await expect(stopped).rejects.toMatchObject({ code: 'TL_INTERRUPTED' });
    const resumed = await run(`stopped-${step}`, [row], { resume: true });
    expect(numbers(resumed.result(row))).toEqual(numbers(whole.result(row)));
  });
});

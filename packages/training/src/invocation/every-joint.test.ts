import { join } from 'node:path';
import { countTensors } from '@trunkline/engine';
import type { RunResult } from '@trunkline/evaluation';
import { describe, expect, it } from 'vitest';
import { tinyExperiment } from '../../test/support/tiny-experiment.ts';
import { numbers, resultOf, useShapes } from '../../test/support/tiny-invocations.ts';
import { planExperiment } from '../plan/plan.ts';
import { runExperiment, type RunExperimentOptions } from './run-experiment.ts';

const folder = useShapes();

const views = { weak: ['horizontal-flip'], strong: ['colour-jitter'] };
const methods = [
  { method: 'mcd', options: { generatorSteps: 2 } },
  { method: 'shot', options: { refreshes: 2 } },
  { method: 'fix-match', options: { ...views, threshold: 0.2 } },
  { method: 'wise-ft', options: { probeSteps: 3, alphas: [0.5] } },
  { method: 'layer-decay' },
  { method: 'ada-bn', options: { adaptationSteps: 4 } },
  { method: 'tent', options: { adaptationSteps: 4 } },
  { method: 'cdan', options: { entropyConditioning: true, largestMap: 64, randomWidth: 32, hiddenWidth: 16 } },
  { method: 'pada', options: { refreshes: 3, hiddenWidth: 16 } },
  { method: 'coral' },
  { method: 'label-shift', options: { heldOutEvery: 2 } },
  { method: 'eata', options: { adaptationSteps: 4, importanceSteps: 2, entropyMargin: 1, redundancyMargin: 1 } },
  { method: 'delta', options: { layers: ['block3_pool', 'block5_pool'] } },
];

const trunk = { weights: null, width: 1 / 16, batchNorm: true };

async function run(name: string, options: Partial<RunExperimentOptions> = {}, label?: string) {
  const plan = await planExperiment(
    tinyExperiment(folder.shapes, {
      methods: methods.filter(({ method }) => label === undefined || method === label),
      trunk,
      validators: ['source-validation-accuracy', 'info-max', 'last'],
      report: { camImages: 0, embeddingImages: 0 },
    }),
  );
  const own = join(folder.path, 'runs', 'tiny', name);
  const activations = folder.activations();
  const summary = await runExperiment(plan, { activations, ...options, folder: own });
  const result = (label: string): RunResult => resultOf(own, `${label}/plain-to-shifted/seed-0`);
  return { summary, result };
}

describe('methods that stress each joint of the contract', () => {
  let whole: Awaited<ReturnType<typeof run>>;

  it('run through the one loop and leak no tensor', async () => {
    const before = countTensors();
    whole = await run('whole');
    expect(countTensors()).toBe(before);
    const { summary, result } = whole;
    expect(summary.status).toBe('finished');
    const curves = (label: string): string[] => Object.keys(result(label).curves);
    expect(curves('mcd')).toEqual(
      expect.arrayContaining([
        'train/classify/loss/total',
        'train/disagree/loss/discrepancy',
        'train/agree/loss/total',
      ]),
    );
    expect(curves('fix-match')).toContain('train/confident-share');
    // a stage without the source: no held-out accuracy in it, and the last checkpoint where the rule would read the source
    const shot = result('shot');
    expect(shot.selection.validator).toBe('last');
    expect(shot.curves['validation/source/accuracy']?.map(([step]) => step)).toEqual([3]);
    expect(shot.curves['validator/info-max']?.length).toBeGreaterThan(1);
    // one candidate more than the evaluated steps, behind the last of them
    const wise = result('wise-ft');
    const scores = wise.validators.find(({ validator }) => validator === 'source-validation-accuracy')?.scores ?? [];
    expect(scores.map(([step]) => step)).toEqual([6, 9, 10]);
    expect(result('ada-bn').curves['train/estimate/loss/entropy']?.length).toBeGreaterThan(0);
    expect(result('tent').curves['train/loss/entropy']?.length).toBeGreaterThan(0);
    expect(curves('cdan')).toContain('train/discriminator/accuracy');
    expect(curves('pada')).toContain('train/weight/class-0');
    expect(curves('label-shift')).toContain('train/learn/share/class-0');
    expect(curves('eata')).toContain('train/adapted-share');
    expect(result('delta').curves['train/loss/maps']?.length).toBeGreaterThan(0);
  });

  it.each([
    ['in the middle of phases', 'mcd', 4],
    ['between passes over the target', 'shot', 5],
    ['with views', 'fix-match', 4],
    ['after a stage has begun', 'wise-ft', 5],
    ['while statistics move', 'ada-bn', 8],
    ['while scales and offsets adapt', 'tent', 8],
    ['with a random map', 'cdan', 4],
    ['with weights of classes', 'pada', 5],
    ['with a map that was computed once', 'coral', 4],
    ['while importance is measured', 'eata', 7],
  ])('go on %s with the same numbers', async (_where, label, step) => {
    const stop = new AbortController();
    const onEvent: RunExperimentOptions['onEvent'] = (event) => {
      if (event.type === 'step' && event.step === step) stop.abort();
    };
    const stopped = run(`stopped-${label}`, { signal: stop.signal, onEvent }, label);
    await expect(stopped).rejects.toMatchObject({ code: 'TL_INTERRUPTED' });
    const resumed = await run(`stopped-${label}`, { resume: true }, label);
    expect(numbers(resumed.result(label))).toEqual(numbers(whole.result(label)));
  });
});

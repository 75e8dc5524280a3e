import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { RunResult, Summary } from '@trunkline/evaluation';
import { createMemoryTracker } from '@trunkline/tracking';
import { colouredShapes } from '@trunkline/testkit';
import { describe, expect, it } from 'vitest';
import { tinyExperiment, writePictures } from '../../test/support/tiny-experiment.ts';
import { resultOf, useShapes } from '../../test/support/tiny-invocations.ts';
import type { Experiment } from '../experiment/schema.ts';
import { planExperiment, type Plan } from '../plan/plan.ts';
import { runExperiment } from './run-experiment.ts';

const folder = useShapes(async (shapes) => {
  await writePictures(join(shapes, 'other'), colouredShapes({ count: 48, seed: 6 }));
  await writePictures(join(shapes, 'partial'), colouredShapes({ count: 60, seed: 8 }));
  rmSync(join(shapes, 'partial', colouredShapes({ count: 3, seed: 8 }).classNames[0] as string), { recursive: true });
});
let count = 0;

const domain = (name: string) => ({ folder: folder.shapes, layout: 'domain-folder' as const, domain: name });

async function run(
  data: Partial<Experiment['data']>,
  more: Partial<Experiment> = {},
): Promise<{ plan: Plan; summary: Summary; results: readonly RunResult[] }> {
  const whole = tinyExperiment(folder.shapes, { methods: ['source-only', 'dann'], ...more });
  const plan = await planExperiment({ ...whole, data: { imageSize: 32, ...data } });
  const own = join(folder.path, 'runs', String(count++));
  const summary = await runExperiment(plan, {
    tracker: createMemoryTracker(),
    activations: folder.activations(),
    folder: own,
  });
  const results = plan.runs.map(({ id }) => resultOf(own, id));
  return { plan, summary, results };
}

const rowsOf = ({ methods }: Summary): string[] =>
  methods.map(({ label, source, target }) => `${label}: ${source} → ${target}`);

describe('an experiment of several sources', () => {
  it('trains on all of them, whether activations are cached or pictures augmented', async () => {
    const sources = [domain('plain'), domain('other')];
    for (const augment of [undefined, ['horizontal-flip']]) {
      const { summary } = await run({ sources, targets: [domain('shifted')], ...(augment && { augment }) });
      expect(summary.status).toBe('finished');
      expect(rowsOf(summary)).toEqual(['source-only: plain + other → shifted', 'dann: plain + other → shifted']);
      expect(summary.methods[0]?.testImages?.source).toBe(12 + 9);
      expect(summary.dataSets.map((one) => one.domain)).toEqual(['plain', 'other', 'shifted']);
    }
  });

  it('lets a method weigh them, and refuses that method one source', async () => {
    const methods = [{ method: 'group-dro', options: { groupRate: 1 } }];
    const sources = [domain('plain'), domain('other')];
    const { results } = await run({ sources, targets: [domain('shifted')] }, { methods });
    const weights = [0, 1].map((group) =>
      results[0]?.curves[`train/weight/source-${group}`]?.map(([, share]) => share),
    );
    expect(weights[0]?.length).toBeGreaterThan(1);
    weights[0]?.forEach((share, place) => expect(share + (weights[1]?.[place] ?? 0)).toBeCloseTo(1, 5));
    expect(weights[0]?.at(-1)).not.toBeCloseTo(0.5, 3);
    await expect(run({ source: domain('plain'), targets: [domain('shifted')] }, { methods })).rejects.toMatchObject({
      code: 'TL_METHOD_UNFIT',
      message: expect.stringContaining('the experiment has one') as string,
    });
  });

  it('lets a method mix their styles, and refuses that method one source', async () => {
    const methods = [{ method: 'mix-style', options: { probability: 1 } }];
    const sources = [domain('plain'), domain('other')];
    const { summary, results } = await run({ sources, targets: [domain('shifted')] }, { methods });
    expect(summary.status).toBe('finished');
    expect(results[0]?.curves['train/mixed']?.every(([, mixed]) => mixed === 1)).toBe(true);
    await expect(run({ source: domain('plain'), targets: [domain('shifted')] }, { methods })).rejects.toMatchObject({
      code: 'TL_METHOD_UNFIT',
      message: expect.stringContaining('the experiment has one') as string,
    });
  });

  it('holds out each domain in its turn, and computes activations of each once', async () => {
    const { plan, summary, results } = await run(
      { leaveOneOut: [domain('plain'), domain('other'), domain('shifted')] },
      {
        methods: ['linear-probe'],
        trunk: { weights: null, width: 1 / 8 },
        report: { camImages: 0, embeddingImages: 0 },
      },
    );
    expect(plan.pairs.map(({ sources, target }) => [...sources, target])).toEqual([
      [1, 2, 0],
      [0, 2, 1],
      [0, 1, 2],
    ]);
    expect(summary.status).toBe('finished');
    expect(summary.methods).toHaveLength(3);
    expect(results.reduce((sum, { cost }) => sum + cost.prefixImagesComputed, 0)).toBe(60 + 48 + 60);
  });

  it('adapts to a target that shows fewer classes', async () => {
    const data = { source: domain('plain'), targets: [domain('partial')] };
    await expect(run(data)).rejects.toMatchObject({ code: 'TL_CLASSES_DIFFER' });
    const { summary } = await run({ ...data, classes: 'target-subset' });
    expect(summary.status).toBe('finished');
    expect(Number.isFinite(summary.methods[0]?.metrics['test/target/macro-accuracy']?.mean)).toBe(true);
  });

  it('lets a method weigh down the classes that such a target lacks', async () => {
    const data = { source: domain('plain'), targets: [domain('partial')], classes: 'target-subset' as const };
    const { results } = await run(data, {
      methods: [{ method: 'pada', options: { hiddenWidth: 16, refreshes: 6 } }],
      training: { steps: 60, batchSize: 16, evaluateEvery: 20, optimiser: { name: 'adam', learningRate: 0.005 } },
    });
    const names = colouredShapes({ count: 3, seed: 8 }).classNames;
    const absent = [...names].sort().indexOf(names[0] as string);
    const weights = [0, 1, 2].map((label) => results[0]?.curves[`train/weight/class-${label}`]?.at(-1)?.[1] as number);
    // a weight is relative to the largest; which of the others has it hangs on the last digits
    expect(weights[absent]).toBeLessThan(0.1);
    expect((weights.reduce((sum, one) => sum + one) - (weights[absent] as number)) / 2).toBeGreaterThan(0.4);
  });

  it('learns from few labels', async () => {
    const data = { source: domain('plain'), targets: [{ ...domain('shifted'), labelled: 2 }] };
    const { summary } = await run({ ...data, shots: 3 });
    expect(summary.status).toBe('finished');
    expect((await run({ ...data, labelFraction: 0.5 })).summary.status).toBe('finished');
  });
});

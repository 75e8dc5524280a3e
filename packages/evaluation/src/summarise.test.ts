import { describe, expect, it } from 'vitest';
import { isTestedRow, summarise, testScores, type RunResult } from './index.ts';

function result(label: string, seed: number, right: number, pair: [string, string] = ['one', 'two']): RunResult {
  const labels_N = Array.from({ length: 10 }, (_, i) => i % 2);
  const logits_NK = labels_N.flatMap((y, i) => ((i < right ? y : 1 - y) === 0 ? [2, 0] : [0, 2]));
  const scores = testScores(logits_NK, labels_N, ['a', 'b']);
  return {
    schema: 1,
    experiment: 'test',
    label,
    method: label,
    family: 'test',
    role: label === 'source-only' ? 'baseline' : 'contestant',
    head: 'linear',
    seed,
    source: pair[0],
    target: pair[1],
    classNames: ['a', 'b'],
    steps: 10,
    weights: { name: 'random', digest: String(seed) },
    selection: { validator: 'last', better: 'higher', step: 10, score: 10 },
    targetTest: scores,
    sourceTest: scores,
    validators: [
      { validator: 'last', scores: [[10, 10]], chosenStep: 10, targetAccuracy: scores.accuracy, regret: 0.01 * seed },
    ],
    oracle: { step: 10, targetAccuracy: scores.accuracy },
    curves: {},
    cost: {
      totalParameters: 100,
      trainableParameters: 10,
      methodParameters: 0,
      multiplyAddsPerImage: 1000,
      seconds: 5 + seed,
      secondsPerStep: 0.5,
      peakMemoryBytes: 1,
      prefixImagesComputed: 0,
    },
    figures: {},
  };
}

describe('summary of runs', () => {
  const results = [
    result('dann', 1, 9),
    result('source-only', 0, 5),
    result('source-only', 1, 6),
    result('dann', 0, 7),
  ];

  it('has one row a label, in the order of the experiment', () => {
    expect(summarise(results, { labels: ['source-only', 'dann'] }).map((row) => row.label)).toEqual([
      'source-only',
      'dann',
    ]);
    expect(summarise(results).map((row) => row.label)).toEqual(['dann', 'source-only']);
  });

  it('says how each validator ranks the checkpoints beside target accuracy, whichever way it counts', () => {
    const run = result('dann', 0, 9);
    const choice = { chosenStep: 30, targetAccuracy: 0.9, regret: 0 };
    const steps = [0.2, 0.5, 0.9].map((targetAccuracy, index) => ({
      step: 10 * (index + 1),
      targetAccuracy,
      largestShare: 0.5,
    }));
    const scored = (...scores: number[]) => scores.map((score, index) => [10 * (index + 1), score] as const);
    const [row] = summarise([
      {
        ...run,
        checkpoints: steps,
        validators: [
          { ...choice, validator: 'falling', better: 'lower', scores: scored(3, 2, 1) },
          { ...choice, validator: 'wrong', better: 'higher', scores: scored(3, 2, 1) },
          { ...choice, validator: 'level', better: 'higher', scores: scored(1, 1, 1) },
          { ...choice, validator: 'older', scores: scored(1, 2, 3) },
        ],
      },
    ]);
    const correlations = row?.validators.map(({ validator, rankCorrelation }) => [validator, rankCorrelation?.mean]);
    expect(correlations).toEqual([
      ['falling', 1],
      ['wrong', -1],
      ['level', undefined],
      ['older', undefined],
    ]);
  });

  it('says by seed which one class every target picture was given', () => {
    const blind = result('dann', 1, 9);
    const targetTest = testScores([2, 0, 2, 0, 2, 0], Int32Array.of(0, 1, 1), ['a', 'b']);
    const [row] = summarise([result('dann', 0, 7), { ...blind, targetTest }]);
    expect(row?.oneClass).toEqual({ 1: 'a' });
    expect(summarise(results).some((one) => 'oneClass' in one)).toBe(false);
  });

  it('compares seed by seed with source-only of the same pair, and not source-only with itself', () => {
    const [sourceOnly, dann] = summarise(results, { labels: ['source-only', 'dann'] });
    expect(sourceOnly?.differenceToBaseline).toBeUndefined();
    expect(dann?.differenceToBaseline?.perSeed['0']).toBeCloseTo(0.2, 12);
    expect(dann?.differenceToBaseline?.perSeed['1']).toBeCloseTo(0.3, 12);
    expect(dann?.differenceToBaseline?.significant).toBe(false);
  });

  it('knows the baseline by its role, whatever it is labelled', () => {
    const plain = (one: RunResult): RunResult => (one.role === 'baseline' ? { ...one, label: 'no adaptation' } : one);
    const [dann, baseline] = summarise(results.map(plain));
    expect(baseline).toMatchObject({ label: 'no adaptation', role: 'baseline' });
    expect(baseline?.differenceToBaseline).toBeUndefined();
    expect(dann?.differenceToBaseline).toMatchObject({ baseline: 'no adaptation', count: 2 });
  });

  it('compares with the first of several baselines, the others among the compared', () => {
    const wide = results.flatMap((one) => (one.role === 'baseline' ? [{ ...one, label: 'wide head' }] : []));
    const rows = summarise([...results, ...wide], { labels: ['source-only', 'wide head', 'dann'] });
    expect(rows.map((row) => row.differenceToBaseline?.baseline)).toEqual([undefined, 'source-only', 'source-only']);
  });

  it('corrects over the methods of a pair, and leaves the oracle out of it', () => {
    const rows = summarise([
      ...results,
      ...[0, 1].map((seed) => result('coral', seed, 6 + seed)),
      ...[0, 1].map((seed): RunResult => ({ ...result('ceiling', seed, 10), role: 'oracle' })),
      ...[0, 1].map((seed) => result('dann', seed, 9, ['two', 'one'])),
    ]);
    const of = (label: string) => rows.find((row) => row.source === 'one' && row.label === label)?.differenceToBaseline;
    expect(of('dann')?.holm?.comparisons).toBe(2);
    expect(of('coral')?.holm?.adjustedPValue).toBeLessThan(0.05);
    expect(of('coral')?.holm?.verdict).toBe('above');
    expect(of('ceiling')).toMatchObject({ count: 2, significant: false });
    expect(of('ceiling')).not.toHaveProperty('holm');
  });

  it('keeps pairs apart', () => {
    const rows = summarise([...results, result('dann', 0, 4, ['two', 'one'])]);
    expect(rows.map((row) => [row.source, row.label])).toEqual([
      ['one', 'dann'],
      ['one', 'source-only'],
      ['two', 'dann'],
    ]);
    expect(rows[2]?.differenceToBaseline).toBeUndefined();
  });

  it('carries costs, validators with regret, and the oracle', () => {
    const [dann] = summarise(results);
    expect(dann?.seconds.mean).toBe(5.5);
    expect(dann?.validators).toMatchObject([
      { validator: 'last', chosenSteps: { 0: 10, 1: 10 }, regret: { count: 2 } },
    ]);
    expect(dann?.oracle?.mean).toBeCloseTo(0.8, 12);
  });

  it('counts the test pictures, and cuts intervals to what can be', () => {
    const slow = (one: RunResult): RunResult => ({ ...one, cost: { ...one.cost, seconds: 1 + 100 * one.seed } });
    const [baseline, dann] = summarise(
      [result('source-only', 0, 10), result('source-only', 1, 2), result('dann', 0, 1), result('dann', 1, 9)].map(slow),
    );
    expect(dann?.testImages).toEqual({ source: 10, target: 10 });
    expect(baseline?.metrics['test/target/accuracy']).toMatchObject({ mean: 0.6, low: 0, high: 1 });
    expect(dann?.seconds).toMatchObject({ mean: 51, low: 0 });
    expect(dann?.seconds.high).toBeGreaterThan(600);
    expect(dann?.differenceToBaseline).toMatchObject({ low: -1, high: 1, significant: false });
  });

  it('refuses two results for one run', () => {
    expect(() => summarise([result('dann', 0, 1), result('dann', 0, 2)])).toThrow(/Two results are for dann.*seed 0/);
  });
});

describe('summary of runs on a target without labels', () => {
  const unlabelled = (label: string, seed: number, score: number): RunResult => {
    const known = Object.entries(result(label, seed, 5)).filter(([key]) => key !== 'targetTest' && key !== 'oracle');
    return {
      ...(Object.fromEntries(known) as unknown as RunResult),
      selection: { validator: 'info-max', better: 'higher', step: 20, score },
      validators: [
        {
          validator: 'info-max',
          scores: [
            [10, -1],
            [20, score],
          ],
          chosenStep: 20,
        },
        {
          validator: 'last',
          scores: [
            [20, 20],
            [30, 30],
          ],
          chosenStep: 30,
        },
      ],
    };
  };
  const rows = summarise([
    unlabelled('source-only', 0, 1.5),
    unlabelled('source-only', 1, 2.5),
    unlabelled('dann', 0, 3),
    unlabelled('dann', 1, 4),
  ]);

  it('has no number that needs target labels', () => {
    for (const row of rows) {
      expect(isTestedRow(row)).toBe(false);
      expect(Object.keys(row.metrics)).toEqual(['test/source/accuracy']);
      expect(row).not.toHaveProperty('oracle');
      expect(row).not.toHaveProperty('differenceToBaseline');
      expect(row.testImages).toEqual({ source: 10 });
      for (const one of row.validators) {
        expect(one).not.toHaveProperty('targetAccuracy');
        expect(one).not.toHaveProperty('regret');
      }
    }
  });

  it('has each validator’s score of the selected checkpoint, whatever that validator would have chosen', () => {
    expect(rows.map((row) => [row.label, row.selectionScore.mean, row.selectionBetter])).toEqual([
      ['source-only', 2, 'higher'],
      ['dann', 3.5, 'higher'],
    ]);
    const [infoMax, last] = rows[1]?.validators ?? [];
    expect(infoMax?.score?.perSeed).toEqual({ 0: 3, 1: 4 });
    expect(last).toMatchObject({ chosenSteps: { 0: 30, 1: 30 }, score: { mean: 20 } });
  });
});

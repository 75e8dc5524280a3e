import { describe, expect, it } from 'vitest';
import { chooseTrial, summarise, testScores, type RunResult } from './index.ts';

function run(label: string, seed: number, right: number, trial?: number, score = 0): RunResult {
  const labels_N = Array.from({ length: 10 }, (_, i) => i % 2);
  const logits_NK = labels_N.flatMap((y, i) => ((i < right ? y : 1 - y) === 0 ? [2, 0] : [0, 2]));
  const scores = testScores(logits_NK, labels_N, ['a', 'b']);
  return {
    schema: 1,
    experiment: 'test',
    label,
    ...(trial !== undefined && { trial: { index: trial, values: { 'options.weight': 10 ** trial } } }),
    method: label,
    family: 'test',
    role: label === 'baseline' ? 'baseline' : 'contestant',
    head: 'linear',
    seed,
    source: 'one',
    target: 'two',
    classNames: ['a', 'b'],
    steps: 10,
    weights: { name: 'random', digest: '' },
    selection: { validator: 'rule', better: 'higher', step: 10, score },
    targetTest: scores,
    sourceTest: scores,
    validators: [],
    oracle: { step: 10, targetAccuracy: scores.accuracy },
    curves: {},
    cost: {
      totalParameters: 100,
      trainableParameters: 10,
      methodParameters: 0,
      multiplyAddsPerImage: 1000,
      seconds: 5,
      secondsPerStep: 0.5,
      peakMemoryBytes: 1,
      prefixImagesComputed: 0,
    },
    figures: {},
  };
}

/** Trial 1 has the best mean score, trial 2 the best single one and the best target accuracy. */
const swept = [
  run('dann', 0, 5, 0, 0.5),
  run('dann', 1, 5, 0, 0.5),
  run('dann', 0, 7, 1, 0.8),
  run('dann', 1, 6, 1, 0.8),
  run('dann', 0, 9, 2, 0.9),
  run('dann', 1, 8, 2, 0.6),
];

describe('choice of a trial', () => {
  it('is the best mean score over seeds, with the oracle’s trial and the regret beside it', () => {
    const { chosen, oracle, regret, trials } = chooseTrial(swept, 'higher');
    expect([chosen, oracle]).toEqual([1, 2]);
    expect(regret).toBeCloseTo(0.2, 12);
    expect(
      trials.map(({ index, values, score, targetAccuracy }) => [
        index,
        values,
        score.mean,
        Number(targetAccuracy?.mean.toFixed(9)),
      ]),
    ).toEqual([
      [0, { 'options.weight': 1 }, 0.5, 0.5],
      [1, { 'options.weight': 10 }, 0.8, 0.65],
      [2, { 'options.weight': 100 }, 0.75, 0.85],
    ]);
  });

  it('is the oracle’s too where no other trial reaches more on the target', () => {
    const equal = [run('a', 0, 6, 0, 0.1), run('a', 0, 6, 1, 0.2), run('a', 0, 5, 2, 0.1)];
    expect(chooseTrial(equal, 'higher')).toMatchObject({ chosen: 1, oracle: 1, regret: 0 });
  });

  it('goes in the validator’s direction, and takes the earliest of equals', () => {
    expect(chooseTrial(swept, 'lower').chosen).toBe(0);
    expect(chooseTrial([run('a', 0, 5, 1, 3), run('a', 0, 6, 0, 3)], 'higher').chosen).toBe(0);
  });

  it('passes over a trial that lost a seed, whatever the others say, and over scores that are not finite', () => {
    expect(chooseTrial([...swept, run('dann', 0, 10, 3, 5)], 'higher').chosen).toBe(1);
    const broken = [run('dann', 0, 10, 3, Infinity), run('dann', 1, 10, 3, 1)];
    expect(chooseTrial([...swept, ...broken], 'higher')).toMatchObject({ chosen: 1, oracle: 2 });
  });

  it('says so when no trial is left', () => {
    expect(() => chooseTrial([run('dann', 0, 5, 0, NaN)], 'higher')).toThrow(
      expect.objectContaining({ code: 'TL_NO_FINITE_SCORE' }) as Error,
    );
  });
});

describe('a row with a sweep', () => {
  it('chooses without target labels too, and then says nothing of an oracle', () => {
    const unlabelled = swept.map(
      (one) => Object.fromEntries(Object.entries(one).filter(([key]) => key !== 'targetTest')) as unknown as RunResult,
    );
    const choice = chooseTrial(unlabelled, 'higher');
    expect(choice.chosen).toBe(chooseTrial(swept, 'higher').chosen);
    expect(choice).not.toHaveProperty('oracle');
    expect(choice).not.toHaveProperty('regret');
    expect(choice.trials.every((trial) => !('targetAccuracy' in trial))).toBe(true);
  });

  it('shows the chosen trial’s numbers, compares them with the baseline, and lists the trials', () => {
    const [baseline, dann] = summarise([run('baseline', 0, 5), run('baseline', 1, 5), ...swept]);
    expect(baseline).not.toHaveProperty('sweep');
    expect(dann?.metrics['test/target/accuracy']?.perSeed).toEqual({ 0: 0.7, 1: 0.6 });
    expect(dann?.differenceToBaseline?.mean).toBeCloseTo(0.15, 12);
    expect(dann?.differenceToBaseline?.holm?.comparisons).toBe(1);
    expect(dann?.sweep).toMatchObject({ chosen: 1, oracle: 2, trials: [{ index: 0 }, { index: 1 }, { index: 2 }] });
  });
});

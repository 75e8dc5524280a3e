import { describe, expect, it } from 'vitest';
import { chooseCheckpoint, defineValidator, findValidator, oracleChoice, validatorChoice } from './index.ts';

const accuracies = [
  [10, 0.5],
  [20, 0.7],
  [30, 0.6],
] as const;

describe('choice of a checkpoint', () => {
  it('takes the best score in the validator’s direction', () => {
    expect(chooseCheckpoint(accuracies, 'higher')).toEqual([20, 0.7]);
    expect(chooseCheckpoint(accuracies, 'lower')).toEqual([10, 0.5]);
  });

  it('takes the earliest of equals and passes over scores that are not finite', () => {
    expect(
      chooseCheckpoint(
        [
          [1, NaN],
          [2, 0.9],
          [3, 0.9],
          [4, Infinity],
        ],
        'higher',
      ),
    ).toEqual([2, 0.9]);
  });

  it('says so when no score is finite', () => {
    expect(() => chooseCheckpoint([[1, NaN]], 'higher')).toThrow(
      expect.objectContaining({ code: 'TL_NO_FINITE_SCORE' }),
    );
  });

  it('reports what it cost against the oracle', () => {
    expect(oracleChoice(accuracies)).toEqual({ step: 20, targetAccuracy: 0.7 });
    const scores = accuracies.map(([step]) => [step, step] as const);
    const choice = validatorChoice(findValidator('last'), scores, accuracies);
    expect(choice).toMatchObject({ validator: 'last', chosenStep: 30, targetAccuracy: 0.6 });
    expect(choice.regret).toBeCloseTo(0.1, 12);
  });

  it('has no regret when the validator agrees with the oracle, lower being better', () => {
    const falling = defineValidator({
      name: 'falling',
      paper: 'none',
      description: 'A probe.',
      reads: ['step'],
      better: 'lower',
      score: ({ step }) => -step,
    });
    const scores = accuracies.map(([step, accuracy]) => [step, -accuracy] as const);
    expect(validatorChoice(falling, scores, accuracies).regret).toBe(0);
  });
});

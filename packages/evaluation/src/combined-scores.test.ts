import { describe, expect, it } from 'vitest';
import { comparableScores } from './combined-scores.ts';
import {
  chooseTrial,
  contenders,
  defineValidator,
  findValidator,
  scoresOf,
  summarise,
  withMembers,
  type RunResult,
} from './index.ts';
import { checkValidator } from './check-validator.ts';

const ensemble = findValidator('ensemble');
const members = ensemble.combines ?? [];
const better = new Map(members.map((name) => [name, findValidator(name).better]));

/** Scores of checkpoints 10, 20, …: for each member by quality, which is turned round where lower is better. */
function scoresFor(qualities: readonly (readonly number[])[], spread: readonly number[]) {
  const column = (place: number, sign: number) =>
    qualities.map((row, index) => [10 * (index + 1), sign * (row[place] ?? NaN)] as const);
  return {
    ...Object.fromEntries(members.map((name, place) => [name, column(place, better.get(name) === 'higher' ? 1 : -1)])),
    ensemble: spread.map((own, index) => [10 * (index + 1), own] as const),
  };
}

const steps = (points: readonly (readonly [number, number])[]) => points.map(([, score]) => score);

describe('the ensemble', () => {
  it('is the mean rank over its members, whatever their direction', () => {
    const scores = scoresFor(
      [
        [1, 1, 1, 1, 1],
        [3, 3, 3, 3, 3],
        [2, 2, 2, 2, 2],
      ],
      [1, 1, 1],
    );
    expect(scoresOf(ensemble, scores)).toEqual([
      [10, 0],
      [20, 1],
      [30, 0.5],
    ]);
  });

  it('shares the rank of equals', () => {
    const scores = scoresFor(
      [
        [1, 1, 1, 1, 1],
        [1, 1, 1, 1, 1],
      ],
      [1, 1],
    );
    expect(steps(scoresOf(ensemble, scores))).toEqual([0.5, 0.5]);
  });

  it('puts a collapsed checkpoint behind all others, though every member prefers it', () => {
    const scores = scoresFor(
      [
        [9, 9, 9, 9, 9],
        [1, 1, 1, 1, 1],
      ],
      [0, 1],
    );
    const [first, second] = steps(scoresOf(ensemble, scores));
    expect(first).toBeLessThan(second as number);
  });

  it('goes without members that do not judge, as for an oracle', () => {
    const scores = scoresFor(
      [
        [1, 1, 9, 1, 1],
        [2, 2, 0, 2, 2],
      ],
      [1, 1],
    );
    const rest = Object.fromEntries(Object.entries(scores).filter(([name]) => name !== 'devn'));
    expect(steps(scoresOf(ensemble, rest))).toEqual([0, 1]);
  });

  it('ranks a score that is no number last', () => {
    const scores = scoresFor(
      [
        [NaN, NaN, NaN, NaN, NaN],
        [0, 0, 0, 0, 0],
      ],
      [1, 1],
    );
    expect(steps(scoresOf(ensemble, scores))).toEqual([0, 1]);
  });

  const collapse = (share: number, classes: number, rows = 20): number =>
    ensemble.score({
      classes,
      heldOutLabels: Int32Array.from({ length: 20 }, (_, row) => row % classes),
      targetTrainLogits: Float32Array.from({ length: rows * classes }, (_, index) => {
        const [row, k] = [Math.floor(index / classes), index % classes];
        return k === (row < share * rows ? 0 : 1 + (row % (classes - 1))) ? 1 : 0;
      }),
    });

  it('takes one class for everything as collapse, even shares as none, and 0.7 of two classes as none', () => {
    expect([collapse(1, 4), collapse(0.25, 4), collapse(1, 2), collapse(0.7, 2), collapse(0.8, 2)]).toEqual([
      0, 1, 0, 1, 0,
    ]);
  });

  it('does not take few rows for few classes', () => {
    expect(collapse(0, 10, 2)).toBe(1);
  });
});

describe('what an ensemble may still choose', () => {
  it('is what no other is at least as good as by everything', () => {
    const scores = scoresFor(
      [
        [1, 1, 1, 1, 1],
        [2, 2, 2, 2, 0],
        [1, 1, 1, 1, 0],
        [2, 2, 2, 2, 0],
      ],
      [1, 1, 1, 1],
    );
    expect([...contenders(ensemble, scores)]).toEqual([10, 20]);
  });

  it('holds every choice that later checkpoints bring about', () => {
    // whatever is added, the best of all is never one that was let go before
    let state = 7;
    const draw = () => (state = (state * 48271) % 2147483647) % 4;
    for (let round = 0; round < 40; round += 1) {
      const qualities = Array.from({ length: 6 }, () => members.map(draw));
      const spread = qualities.map(() => Math.min(1, draw()));
      let kept = new Set<number>();
      for (let count = 1; count <= 6; count += 1) {
        const scores = scoresFor(qualities.slice(0, count), spread.slice(0, count));
        const points = scoresOf(ensemble, scores);
        const best = points.reduce((most, point) => (point[1] > most[1] ? point : most));
        expect([...kept, 10 * count]).toContain(best[0]);
        const possible = contenders(ensemble, scores);
        kept = new Set([...kept, 10 * count].filter((step) => possible.has(step)));
      }
    }
  });
});

const run = (label: string, index: number, seed: number, quality: number, own = 1): RunResult =>
  ({
    label,
    seed,
    trial: { index, values: {} },
    selection: { validator: 'ensemble', better: 'higher', step: 5, score: 0.9 },
    validators: [
      { validator: 'ensemble', scores: [[5, 0.9]], ownScores: [[5, own]], chosenStep: 5 },
      ...members.map((name) => ({
        validator: name,
        scores: [[5, better.get(name) === 'higher' ? quality : -quality]],
        chosenStep: 5,
      })),
    ],
  }) as unknown as RunResult;

describe('runs that an ensemble chose in', () => {
  it('are ranked together, seed by seed', () => {
    const compared = comparableScores([run('a', 0, 0, 1), run('a', 1, 0, 2), run('a', 0, 1, 8), run('a', 1, 1, 3)]);
    expect(compared.map(({ selection }) => selection.score)).toEqual([0, 1, 1, 0]);
  });

  it('have the trial chosen that ranks best over seeds, not a collapsed one', () => {
    const results = [0, 1].flatMap((seed) => [run('a', 0, seed, 1), run('a', 1, seed, 5), run('a', 2, seed, 9, 0)]);
    expect(chooseTrial(results, 'higher').chosen).toBe(1);
  });

  it('keep their scores where another rule chose', () => {
    const one = run('a', 0, 0, 1);
    const other = { ...one, selection: { ...one.selection, validator: 'info-max' } };
    expect(comparableScores([other])[0]).toBe(other);
  });
});

describe('the summary of rows that an ensemble chose in', () => {
  const full = (label: string, quality: number): RunResult =>
    ({
      ...run(label, 0, 0, quality),
      trial: undefined,
      source: 'one',
      target: 'two',
      role: 'contestant',
      classNames: ['a', 'b'],
      sourceTest: { accuracy: 0.5, count: 10 },
      cost: { seconds: 1 },
    }) as unknown as RunResult;

  it('has scores that rank the rows among themselves, not those of each run', () => {
    const rows = summarise([full('worse', 1), full('better', 2)]);
    expect(rows.map(({ selectionScore }) => selectionScore.mean)).toEqual([0, 1]);
    expect(rows.map(({ validators }) => validators[0]?.score?.mean)).toEqual([0, 1]);
  });

  it('gives it no score where another rule selected', () => {
    const one = full('one', 1);
    const selection = { ...one.selection, validator: 'snd' };
    expect(summarise([{ ...one, selection }])[0]?.validators[0]).not.toHaveProperty('score');
  });
});

describe('a rule that combines others', () => {
  it('brings them along', () => {
    expect(withMembers(['last', 'ensemble'])).toEqual(['last', 'ensemble', ...members]);
  });

  it('must say both which and how', () => {
    const half = defineValidator({
      name: 'half',
      paper: 'None.',
      description: 'A probe.',
      reads: ['step'],
      better: 'higher',
      combines: ['last'],
      score: ({ step }) => step,
    });
    expect(() => checkValidator(half)).toThrow(/combines and combine are there together/);
  });
});

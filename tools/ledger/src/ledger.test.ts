import { planExperiment, type Experiment, type Plan } from '@trunkline/training';
import { describe, expect, it } from 'vitest';
import { keyOfRun } from './key-of-run.ts';
import { emptyLedger, ledgerText, withExperiment, withRuns, type FinishedLedgerRun, type Ledger } from './ledger.ts';
import { casesOf } from './pages/cases.ts';
import { leaveOneOut } from './pages/guard-page.ts';
import { allPages } from './pages/all-pages.ts';
import { groupsOf } from './pages/rank-diagram.ts';
import { rowRecords } from './pages/validators-page.ts';
import { choiceOf } from './pages/validator-scores.ts';
import { drawRuns, differencesOf } from './verify.ts';

const experiment: Experiment = {
  name: 'small',
  data: { source: { dataSet: 'mnist' }, targets: [{ dataSet: 'mnist-m' }], imageSize: 32 },
  trunk: { weights: null, width: 0.125 },
  methods: ['source-only', 'dann'],
  seeds: [0, 1],
  training: { steps: 4, batchSize: 8, optimiser: { name: 'sgd', learningRate: 0.1 } },
};
const digests = { domains: ['a', 'b'], weights: {} };
const keysOf = (plan: Plan, of = digests): Record<string, string> =>
  Object.fromEntries(plan.runs.map((run) => [run.id, keyOfRun(plan, run, of)]));

function run(changes: Partial<FinishedLedgerRun>): FinishedLedgerRun {
  return {
    experiment: 'small',
    source: 'mnist',
    target: 'mnist-m',
    label: 'source-only',
    seed: 0,
    key: 'k',
    accuracy: 0.5,
    macro: 0.5,
    sourceAccuracy: 0.9,
    largestShare: 0.2,
    step: 2,
    score: 0.8,
    checkpoints: [
      [1, 0.4, 0.2],
      [2, 0.5, 0.2],
      [3, 0.6, 0.9],
    ],
    validators: { 'info-max': [3, 2, 1], last: [1, 2, 3] },
    steps: 3,
    seconds: 10,
    secondsPerStep: 1,
    memory: 100,
    threads: 1,
    processor: 'one',
    ...changes,
  };
}

describe('the key of a run', () => {
  it('is that of its own settings: other rows, seeds, validators and places of files change none', async () => {
    const before = keysOf(await planExperiment(experiment));
    expect(new Set(Object.values(before)).size).toBe(4);
    const more = await planExperiment({
      ...experiment,
      name: 'other',
      methods: ['mcc', ...experiment.methods],
      seeds: [0, 1, 2],
      validators: ['last'],
    });
    expect(keysOf(more)).toMatchObject(before);
  });

  it('changes with what decides the numbers: settings, pictures, images that are looked at', async () => {
    const before = Object.values(keysOf(await planExperiment(experiment)));
    const changes: Partial<Experiment>[] = [
      { training: { ...experiment.training, steps: 5 } },
      { evaluation: { targetTrainImages: 5 } },
      { selection: { validator: 'last' } },
      { data: { ...experiment.data, limits: { train: 9 } } },
    ];
    for (const change of changes) {
      const after = Object.values(keysOf(await planExperiment({ ...experiment, ...change })));
      expect(after.filter((key) => before.includes(key))).toEqual([]);
    }
    const others = Object.values(keysOf(await planExperiment(experiment), { ...digests, domains: ['a', 'c'] }));
    expect(others.filter((key) => before.includes(key))).toEqual([]);
  });
});

describe('a ledger', () => {
  it('has a line for each run in an order of its own, and new runs move none', () => {
    const one = withRuns(emptyLedger('x'), [run({ seed: 1 }), run({ seed: 0 })]);
    const more = withRuns(one, [run({ label: 'dann', accuracy: 0.7 }), run({ seed: 1, accuracy: 0.9 })]);
    const lines = (ledger: Ledger): string[] => ledgerText(ledger).split('\n').filter((line) => line.includes('"seed"')); // prettier-ignore
    expect(lines(more)).toHaveLength(3);
    expect(lines(more)[1]).toBe(lines(one)[0]);
    expect(JSON.parse(ledgerText(more)).runs.map(({ accuracy }: FinishedLedgerRun) => accuracy)).toEqual([
      0.7, 0.5, 0.9,
    ]);
  });
});

describe('a verification', () => {
  it('finds every number that differs, and minds no validator that only one side has', () => {
    expect(
      differencesOf(run({}), run({ seconds: 99, validators: { last: [1, 2, 3], 'class-ami': [0, 0, 0] } })),
    ).toEqual([]);
    expect(differencesOf(run({}), run({ accuracy: 0.51 }))).toEqual(['accuracy was 0.5 and is 0.51']);
    expect(differencesOf(run({}), run({ validators: { last: [1, 2, 4] } }))).toHaveLength(1);
  });

  it('draws, by its seed, among runs of this processor with the settings of now', async () => {
    const plan = await planExperiment(experiment);
    const entries = plan.runs.map((planned, index) => ({
      run: planned,
      identity: run({ seed: index }),
      key: 'k',
      stored: run({ seed: index, ...(index === 0 && { processor: 'two' }), ...(index === 1 && { key: 'old' }) }),
    }));
    const planned = [{ plan, entries, facts: ledger().experiments[0]!, rows: [] }];
    const drawn = drawRuns(planned, 9, 0, 'one').map(({ stored }) => stored.seed);
    expect(drawn.sort()).toEqual([2, 3]);
    expect(drawRuns(planned, 1, 3, 'one')).toEqual(drawRuns(planned, 1, 3, 'one'));
  });
});

/** Three rows over three seeds; dann gains ten points and info-max says so. */
function ledger(): Ledger {
  const row = (label: string, role: 'baseline' | 'contestant', family: string) =>
    ({ experiment: 'small', label, method: label, family, role, settings: { options: {} } }) as const;
  const facts = {
    name: 'small',
    description: 'Small',
    data: {},
    selection: 'source-validation-accuracy',
    baseline: 'source-only',
    seeds: [0, 1, 2],
    planned: { runs: 12, hours: 1 },
  };
  const rows = [row('source-only', 'baseline', 'baseline'), row('dann', 'contestant', 'adaptation'), row('mcc', 'contestant', 'adaptation')]; // prettier-ignore
  const runs = [0, 1, 2].flatMap((seed) => [
    run({ seed, accuracy: 0.5 + seed / 100 }),
    run({
      seed,
      label: 'dann',
      accuracy: 0.6 + seed / 90,
      validators: { 'info-max': [1, 9 + seed / 10, 2], last: [1, 2, 3] },
    }),
    run({ seed, label: 'mcc', trial: 0, score: 0.9, accuracy: 0.4, validators: { last: [1, 2, 3] } }),
    run({ seed, label: 'mcc', trial: 1, score: 0.95, accuracy: 0.45 }),
  ]);
  return withRuns(withExperiment(emptyLedger('x'), facts, rows), runs);
}

describe('pages', () => {
  it('take of a sweep the trial that the selecting rule prefers', () => {
    const [found] = casesOf(ledger());
    const mcc = found?.rows.find(({ row }) => row.label === 'mcc');
    expect(mcc?.sweep).toMatchObject({ chosen: 1, trials: 2, best: 1, regret: 0 });
    expect(mcc?.runs.map(({ accuracy }) => accuracy)).toEqual([0.45, 0.45, 0.45]);
  });

  it('judge a validator by the checkpoint it chose', () => {
    expect(choiceOf(run({}), 'last')).toMatchObject({ accuracy: 0.6, regret: 0, hasCollapsed: true, correlation: 1 });
    expect(choiceOf(run({}), 'info-max')).toMatchObject({ accuracy: 0.4, hasCollapsed: false, correlation: -1 });
    expect(choiceOf(run({ validators: { last: [null, null, null] } }), 'last')).toBeUndefined();
    expect(choiceOf(run({ validators: {} }), 'info-max')).toBeUndefined();
  });

  it('say what numbers give: differences, validators, guard', async () => {
    const pages = new Map((await allPages([ledger()])).map(({ file, text }) => [file, text.replaceAll(/ +/g, ' ')]));
    expect([...pages.keys()]).toEqual([
      'x.md',
      'x-ranks.svg',
      'validators.md',
      'validators.svg',
      'guard.md',
      'lp-ft.md',
      'labels.md',
      'README.md',
    ]);
    expect(pages.get('x.md')).toContain('| dann | 3 | 61.1 ± 2.8 | +10.1 ± 0.3 above |');
    expect(pages.get('x.md')).toContain('12 runs of 12 are stored');
    expect(pages.get('x-ranks.svg')).toContain('aria-label="Mean ranks of 3 rows: dann 1.0, source-only 2.0, mcc 3.0"');
    expect(pages.get('guard.md')).toContain('On 2 cases of 1 pair the guard loses 5.06 points');
    expect(pages.get('guard.md')).toContain('It does not beat both trivial rules.');
  });

  it('rank what a combining rule chose among all rows together', () => {
    const scored = (seed: number, label: string, snd: number) =>
      run({
        seed,
        label,
        validators: { ensemble: [0, 1, 0.5], snd: [0, snd, 0], bnm: [0, snd, 0] },
        ownScores: { ensemble: [1, 1, 1] },
      });
    const runs = [0, 1, 2].flatMap((seed) => [
      scored(seed, 'source-only', 1),
      scored(seed, 'dann', 3),
      { ...scored(seed, 'mcc', 9), trial: 0, checkpoints: [[1, 0.4, 0.2], [2, 0.9, 0.2], [3, 0.6, 0.9]] as const }, // prettier-ignore
    ]);
    const [record] = rowRecords(casesOf({ ...ledger(), runs })).filter(({ validator }) => validator === 'ensemble');
    expect(record).toMatchObject({ cases: 1, regret: 0, below: 0 });
    expect(record?.gain).toBeCloseTo(0.4, 12);
  });

  it('compare LP-FT out of distribution, and shares of the labels', async () => {
    const few = (fraction: number, gain: number): Ledger => {
      const { experiments, rows } = ledger();
      const name = `few-${fraction}`;
      const labels = ['full-finetune', 'linear-probe', 'lp-ft'];
      const runs = [0, 1, 2].flatMap(
        (seed) =>
        labels.map((label, index) => run({ experiment: name, seed, label, accuracy: 0.5 + index / 50 + (index === 0 ? gain : 0) + seed / 100 })), // prettier-ignore
      );
      return {
        ...emptyLedger(name),
        experiments: experiments.map((one) => ({ ...one, name, data: { labelFraction: fraction } })),
        rows: labels.flatMap((label) =>
          rows.slice(1, 2).map((row) => ({ ...row, experiment: name, label, method: label })),
        ),
        runs,
      };
    };
    const pages = new Map((await allPages([few(0.01, 0), few(1, 0.2)])).map(({ file, text }) => [file, text]));
    expect(pages.get('labels.md')).toContain(
      'fine-tuning has −2.0 points against the probe with 1 % of the labels and +18.0 with 100 %. Its advantage grows',
    );
    expect(pages.get('labels.svg')).toContain('100 %');
    expect(pages.get('lp-ft.md')).toContain('on the mean of 2 pairs. The interval holds both 0');
    expect(pages.get('lp-ft.svg')).toContain('out of distribution');
  });

  it('join rows within a critical difference, and no stretch that lies in another', () => {
    const rows = [1, 2, 2.5, 5].map((meanRank) => ({ label: String(meanRank), meanRank }));
    expect(groupsOf(rows, 1.5)).toEqual([[1, 2.5]]);
    expect(groupsOf(rows, 1)).toEqual([[1, 2], [2, 2.5]]); // prettier-ignore
    expect(groupsOf(rows, 0.1)).toEqual([]);
  });

  it('set the guard of a pair on the other pairs alone', () => {
    const one = (pair: string, evidence: number, adapted: number) =>
      ({ pair, title: pair, label: 'dann', evidence, adapted, sourceOnly: 0.5 }) as const;
    const thresholds = leaveOneOut([one('a', 1, 0.9), one('b', 0.5, 0.4), one('c', 0.25, 0.8)]);
    expect([...thresholds]).toEqual([['a', 0.25], ['b', 0.25], ['c', 1]]); // prettier-ignore
  });
});

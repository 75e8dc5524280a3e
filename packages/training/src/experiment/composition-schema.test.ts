import { expect, it } from 'vitest';
import { planExperiment } from '../plan/plan.ts';
import { experimentJsonSchema } from './json-schema.ts';
import { resolveExperiment } from './resolve.ts';
import type { Experiment } from './schema.ts';

type Entry = Experiment['methods'][number];

const experiment = (...methods: readonly Entry[]): Experiment => ({
  name: 'composed',
  data: { source: { dataSet: 'mnist' }, targets: [{ dataSet: 'mnist-m' }], imageSize: 32 },
  trunk: { weights: null, width: 1 / 16 },
  methods: [...methods],
  seeds: [0],
  training: { steps: 10, batchSize: 8 },
});
const rowOf = (entry: Entry) => resolveExperiment(experiment(entry)).methods[0];

it('added terms get the weight of their method and the defaults of their options, and name the row', () => {
  const row = rowOf({ method: 'dann', add: ['bnm', { term: 'mcc', weight: 0.5 }] });
  expect(row).toMatchObject({
    label: 'dann+bnm+mcc',
    method: 'dann',
    family: 'adaptation',
    add: [
      { term: 'bnm', weight: 1, options: {} },
      { term: 'mcc', weight: 0.5, options: { temperature: 2.5 } },
    ],
  });
  expect(rowOf({ method: 'dann', add: ['bnm'], label: 'both' })?.label).toBe('both');
});

it('methods of a chain get their own options and shares, and name the row', () => {
  const row = rowOf({ chain: ['lp-ft', { method: 'dann', options: { hiddenWidth: 8 }, add: ['mcc'], share: 3 }] });
  expect(row).toMatchObject({
    label: 'lp-ft then dann+mcc',
    method: 'lp-ft then dann+mcc',
    family: 'adaptation',
    options: {},
    chain: [
      { method: 'lp-ft', options: { probeSteps: 1000 }, share: 1 },
      { method: 'dann', options: { hiddenWidth: 8 }, add: [{ term: 'mcc' }], share: 3 },
    ],
  });
});

it('a sweep reaches into both', () => {
  const { methods } = resolveExperiment(
    experiment({ method: 'dann', add: ['mcc'], sweep: { grid: { 'add.0.weight': [0.1, 1] } } }),
  );
  expect(methods.map(({ add }) => add?.[0]?.weight)).toEqual([0.1, 1]);
  const chained = resolveExperiment(
    experiment({ chain: ['lp-ft', 'mcc'], sweep: { grid: { 'chain.1.options.temperature': [1, 2] } } }),
  );
  expect(chained.methods.map(({ chain }) => chain?.[1]?.options['temperature'])).toEqual([1, 2]);
});

it.each<[string, Entry, RegExp]>([
  ['an unknown term', { method: 'dann', add: ['mccc'] }, /no term "mccc".*nearest is "mcc"/],
  ['a method that is no term', { method: 'dann', add: ['mcd'] }, /no term "mcd"/],
  [
    'an option the term has not',
    { method: 'dann', add: [{ term: 'mcc', options: { heat: 1 } }] },
    /methods\[0\]\.add\[0\]\.options/,
  ],
  ['a weight below 0', { method: 'dann', add: [{ term: 'mcc', weight: -1 }] }, /weight.*at least 0/],
  ['a chain of one', { chain: ['mcc'] }, /at least 2 entries/],
  ['an unknown method in a chain', { chain: ['lp-ft', 'lp-ff'] }, /"lp-ff"/],
  [
    'an option a link has not',
    { chain: ['lp-ft', { method: 'mcc', options: { heat: 1 } }] },
    /methods\[0\]\.chain\[1\]\.options/,
  ],
  ['a method beside a chain', { method: 'mcc', chain: ['lp-ft', 'mcc'] }, /no method beside a chain/],
  ['options beside a chain', { chain: ['lp-ft', 'mcc'], options: {} }, /within the entry of chain/],
  ['neither', { label: 'nothing' }, /expected a method, or a chain/],
  ['an oracle in a chain', { chain: ['lp-ft', 'target-oracle'] }, /learns from target labels/],
])('%s is an error', (_what, entry, message) => {
  expect(() => resolveExperiment(experiment(entry))).toThrow(message);
});

it('a term that cannot join a method is an error of the plan', async () => {
  await expect(planExperiment(experiment({ method: 'shot', add: ['mcc'] }))).rejects.toMatchObject({
    code: 'TL_TERM_UNFIT',
    message: expect.stringMatching(/does not see sourceImages/) as string,
  });
});

it('a plan shows the stages of a chain, and settings of one stand under its name', async () => {
  const { runs } = await planExperiment(
    experiment({ chain: ['lp-ft', 'mcc'], stages: { '2-mcc/train': { batchSize: 4 } } }),
  );
  expect(runs[0]?.method).toBe('lp-ft then mcc');
  expect(runs[0]?.stages.map(({ name, steps }) => [name, steps])).toEqual([
    ['1-lp-ft/probe', 1000],
    ['1-lp-ft/finetune', 5],
    ['2-mcc/train', 5],
  ]);
  await expect(
    planExperiment(experiment({ chain: ['lp-ft', 'mcc'], stages: { train: { batchSize: 4 } } })),
  ).rejects.toThrow(/no stage 'train'/);
});

it('the schema for editors knows terms with their options', () => {
  const text = JSON.stringify(experimentJsonSchema());
  expect(text).toContain('"const":"pseudo-label"');
  expect(text).toContain('{"required":["chain"]}');
});

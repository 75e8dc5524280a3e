import { findValidator } from '@trunkline/evaluation';
import type { FinishedLedgerRun } from '../ledger.ts';
import type { Page } from './benchmark-page.ts';
import { baselineOf, directionOf, meanOf, unique, type Case } from './cases.ts';
import { dotChart } from './dot-chart.ts';
import {
  checkpointRecords,
  checkpointTable,
  choiceOf,
  collapsedShare,
  validatorsOf,
  type CheckpointChoice,
} from './validator-scores.ts';
import { counted, percent, points, table } from './words.ts';

/** How a validator did as the judge of which row to take on each pair. */
export interface RowRecord {
  readonly validator: string;
  readonly cases: number;
  /** Against the best row that was compared. */
  readonly regret: number;
  readonly worst: number;
  /** Against source-only. */
  readonly gain: number;
  readonly below: number;
  readonly collapsed: number;
}

/** `validators.md`, over all benchmarks. */
export async function validatorsPage(cases: readonly Case[]): Promise<readonly Page[]> {
  const checkpoints = checkpointRecords(cases);
  const rows = rowRecords(cases);
  const picture = 'validators.svg';
  const description = 'Mean regret of each validator, among checkpoints and among rows';
  const diagram = await regretChart(checkpoints, rows, spreadOf(cases), description);
  const text = [
    '# Which validator to trust',
    'A validator scores a model without target labels. Two things are asked of it: to choose among the checkpoints of a run, and to choose which method to take. Regret is what the best choice by target labels has more, in points of target accuracy. Drawn from all benchmarks of this folder by `npm run benchmark-pages`; rules that were added later have fewer runs.',
    verdict(checkpoints, rows, cases),
    ...(diagram === undefined ? [] : [`![${description}](${picture})`]),
    '## Among the checkpoints of a run',
    checkpointTable(cases),
    `The rank correlation is that of the score with target accuracy over a run’s checkpoints, the mean of the runs where both vary; “collapsed” counts picks that give one class to ${percent(collapsedShare, 0)} % of the target pictures or more. Oracles are left out.`,
    '## Among the rows of a pair',
    table(
      ['Validator', 'Pairs:', 'Mean regret:', 'Largest:', 'vs source-only:', 'Below it:', 'Collapsed:'],
      rows.map(({ validator, cases: judged, regret, worst, gain, below, collapsed }) => [
        validator,
        String(judged),
        percent(regret),
        percent(worst),
        points(gain),
        String(below),
        String(collapsed),
      ]),
    ),
    'For each pair the row whose own checkpoints have the best mean score over seeds is taken, among all rows that have as many seeds as source-only; `last` scores nothing but steps, and takes what stands first among equals. A rule that combines others ranks the chosen checkpoints of all rows together. “Below it” counts pairs on which the pick is worse than source-only.',
  ];
  const page = { file: 'validators.md', text: `${text.join('\n\n')}\n` };
  return diagram === undefined ? [page] : [page, { file: picture, text: diagram }];
}

/** What each rule loses in both tasks, beside what separates methods. */
async function regretChart(
  checkpoints: ReturnType<typeof checkpointRecords>,
  rows: readonly RowRecord[],
  spread: number | undefined,
  description: string,
): Promise<string | undefined> {
  if (rows.length === 0) return undefined;
  const dots = unique([...rows, ...checkpoints].map(({ validator }) => validator)).flatMap((label) => {
    const dot = (group: string, regret: number | undefined) =>
      regret === undefined ? [] : [{ label, group, value: 100 * regret }];
    const regretIn = (records: readonly { readonly validator: string; readonly regret: number }[]) =>
      records.find(({ validator }) => validator === label)?.regret;
    return [...dot('among rows', regretIn(rows)), ...dot('among checkpoints', regretIn(checkpoints))];
  });
  return await dotChart({
    dots,
    title: 'mean regret, points of target accuracy',
    ...(spread !== undefined && { reference: { value: 100 * spread, text: 'best row above the median one' } }),
    description,
  });
}

function verdict(
  checkpoints: ReturnType<typeof checkpointRecords>,
  rows: readonly RowRecord[],
  cases: readonly Case[],
): string {
  const most = Math.max(0, ...checkpoints.map(({ runs }) => runs));
  const [first, second] = checkpoints.filter(({ runs }) => runs >= most / 2);
  const pairs = Math.max(0, ...rows.map((row) => row.cases));
  const judges = rows.filter((row) => row.cases >= pairs / 2);
  const [judge] = judges;
  if (!first || !judge) return 'Nothing is stored yet.';
  const spread = spreadOf(cases);
  return [
    `**Among checkpoints \`${first.validator}\` loses least, ${percent(first.regret, 2)} points on the mean of ${counted(first.runs, 'run')}${second ? `, before \`${second.validator}\` with ${percent(second.regret, 2)}` : ''}; among rows \`${judge.validator}\`, ${percent(judge.regret)} points on the mean of ${counted(judge.cases, 'pair')}, and its pick is worse than source-only on ${judge.below}.**`,
    ...(judge.collapsed > 0 ? [`${counted(judge.collapsed, 'pick')} of it had collapsed all the same.`] : []),
    ...(spread === undefined
      ? []
      : [
          `For comparison: the best row of a pair lies ${percent(spread)} points above its median row on the mean. ${judge.regret > spread ? 'What is lost to the choice of a rule exceeds what separates methods, as Musgrave et al. (2021, 2022) found.' : 'Musgrave et al. (2021, 2022) found that what is lost to the choice of a rule exceeds what separates methods; with the best rule here it does not.'}`,
        ]),
  ].join(' ');
}

/** The best row above the median one, on the mean of the cases. */
function spreadOf(cases: readonly Case[]): number | undefined {
  const spreads = cases.flatMap((one) => {
    const means = comparable(one)
      .map(({ runs }) => meanOf(runs.map(({ accuracy }) => accuracy)))
      .sort((first, second) => second - first);
    if (means.length < 3) return [];
    return [(means[0] ?? 0) - (means[means.length >> 1] ?? 0)];
  });
  return spreads.length === 0 ? undefined : meanOf(spreads);
}

/** Rows of a case that a person could take: no oracles, and with as many seeds as the baseline. */
function comparable(one: Case): Case['rows'] {
  const seeds = baselineOf(one)?.runs.length ?? 0;
  return one.rows.filter(({ row, runs }) => row.role !== 'oracle' && seeds > 0 && runs.length >= seeds);
}

/** A row as a validator judges it. */
interface JudgedRow {
  readonly label: string;
  /** Higher is better. */
  readonly score: number;
  readonly accuracy: number;
  readonly hasCollapsed: boolean;
}

/** The rows of a case of whose every run a validator has a score. */
function judgedRows(one: Case, validator: string): readonly JudgedRow[] {
  const rows = comparable(one).flatMap(({ row, runs }) => {
    const choices = runs.flatMap((run) => {
      const choice = choiceOf(run, validator);
      return choice ? [{ run, choice }] : [];
    });
    return choices.length < runs.length ? [] : [{ label: row.label, choices }];
  });
  const scores = comparableScores(
    validator,
    rows.flatMap(({ choices }) => choices),
  );
  let next = 0;
  return rows.map(({ label, choices }) => ({
    label,
    score: meanOf(choices.map(() => scores[next++] ?? NaN)),
    accuracy: meanOf(choices.map(({ choice }) => choice.accuracy)),
    hasCollapsed: choices.some(({ choice }) => choice.hasCollapsed),
  }));
}

/** Scores that can be compared across runs, higher ones better: a rule that combines others ranks all of these together. */
function comparableScores(
  validator: string,
  chosen: readonly { readonly run: FinishedLedgerRun; readonly choice: CheckpointChoice }[],
): readonly number[] {
  const { combine, combines = [] } = findValidator(validator);
  const sign = directionOf(validator);
  if (!combine) return chosen.map(({ choice }) => sign * choice.score);
  const own = chosen.map(({ run, choice }) => run.ownScores?.[validator]?.[choice.chosen] ?? NaN);
  const members = combines.map((name) => ({
    better: findValidator(name).better,
    scores: chosen.map(({ run, choice }) => run.validators[name]?.[choice.chosen] ?? undefined),
  }));
  return combine(own, members).map((score) => sign * score);
}

/** Over all pairs with three rows or more; the least mean regret first. */
export function rowRecords(cases: readonly Case[]): readonly RowRecord[] {
  return validatorsOf(cases)
    .flatMap((validator): RowRecord[] => {
      const picks = cases.flatMap((one) => {
        const judged = judgedRows(one, validator);
        const without = judged.find(({ label }) => label === one.experiment.baseline);
        const [first, ...others] = judged;
        if (!first || !without || judged.length < 3) return [];
        const pick = others.reduce((best, row) => (row.score > best.score ? row : best), first);
        return {
          regret: Math.max(...judged.map(({ accuracy }) => accuracy)) - pick.accuracy,
          gain: pick.accuracy - without.accuracy,
          hasCollapsed: pick.hasCollapsed,
        };
      });
      if (picks.length === 0) return [];
      return [
        {
          validator,
          cases: picks.length,
          regret: meanOf(picks.map(({ regret }) => regret)),
          worst: Math.max(...picks.map(({ regret }) => regret)),
          gain: meanOf(picks.map(({ gain }) => gain)),
          below: picks.filter(({ gain }) => gain < 0).length,
          collapsed: picks.filter(({ hasCollapsed }) => hasCollapsed).length,
        },
      ];
    })
    .sort((first, second) => first.regret - second.regret || (first.validator < second.validator ? -1 : 1));
}

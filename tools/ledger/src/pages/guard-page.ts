import { adaptationEvidence, chooseThreshold, findValidator, pointsLost, type GuardCase } from '@trunkline/evaluation';
import type { FinishedLedgerRun } from '../ledger.ts';
import type { Page } from './benchmark-page.ts';
import { baselineOf, isKnown, meanOf, unique, type Case, type CaseRow } from './cases.ts';
import { counted, decimals, enumerate, percent, table } from './words.ts';

/** A method on a pair, decided by a guard that was set on the other pairs. */
export interface GuardedCase extends GuardCase {
  /** `photo → cartoon`: left out together, whatever the benchmark. */
  readonly pair: string;
  readonly title: string;
  readonly label: string;
}

/** `guard.md`, over all benchmarks. */
export function guardPage(cases: readonly Case[]): Page {
  const { decided, votes } = guardedCases(cases);
  const text = [
    '# Adapt at all? A guard',
    explanation(votes),
    ...(decided.length === 0 ? ['No case is stored yet.'] : record(decided)),
  ];
  return { file: 'guard.md', text: `${text.join('\n\n')}\n` };
}

function explanation(votes: readonly string[]): string {
  return [
    'The rule: adapt only if label-free evidence says so, else ship source-only. Evidence is the share of validators that score the adapted model above source-only beyond the spread of seeds (the 95 % t-interval of the paired difference excludes 0), minus the share of those that score it below (`adaptationEvidence` of `@trunkline/evaluation`).',
    `The validators that vote are all that look at the target and do not combine others: ${votes.length === 0 ? 'none yet' : enumerate(votes.map((name) => `\`${name}\``))}. From which evidence on the guard adapts is set on all other pairs (\`chooseThreshold\`), and what it decides on the pair that was left out counts. A case is an adaptation method on a pair of some benchmark. Some methods minimise the very quantity that some validators measure; no vote is taken away for that, and the page shows what it costs. Drawn by \`npm run benchmark-pages\`.`,
  ].join(' ');
}

/** All cases, and the validators that had a vote in one of them. */
export function guardedCases(cases: readonly Case[]): {
  readonly decided: readonly GuardedCase[];
  readonly votes: readonly string[];
} {
  const votes = new Set<string>();
  const decided = cases.flatMap((one) => {
    const baseline = baselineOf(one);
    if (baseline?.row.role !== 'baseline') return [];
    return one.rows.flatMap((row): GuardedCase[] => {
      const guarded = row.row.family === 'adaptation' ? guardedCase(one, row, baseline, votes) : undefined;
      return guarded ? [guarded] : [];
    });
  });
  return { decided, votes: [...votes].sort() };
}

function guardedCase(one: Case, row: CaseRow, baseline: CaseRow, votes: Set<string>): GuardedCase | undefined {
  const seeds = row.runs.map(({ seed }) => seed).filter((seed) => baseline.runs.some((run) => run.seed === seed));
  const common = (runs: readonly FinishedLedgerRun[]): readonly FinishedLedgerRun[] =>
    runs.filter(({ seed }) => seeds.includes(seed));
  const [adapted, without] = [common(row.runs), common(baseline.runs)];
  const names = unique(adapted.flatMap((run) => Object.keys(run.validators))).filter(hasVote);
  const ballots = names.flatMap((name) => {
    const [method, sourceOnly] = [scoresOf(adapted, name), scoresOf(without, name)];
    const has = Object.keys(method).some((seed) => seed in sourceOnly);
    return has ? [{ name, better: findValidator(name).better, method, sourceOnly }] : [];
  });
  const evidence = adaptationEvidence(ballots);
  if (evidence === undefined || seeds.length < 2) return undefined;
  for (const { name } of ballots) votes.add(name);
  return {
    pair: `${one.source} → ${one.target}`,
    title: one.title,
    label: row.row.label,
    evidence,
    adapted: meanOf(adapted.map(({ accuracy }) => accuracy)),
    sourceOnly: meanOf(without.map(({ accuracy }) => accuracy)),
  };
}

/** Whether a validator looks at the target, and says something of its own. */
function hasVote(name: string): boolean {
  if (!isKnown(name)) return false;
  const { reads, combines } = findValidator(name);
  return combines === undefined && reads.some((input) => input.startsWith('target'));
}

/** By seed, a validator's score of the checkpoint that was selected. */
function scoresOf(runs: readonly FinishedLedgerRun[], validator: string): Record<string, number> {
  return Object.fromEntries(
    runs.flatMap((run) => {
      const score = run.validators[validator]?.[run.checkpoints.findIndex(([step]) => step === run.step)];
      return typeof score === 'number' ? [[String(run.seed), score] as const] : [];
    }),
  );
}

/** What the guard decides on each pair, set on all others. */
export function leaveOneOut(cases: readonly GuardedCase[]): ReadonlyMap<string, number> {
  const pairs = unique(cases.map(({ pair }) => pair)).sort();
  return new Map(pairs.map((pair) => [pair, chooseThreshold(cases.filter((one) => one.pair !== pair))]));
}

function record(cases: readonly GuardedCase[]): string[] {
  const thresholds = leaveOneOut(cases);
  const guard = (one: GuardCase): boolean => one.evidence >= (thresholds.get((one as GuardedCase).pair) ?? Infinity);
  const rules = [
    ['the guard', guard],
    ['always adapt', () => true],
    ['never adapt', () => false],
  ] as const;
  const lost = (adapts: (one: GuardCase) => boolean): number => pointsLost(cases, adapts);
  const [own, always, never] = rules.map(([, adapts]) => lost(adapts)) as [number, number, number];
  const pairs = [...thresholds.keys()];
  const beats = own < always && own < never;
  return [
    `**On ${counted(cases.length, 'case')} of ${counted(pairs.length, 'pair')} the guard loses ${percent(own, 2)} points on average against the better of the two models; “always adapt” loses ${percent(always, 2)}, “never adapt” ${percent(never, 2)}. ${beats ? 'It loses fewer than both.' : 'It does not beat both trivial rules.'}**${pairs.length < 2 ? ' With one pair there is no other to set it on, so it never adapts.' : ''}`,
    '## Counts',
    table(
      [
        'Rule',
        'Through, helped:',
        'Through, harmed:',
        'Held back, would have helped:',
        'Held back rightly:',
        'Mean points lost:',
        'Largest:',
      ],
      rules.map(([name, adapts]) => {
        const helps = (one: GuardCase): boolean => one.adapted > one.sourceOnly;
        const count = (through: boolean, helped: boolean): string =>
          String(cases.filter((one) => adapts(one) === through && helps(one) === helped).length);
        const worst = Math.max(...cases.map((one) => pointsLost([one], adapts)));
        return [
          name,
          count(true, true),
          count(true, false),
          count(false, true),
          count(false, false),
          percent(lost(adapts), 2),
          percent(worst),
        ];
      }),
    ),
    '## By pair',
    table(
      ['Left out', 'Cases:', 'Adapts from evidence:', 'Guard loses:', 'Always:', 'Never:'],
      pairs.map((pair) => {
        const own = cases.filter((one) => one.pair === pair);
        const loss = (adapts: (one: GuardCase) => boolean): string => percent(pointsLost(own, adapts), 2);
        return [
          pair,
          String(own.length),
          thresholdText(thresholds.get(pair)),
          loss(guard),
          loss(() => true),
          loss(() => false),
        ];
      }),
    ),
    'An evidence of “never” means that on the other pairs not adapting lost least; “always” that adapting did.',
  ];
}

function thresholdText(threshold: number | undefined): string {
  if (threshold === undefined || threshold === Infinity) return 'never';
  return threshold === -Infinity ? 'always' : decimals(threshold, 2);
}

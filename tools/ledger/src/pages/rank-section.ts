import { rankRows } from '@trunkline/evaluation';
import { meanOf, unique, type Case } from './cases.ts';
import { rankDiagram } from './rank-diagram.ts';
import { counted, decimals, enumerate } from './words.ts';

/** A page's comparison over all its pairs. */
export interface RankSection {
  /** Markdown. */
  readonly text: string;
  /** SVG; absent where there is nothing to rank. */
  readonly diagram?: string;
  readonly meanRanks: ReadonlyMap<string, number>;
}

/**
 * Ranks rows over blocks, a block being one seed of one pair. Rows that lack a block which most of the others have are left out; oracles
 * are no contestants. With fewer than two blocks, or three rows, nothing is ranked.
 */
export async function rankSection(cases: readonly Case[], picture: string): Promise<RankSection> {
  const accuracies = new Map<string, Map<string, number>>();
  for (const one of cases) {
    for (const { row, runs } of one.rows) {
      if (row.role === 'oracle') continue;
      const blocks = accuracies.get(row.label) ?? new Map<string, number>();
      for (const { seed, accuracy } of runs) blocks.set(`${one.title} ${seed}`, accuracy);
      accuracies.set(row.label, blocks);
    }
  }
  const most = Math.max(0, ...[...accuracies.values()].map(({ size }) => size));
  const complete = [...accuracies].filter(([, blocks]) => blocks.size === most);
  const blocks = unique(complete.flatMap(([, own]) => [...own.keys()])).filter((block) =>
    complete.every(([, own]) => own.has(block)),
  );
  if (complete.length < 3 || blocks.length < 2) {
    return { text: 'Too few rows have runs on common pairs and seeds to rank them.', meanRanks: new Map() };
  }
  const ranked = rankRows(complete.map(([, own]) => blocks.map((block) => own.get(block) ?? NaN)));
  const rows = complete.map(([label], index) => ({ label, meanRank: ranked.meanRanks[index] ?? NaN }));
  rows.sort((first, second) => first.meanRank - second.meanRank || (first.label < second.label ? -1 : 1));
  const [best] = rows;
  const alike = rows.filter(({ meanRank }) => meanRank - (best?.meanRank ?? 0) <= ranked.criticalDifference);
  const missing = [...accuracies.keys()].filter((label) => !complete.some(([known]) => known === label));
  const description = `Mean ranks of ${counted(rows.length, 'row')}: ${rows.map(({ label, meanRank }) => `${label} ${meanRank.toFixed(1)}`).join(', ')}`;
  const pairs = unique(cases.map(({ title }) => title)).length;
  const sentences = [
    `${counted(rows.length, 'row')} on ${counted(blocks.length, 'block')}, a block being one seed of one pair; accuracy decides the rank, 1 is the best. The ranks ${ranked.pValue < 0.05 ? 'are not by chance' : 'may be by chance'} (Friedman, p ${ranked.pValue < 0.001 ? '< 0.001' : `= ${ranked.pValue.toFixed(3)}`}).`,
    `First is ${best?.label ?? ''} with ${decimals(best?.meanRank, 1)}; ${alike.length === 1 ? 'no other row lies' : `${counted(alike.length - 1, 'other row')} of ${rows.length - 1} ${alike.length === 2 ? 'lies' : 'lie'}`} within Nemenyi’s critical difference of ${ranked.criticalDifference.toFixed(1)} ranks of it (bars join rows that cannot be told apart at 5 %).`,
    `Seeds of one pair share their pictures, so this speaks of ${pairs === 1 ? 'this pair' : 'these pairs'}, not of others.`,
    ...(missing.length > 0 ? [`Left out, for lack of runs: ${enumerate(missing.sort())}.`] : []),
  ];
  return {
    text: `![${description}](${picture})\n\n${sentences.join(' ')}`,
    diagram: await rankDiagram(rows, ranked.criticalDifference, description),
    meanRanks: new Map(rows.map(({ label, meanRank }) => [label, meanRank])),
  };
}

/** Mean of each row's means over cases, of those rows that have runs in every case. */
export function meanOverCases(cases: readonly Case[], label: string): number | undefined {
  const means = cases.flatMap(({ rows }) => {
    const found = rows.find((one) => one.row.label === label && one.runs.length > 0);
    return found ? [meanOf(found.runs.map(({ accuracy }) => accuracy))] : [];
  });
  return means.length === cases.length && means.length > 0 ? meanOf(means) : undefined;
}

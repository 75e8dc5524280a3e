import { standaloneChart } from '@trunkline/report';
import type { Page } from './benchmark-page.ts';
import { meanOf, unique, type Case } from './cases.ts';
import { groupColours, legendLayers } from './dot-chart.ts';
import { enumerate, percent, points, table } from './words.ts';

/** One row with one share of the labels on one pair. */
interface Point {
  readonly pair: string;
  readonly row: string;
  readonly fraction: number;
  readonly accuracy: number;
}

/** `labels.md`: what rows do with few labels, over all experiments that set `labelFraction`. */
export async function labelPage(cases: readonly Case[]): Promise<readonly Page[]> {
  const all = cases.flatMap(pointsOf);
  const pairs = unique(all.map(({ pair }) => pair)).sort();
  const picture = 'labels.svg';
  const description = `Target accuracy of ${enumerate(unique(all.map(({ row }) => row)))} with shares of the labels`;
  const text = [
    '# Probe or fine-tune: with how many labels',
    'With few labels a linear probe is said to do as well as fine-tuning, and with many to fall behind (Kornblith et al. 2019, arXiv 1805.08974; Kumar et al. 2022 for pictures from elsewhere). Here: every experiment of the benchmarks that keeps a share of the source’s labels.',
    ...(all.length === 0
      ? ['No run with a share of the labels is stored yet.']
      : [
          `**${pairs
            .map((pair) =>
              verdict(
                pair,
                all.filter((one) => one.pair === pair),
              ),
            )
            .join(' ')}**`,
          `![${description}](${picture})`,
          ...pairs.map((pair) => `## ${pair}\n\n${pairTable(all.filter((one) => one.pair === pair))}`),
          'Target accuracy in percent, means over seeds; intervals are on the pages of the benchmarks. Drawn by `npm run benchmark-pages`.',
        ]),
  ];
  const page = { file: 'labels.md', text: `${text.join('\n\n')}\n` };
  return all.length === 0 ? [page] : [page, { file: picture, text: await chart(all, pairs, description) }];
}

function pointsOf(one: Case): Point[] {
  const fraction = one.experiment.data['labelFraction'];
  if (typeof fraction !== 'number') return [];
  return one.rows.flatMap(({ row, runs }) =>
    runs.length === 0 || row.role === 'oracle'
      ? []
      : [
          {
            pair: `${one.source} → ${one.target}`,
            row: row.label,
            fraction,
            accuracy: meanOf(runs.map(({ accuracy }) => accuracy)),
          },
        ],
  );
}

const fractionText = (fraction: number): string => `${Number((100 * fraction).toPrecision(3))} %`;

function fractionsOf(points_: readonly Point[]): readonly number[] {
  return unique(points_.map(({ fraction }) => fraction)).sort((first, second) => first - second);
}

function pairTable(own: readonly Point[]): string {
  const fractions = fractionsOf(own);
  return table(
    ['Row', ...fractions.map((fraction) => `${fractionText(fraction)}:`)],
    unique(own.map(({ row }) => row)).map((row) => [
      row,
      ...fractions.map((fraction) =>
        percent(own.find((one) => one.row === row && one.fraction === fraction)?.accuracy),
      ),
    ]),
  );
}

function verdict(pair: string, own: readonly Point[]): string {
  const fractions = fractionsOf(own);
  const [fewest, most] = [fractions[0] ?? 0, fractions.at(-1) ?? 0];
  const at = (row: string, fraction: number): number | undefined =>
    own.find((one) => one.row === row && one.fraction === fraction)?.accuracy;
  const gain = (fraction: number): number =>
    (at('full-finetune', fraction) ?? NaN) - (at('linear-probe', fraction) ?? NaN);
  if (fewest === most || !Number.isFinite(gain(fewest) + gain(most))) return `${pair}: too little is stored.`;
  const told = `${pair}: fine-tuning has ${points(gain(fewest))} points against the probe with ${fractionText(fewest)} of the labels and ${points(gain(most))} with ${fractionText(most)}.`;
  return `${told} ${gain(most) > gain(fewest) ? 'Its advantage grows with labels, as the papers say.' : 'Its advantage does not grow with labels, against the papers.'}`;
}

async function chart(all: readonly Point[], pairs: readonly string[], description: string): Promise<string> {
  const groups = unique(all.map(({ row }) => row));
  const fractions = fractionsOf(all);
  const panel = 330;
  const height = 300;
  const accuracies = all.map(({ accuracy }) => 100 * accuracy);
  const y = {
    field: 'accuracy',
    type: 'quantitative',
    scale: { domain: [Math.min(...accuracies) - 3, Math.max(...accuracies) + 3], nice: false, zero: false },
  };
  // one picture with a panel a pair, each on a stretch of the same axis: a share of labels is a place on it
  const place = (pair: string, fraction: number): number =>
    pairs.indexOf(pair) * fractions.length + fractions.indexOf(fraction) + pairs.indexOf(pair) * 0.6;
  const last = place(pairs.at(-1) ?? '', fractions.at(-1) ?? 0);
  const x = { type: 'quantitative', scale: { domain: [-0.4, last + 0.4], nice: false }, axis: null };
  const dots = all.map(({ pair, row, fraction, accuracy }) => ({
    group: row,
    line: `${pair} ${row}`,
    at: place(pair, fraction),
    accuracy: 100 * accuracy,
  }));
  const ticks = pairs.flatMap((pair) =>
    fractions.map((fraction) => ({ at: place(pair, fraction), text: fractionText(fraction) })),
  );
  const titles = pairs.map((pair) => ({
    at: (place(pair, fractions[0] ?? 0) + place(pair, fractions.at(-1) ?? 0)) / 2,
    text: pair,
  }));
  const plot = height - 34 - 50;
  const writing = (values: readonly object[], top: number, color: string) => ({
    data: { values },
    mark: { type: 'text', baseline: 'middle', y: plot + top, color },
    encoding: { x: { ...x, field: 'at' }, text: { field: 'text', type: 'nominal' } },
  });
  const color = groupColours(groups);
  return await standaloneChart({
    width: pairs.length * panel + 80,
    height,
    margins: { left: 50, right: 20, top: 34, bottom: 50 },
    description,
    spec: {
      layer: [
        {
          data: { values: dots },
          mark: { type: 'line', strokeWidth: 2 },
          encoding: {
            x: { ...x, field: 'at' },
            y: { ...y, axis: { title: 'target accuracy, %', tickCount: 6 } },
            detail: { field: 'line', type: 'nominal' },
            color,
          },
        },
        {
          data: { values: dots },
          mark: { type: 'point', filled: true, size: 55, opacity: 1 },
          encoding: { x: { ...x, field: 'at' }, y, color },
        },
        writing(ticks, 14, 'var(--muted)'),
        writing(titles, 34, 'var(--ink)'),
        ...legendLayers(groups),
      ],
    },
  });
}

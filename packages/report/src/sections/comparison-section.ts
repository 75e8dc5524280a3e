import type { MeanInterval, TestedSummary } from '@trunkline/evaluation';
import { intervalPlot, intervalRow } from '../charts/interval-plot.ts';
import { duration, halfWidth, meanAndHalfWidth, percent, points, pointsRange, quantity } from '../format.ts';
import { html, type Html } from '../html.ts';
import { isUnchanged } from '../did-nothing.ts';
import { pText, shown } from '../difference.ts';
import { baselineOf, pairTitle, type TestedPair } from '../pairs.ts';
import { baselineNote, comparedWith, testNote } from '../comparison/columns.ts';
import { costsTable } from './costs-table.ts';
import { table } from './table.ts';

/** The comparison of one pair: table, accuracy of every seed, paired differences, costs. */
export async function comparisonSection(pair: TestedPair): Promise<Html> {
  const seeds = seedText(pair);
  return html`<h3>Comparison</h3>
    ${comparison(pair, seeds)} ${tested(pair)}
    <div class="plots">
      <figure>
        <figcaption>
          <b>Target test accuracy</b>, %.
          ${seeds === undefined ? 'One seed, no interval' : `Each ring is a seed, the bar their mean, the band ${seeds}`};
          ${dashed(pair)}
        </figcaption>
        ${await accuracyPlot(pair)}
      </figure>
      ${await differenceFigure(pair)}
    </div>
    ${costsTable(pair)}`;
}

function comparison(pair: TestedPair, seeds: string | undefined): Html {
  const baseline = comparedWith(pair.rows);
  const best = Math.max(
    ...pair.rows.filter((row) => row.role !== 'oracle').map((row) => row.metrics['test/target/accuracy'].mean),
  );
  return table<TestedSummary>({
    caption: html`${pairTitle(pair)}: percent;
    ${seeds === undefined ? 'one seed, so there is no interval' : `mean, and ± half of ${seeds}`}. The highest without
    target labels is bold.${baseline === undefined ? '' : holmNote(pair)}`,
    rows: pair.rows,
    rowClass: (row) => row.role,
    columns: [
      { title: 'Method', cell: (row) => html`${row.label}<small>${rowNote(row)}</small>` },
      {
        title: 'Target accuracy',
        numeric: true,
        cell: (row) => {
          const text = value(row.metrics['test/target/accuracy']);
          const isBest = row.role !== 'oracle' && row.metrics['test/target/accuracy'].mean === best;
          return isBest ? html`<strong>${text}</strong>` : text;
        },
      },
      ...(baseline === undefined
        ? []
        : [{ title: `Against ${baseline}, points`, numeric: true, cell: differenceCell }]),
      { title: 'Source accuracy kept', numeric: true, cell: (row) => value(row.metrics['test/source/accuracy']) },
      { title: 'Macro accuracy', numeric: true, cell: (row) => value(row.metrics['test/target/macro-accuracy']) },
      {
        title: html`<abbr title="Expected calibration error, 15 bins; 0 is best">ECE</abbr>`,
        numeric: true,
        cell: (row) => value(row.metrics['test/target/calibration-error']),
      },
      { title: 'Trained parameters', numeric: true, cell: (row) => quantity(row.trainableParameters) },
      { title: 'Multiply-adds per image', numeric: true, cell: (row) => quantity(row.multiplyAddsPerImage) },
      { title: 'Time per run', numeric: true, cell: (row) => duration(row.seconds.mean) },
    ],
  });
}

/** How many pictures stand behind the accuracies, and what is missing to answer whether to transfer. */
function tested({ rows }: TestedPair): Html {
  const notes = [testNote(rows), baselineNote(rows)].filter((note) => note !== undefined);
  return html`${notes.map((note) => html`<p>${note}</p>`)}`;
}

function rowNote(row: TestedSummary): string {
  const role = { baseline: 'baseline', contestant: row.family, oracle: 'learns from target labels' }[row.role];
  return row.label === row.method ? role : `${row.method}, ${role}`;
}

function value(interval: MeanInterval): Html {
  const half = halfWidth(interval);
  return html`${percent(interval.mean)}${half === undefined ? undefined : html`<small>± ${half}</small>`}`;
}

function differenceCell(row: TestedSummary): Html {
  const difference = row.differenceToBaseline;
  if (difference === undefined) return html`–`;
  const { interval, verdict } = shown(difference);
  const range = pointsRange(interval);
  const word = isUnchanged(difference)
    ? 'the same'
    : { above: 'above', below: 'below', level: 'noise', none: 'one seed' }[verdict ?? 'none'];
  const { holm } = difference;
  const after = holm === undefined ? undefined : html`<small>${pText(holm.adjustedPValue)}</small>`;
  return html`${points(difference.mean)}
    <span class="${verdict === 'above' || verdict === 'below' ? 'clear' : 'noise'}">${word}</span
    >${range === undefined ? undefined : html`<small>${range}</small>`}${after}`;
}

function accuracyPlot(pair: TestedPair): Promise<Html> {
  const baseline = baselineOf(pair.rows);
  const rows = pair.rows.map((row) => {
    const interval = row.metrics['test/target/accuracy'];
    return intervalRow(row, interval, `${meanAndHalfWidth(interval)}  n = ${interval.count}`);
  });
  return intervalPlot({
    rows,
    title: 'target test accuracy, %',
    format: 'percent',
    ...(baseline === undefined ? {} : { reference: baseline.metrics['test/target/accuracy'].mean }),
    description: `Target test accuracy of every method, in percent. ${rows.map((row) => `${row.label}: ${row.text}`).join('; ')}.`,
  });
}

async function differenceFigure(pair: TestedPair): Promise<Html | undefined> {
  const rows = pair.rows.flatMap((row) => {
    const difference = row.differenceToBaseline;
    if (difference === undefined) return [];
    const { interval } = shown(difference);
    return [intervalRow(row, interval, pointsRange(interval) ?? points(difference.mean))];
  });
  const baseline = comparedWith(pair.rows);
  if (baseline === undefined) return undefined;
  const plot = await intervalPlot({
    rows,
    title: `difference to ${baseline}, points`,
    format: 'points',
    reference: 0,
    description: `Paired difference of target accuracy to ${baseline}, in percentage points. ${rows.map((row) => `${row.label}: ${points(row.interval.mean)}, interval ${row.text}`).join('; ')}.`,
  });
  return html`<figure>
    <figcaption>
      <b>Paired difference to ${baseline}</b>, percentage points, seed by seed.
      ${rows.some((row) => row.interval.low !== undefined) ? `A band that crosses the dashed 0 is no more than noise.${holmNote(pair)}` : 'One seed: any of it may be noise.'}
    </figcaption>
    ${plot}
  </figure>`;
}

/** Says over how many methods the intervals are corrected. */
function holmNote(pair: TestedPair): string {
  const most = Math.max(0, ...pair.rows.map((row) => row.differenceToBaseline?.holm?.comparisons ?? 0));
  return most > 1
    ? ` Intervals and p-values are after Holm’s correction for ${most} comparisons (an oracle’s are its own).`
    : '';
}

function dashed(pair: TestedPair): string {
  const baseline = baselineOf(pair.rows);
  return baseline === undefined ? 'n is the number of seeds.' : `the dashed line is the mean of ${baseline.label}.`;
}

/** "the 95 % Student t-interval over 3 seeds"; undefined where no row has one. */
function seedText(pair: TestedPair): string | undefined {
  const counts = [...new Set(pair.rows.map((row) => row.metrics['test/target/accuracy'].count))].sort((a, b) => a - b);
  if (counts.length === 1 && counts[0] === 1) return undefined;
  return `the 95 % Student t-interval over ${counts.length === 1 ? counts[0] : `${counts[0]}–${counts.at(-1)}`} seeds`;
}

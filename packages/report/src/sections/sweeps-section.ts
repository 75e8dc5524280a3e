import type { MethodSummary } from '@trunkline/evaluation';
import { meanAndHalfWidth, percent } from '../format.ts';
import { html, type Html } from '../html.ts';
import type { Pair } from '../pairs.ts';
import { table } from './table.ts';

type Sweep = NonNullable<MethodSummary['sweep']>;
type Trial = Sweep['trials'][number];

/** The trials of every row with a sweep: which one the selecting rule chose, and which one target labels would have. */
export function sweepsSection(pair: Pair): Html {
  const swept = pair.rows.flatMap(({ label, sweep, selectionValidator: rule }) =>
    sweep === undefined ? [] : [{ label, sweep, rule }],
  );
  if (swept.length === 0) return html``;
  return html`<h3>Trials of the sweeps</h3>
    <p>
      A row with a sweep is the trial with the best mean score by its selecting rule, over the seeds and without target
      labels.${swept.some(({ sweep }) => sweep.regret !== undefined) ? ' Its regret is what the best trial by target accuracy has more.' : ''}
    </p>
    ${swept.map(({ label, sweep, rule }) => trials(label, sweep, rule))}`;
}

function trials(label: string, sweep: Sweep, rule: string): Html {
  const places = [...new Set(sweep.trials.flatMap(({ values }) => Object.keys(values)))];
  return table<Trial>({
    caption: html`${label}: ${sweep.trials.length}
    trials${sweep.regret === undefined ? '' : `, regret ${percent(sweep.regret)} points`}`,
    rows: sweep.trials,
    columns: [
      { title: 'Trial', cell: ({ index }) => html`${index}<small>${part(index, sweep)}</small>` },
      ...places.map((place) => ({ title: place, numeric: true, cell: ({ values }: Trial) => text(values[place]) })),
      { title: rule, numeric: true, cell: ({ score }) => Number(score.mean.toPrecision(4)).toString() },
      ...(sweep.regret === undefined
        ? []
        : [
            {
              title: 'Target accuracy',
              numeric: true,
              cell: ({ targetAccuracy }: Trial) => (targetAccuracy ? meanAndHalfWidth(targetAccuracy) : '–'),
            },
          ]),
      { title: 'Seeds', numeric: true, cell: ({ score }) => String(score.count) },
    ],
  });
}

function part(index: number, { chosen, oracle }: Sweep): string {
  const parts = [...(index === chosen ? ['chosen'] : []), ...(index === oracle ? ['oracle'] : [])];
  return parts.join(', ');
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}

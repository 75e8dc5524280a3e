import type { MethodSummary } from '@trunkline/evaluation';
import { duration, meanAndHalfWidth, quantity, scoreAndHalfWidth } from '../format.ts';
import { html, type Html } from '../html.ts';
import { pairTitle, type Pair } from '../pairs.ts';
import { untestedNote } from '../comparison/columns.ts';
import { costsTable } from './costs-table.ts';
import { table } from './table.ts';

/** The comparison of a pair whose target nobody has labelled: the validators' scores of the selected checkpoints. */
export function scoresSection(pair: Pair): Html {
  const names = [...new Set(pair.rows.flatMap((row) => row.validators.map(({ validator }) => validator)))];
  const rules = new Set(pair.rows.map((row) => row.selectionValidator));
  return html`<h3>Comparison</h3>
    <p>
      ${untestedNote(pair.rows)} Accuracy per class, confusions, calibration, regret and the oracle need target labels,
      so they are not on this page.
    </p>
    ${table<MethodSummary>({
      caption: html`${pairTitle(pair)}: score, by each rule, of the checkpoints that were selected, mean over seeds and
      ± half of its 95 % interval where there are several; source accuracy in percent`,
      rows: pair.rows,
      rowClass: (row) => row.role,
      columns: [
        { title: 'Method', cell: (row) => html`${row.label}<small>${row.selectionValidator}</small>` },
        ...names.map((name) => ({
          title: rules.has(name) ? html`${name}<small>used here</small>` : name,
          numeric: true,
          cell: (row: MethodSummary) => scoreOf(row, name),
        })),
        {
          title: 'Source accuracy kept',
          numeric: true,
          cell: (row) => meanAndHalfWidth(row.metrics['test/source/accuracy']),
        },
        { title: 'Trained parameters', numeric: true, cell: (row) => quantity(row.trainableParameters) },
        { title: 'Time per run', numeric: true, cell: (row) => duration(row.seconds.mean) },
      ],
    })}
    ${costsTable(pair)}`;
}

function scoreOf(row: MethodSummary, name: string): string {
  const found = row.validators.find(({ validator }) => validator === name);
  return found?.score ? scoreAndHalfWidth(found.score) : '–';
}

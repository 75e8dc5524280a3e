import type { Summary, TestedSummary } from '@trunkline/evaluation';
import { html, type Html } from '../html.ts';
import { enumerate, percent, points } from '../format.ts';
import type { TestedPair } from '../pairs.ts';
import { table } from './table.ts';

type Validator = TestedSummary['validators'][number];

/** What each label-free rule would have chosen, beside the oracle. */
export function validatorsSection(pair: TestedPair, summary: Summary): Html {
  const names = [...new Set(pair.rows.flatMap((row) => row.validators.map((one) => one.validator)))];
  if (names.length === 0) return html``;
  const find = (row: TestedSummary, name: string): Validator | undefined =>
    row.validators.find((one) => one.validator === name);
  return html`<h3>Choosing a checkpoint without target labels</h3>
    <p>${inWords(pair, summary, names)}</p>
    ${table<TestedSummary>({
      caption: html`Target accuracy, %, of the checkpoint that each rule chooses, with its regret in points, the chosen
      steps by seed, and how it ranks all checkpoints of a run beside their target accuracy (Spearman: 1 as labels
      would, 0 as chance, mean over seeds). The oracle’s checkpoint is what target labels would have chosen.`,
      rows: pair.rows,
      rowClass: (row) => row.role,
      columns: [
        { title: 'Method', cell: (row) => row.label },
        ...names.map((name) => ({
          title: name === summary.selectionValidator ? html`${name}<small>used here</small>` : name,
          numeric: true,
          cell: (row: TestedSummary) => choice(find(row, name)),
        })),
        { title: 'Oracle checkpoint', numeric: true, cell: (row) => percent(row.oracle.mean) },
      ],
    })}
    ${[...otherRules(pair, summary), ...leftOut(pair, names)].map((sentence) => html`<p>${sentence}</p>`)}`;
}

/** Names the rows whose checkpoints another rule chose. */
function otherRules(pair: TestedPair, { selectionValidator }: Summary): string[] {
  return pair.rows
    .filter((row) => row.selectionValidator !== selectionValidator)
    .map(
      (row) =>
        `The checkpoints of ${row.label} were chosen by “${row.selectionValidator}”, because it sees nothing of the source.`,
    );
}

/** Names the rows that a rule gave no score for, though it judged others. */
function leftOut(pair: TestedPair, names: readonly string[]): string[] {
  return names.flatMap((name) => {
    const without = pair.rows.filter((row) => !row.validators.some((one) => one.validator === name));
    return without.length === 0
      ? []
      : [
          `“${name}” does not judge ${enumerate(without.map((row) => row.label))}: it had no finite score there, or it needs held-out images of the source where those of the target are held out.`,
        ];
  });
}

function choice(validator: Validator | undefined): Html {
  if (validator === undefined) return html`–`;
  const steps = Object.values(validator.chosenSteps).join(', ');
  return html`${percent(validator.targetAccuracy.mean)}<small>regret ${percent(validator.regret.mean)}</small
    ><small>step ${steps}</small>${rank(validator)}`;
}

/** How far a rule orders the checkpoints of a run as target labels would, where there are enough of them. */
function rank({ rankCorrelation }: Validator): Html {
  return rankCorrelation === undefined ? html`` : html`<small>rank ${rankCorrelation.mean.toFixed(2)}</small>`;
}

function inWords(pair: TestedPair, summary: Summary, names: readonly string[]): string {
  const rows = pair.rows.filter((row) => row.role !== 'oracle');
  const regret = (name: string): number => {
    const values = rows.flatMap((row) =>
      row.validators.filter((one) => one.validator === name).flatMap((one) => Object.values(one.regret.perSeed)),
    );
    return values.reduce((sum, value) => sum + value, 0) / values.length;
  };
  const ranked = names
    .map((name) => ({ name, regret: regret(name) }))
    .filter((one) => Number.isFinite(one.regret))
    .sort((a, b) => a.regret - b.regret);
  const used = ranked.find((one) => one.name === summary.selectionValidator);
  const least = ranked[0];
  if (used === undefined || least === undefined)
    return 'Regret is the oracle’s accuracy minus the chosen checkpoint’s.';
  const cost = `The numbers on this page come from the checkpoints that the rule “${used.name}” chose; averaged over methods and seeds it gave away ${points(used.regret).replace('+', '')} points against the oracle.`;
  if (points(least.regret) === points(used.regret)) return `${cost} No other rule gave away less.`;
  return `${cost} “${least.name}” would have given away ${points(least.regret).replace('+', '')}: known only in hindsight, so it changes nothing here.`;
}

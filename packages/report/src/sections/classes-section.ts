import { isTestedResult, type TestedResult } from '@trunkline/evaluation';
import { percent, shorten } from '../format.ts';
import { html, type Html } from '../html.ts';
import { resultsOf, type TestedPair } from '../pairs.ts';
import { table } from './table.ts';

const mostClasses = 20;
const worstConfusions = 5;

/** Characters of a class name on the edges of a matrix; the whole name is in its title. */
const longestName = 14;
/** Characters of a class name that fit over a column as they stand; longer names are turned on their side. */
const levelName = 2;
/** Classes from which a matrix may be wider than a phone. */
const wideMatrix = 12;

/** Accuracy of every class and the confusion matrices, counts added over seeds. */
export function classesSection(pair: TestedPair): Html {
  const methods = pair.rows.flatMap((row) => {
    const results = resultsOf(pair, row.label).filter(isTestedResult);
    return results.length === 0 ? [] : [{ row, confusion: addUp(results) }];
  });
  if (methods.length === 0 || pair.classNames.length === 0) return html``;
  const few = pair.classNames.length <= mostClasses;
  return html`<h3>Which classes are confused</h3>
    ${few ? perClass(pair, methods) : undefined}
    <p>
      Target test set, counts added up over
      seeds.${few ? ' Lines are true classes, columns predicted ones; each cell is the percentage of its line, the stronger the colour, the more. Empty cells are below 0.5 %.' : ''}
    </p>
    <div
      class="${few ? 'matrices' : 'multiples'}"
      style="--classes:${pair.classNames.length};--name:${Math.min(longestName, lengthOf(pair.classNames))}"
    >
      ${methods.map(({ row, confusion }) =>
        few ? matrix(row.label, confusion, pair.classNames) : worst(row.label, confusion, pair.classNames),
      )}
    </div>`;
}

interface Method {
  readonly row: TestedPair['rows'][number];
  readonly confusion: number[][];
}

function perClass(pair: TestedPair, methods: readonly Method[]): Html {
  return table<Method>({
    caption: html`Accuracy of every target class, %`,
    rows: methods,
    rowClass: ({ row }) => row.role,
    columns: [
      { title: 'Method', cell: ({ row }) => row.label },
      ...pair.classNames.map((name, k) => ({
        title: name,
        numeric: true,
        cell: ({ confusion }: Method) => heat(share(confusion[k] ?? [], k)),
      })),
    ],
  });
}

function matrix(label: string, confusion: readonly (readonly number[])[], names: readonly string[]): Html {
  const short = names.map((name) => shorten(name, longestName));
  const turned = lengthOf(short) > levelName ? 'turned' : 'level';
  const reach = names.length > wideMatrix ? html` role="region" tabindex="0" aria-label="Confusions of ${label}"` : '';
  return html`<div class="frame" ${reach}>
    <table class="matrix">
      <caption>
        ${label}
      </caption>
      <thead>
        <tr>
          <td></td>
          ${short.map((name, k) => html`<th scope="col" class="${turned}" title="predicted ${names[k]}"><span>${name}</span></th>`)}
        </tr>
      </thead>
      <tbody>
        ${confusion.map(
          (counts, k) =>
            html`<tr>
              <th scope="row" title="true ${names[k]}">${short[k]}</th>
              ${counts.map((_, column) => cell(share(counts, column), column === k))}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

/** Length of the longest of these texts. */
function lengthOf(texts: readonly string[]): number {
  return Math.max(...texts.map((text) => text.length));
}

function cell(fraction: number, diagonal: boolean): Html {
  const shown = fraction >= 0.005 ? percent(fraction, 0) : '';
  const className = diagonal ? 'right' : 'wrong';
  return html`<td class="${className}" style="--heat:${percentOf(fraction)}%">${shown}</td>`;
}

function heat(fraction: number): Html {
  return Number.isNaN(fraction) ? html`–` : html`${percent(fraction, 0)}`;
}

function worst(label: string, confusion: readonly (readonly number[])[], names: readonly string[]): Html {
  const mistakes = confusion
    .flatMap((counts, k) =>
      counts.map((_, column) => ({ k, column, fraction: column === k ? 0 : share(counts, column) })),
    )
    .filter((mistake) => mistake.fraction > 0)
    .sort((a, b) => b.fraction - a.fraction)
    .slice(0, worstConfusions);
  return html`<div>
    <h4>${label}</h4>
    <ul>
      ${mistakes.map(
        ({ k, column, fraction }) => html`<li>${names[k]} taken for ${names[column]}: ${percent(fraction, 0)} %</li>`,
      )}
    </ul>
  </div>`;
}

function share(counts: readonly number[], column: number): number {
  const total = counts.reduce((sum, count) => sum + count, 0);
  return total === 0 ? NaN : (counts[column] ?? 0) / total;
}

function percentOf(fraction: number): number {
  return Number.isFinite(fraction) ? Math.round(fraction * 100) : 0;
}

function addUp(results: readonly TestedResult[]): number[][] {
  const [first, ...rest] = results.map((result) => result.targetTest.confusion);
  return (first ?? []).map((counts, row) =>
    counts.map((count, column) => rest.reduce((sum, other) => sum + (other[row]?.[column] ?? 0), count)),
  );
}

import { html, type Html, type Part } from '../html.ts';

/** One column of a table on the page. */
export interface TableColumn<Row> {
  readonly title: Part;
  readonly numeric?: boolean;
  cell(row: Row): Part;
}

export interface Table<Row> {
  readonly caption: Part;
  readonly columns: readonly TableColumn<Row>[];
  readonly rows: readonly Row[];
  /** Class of a line, from its row. */
  readonly rowClass?: (row: Row) => string;
}

/** A table whose first column heads its lines; wider than the screen, it scrolls within itself and can be reached by keyboard. */
export function table<Row>({ caption, columns, rows, rowClass }: Table<Row>): Html {
  const [first, ...others] = columns;
  if (first === undefined) return html``;
  return html`<div class="scroll" role="region" tabindex="0" aria-label="${stripped(caption)}">
    <table>
      <caption>
        ${caption}
      </caption>
      <thead>
        <tr>
          ${columns.map((column) => html`<th scope="col" ${numeric(column)}>${column.title}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (row) =>
            html`<tr class="${rowClass?.(row) ?? 'row'}">
              <th scope="row">${first.cell(row)}</th>
              ${others.map((column) => html`<td${numeric(column)}>${column.cell(row)}</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

function numeric(column: { readonly numeric?: boolean }): Html | undefined {
  return column.numeric === true ? html` class="number"` : undefined;
}

function stripped(caption: Part): string {
  return html`${caption}`.text.replace(/<[^>]+>/g, '').replace(/&[^;]+;/g, ' ');
}

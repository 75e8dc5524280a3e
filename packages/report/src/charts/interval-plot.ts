import type { MeanInterval, MethodSummary, Role } from '@trunkline/evaluation';
import { html, type Html } from '../html.ts';
import { shorten } from '../format.ts';
import { renderChart } from './render-chart.ts';

/** One line of an interval plot. */
export interface IntervalRow {
  readonly label: string;
  readonly role: Role;
  readonly interval: MeanInterval;
  /** Printed at the end of the line. */
  readonly text: string;
}

export interface IntervalPlot {
  readonly rows: readonly IntervalRow[];
  readonly title: string;
  /** Vertical line to compare with. */
  readonly reference?: number;
  readonly format: 'percent' | 'points';
  readonly description: string;
}

export const roleColours: Readonly<Record<Role, string>> = {
  baseline: 'var(--baseline)',
  contestant: 'var(--accent)',
  oracle: 'var(--oracle)',
};

export function intervalRow(row: MethodSummary, interval: MeanInterval, text: string): IntervalRow {
  return { label: row.label, role: row.role, interval, text };
}

/** Every seed as a ring, the mean as a bar, the interval as a band; drawn once for phones and once for wider screens. */
export async function intervalPlot(plot: IntervalPlot): Promise<Html> {
  const narrow = await renderPlot(plot, 350, 'narrow');
  const wide = await renderPlot(plot, 580, 'wide');
  return html`${narrow}${wide}`;
}

async function renderPlot(plot: IntervalPlot, width: number, className: 'narrow' | 'wide'): Promise<Html> {
  const scale = 100;
  const longest = Math.max(...plot.rows.map((row) => row.label.length), 4);
  const labelLength = Math.min(longest, className === 'narrow' ? 15 : 26);
  const left = labelLength * 6.6 + 14;
  const right = Math.max(...plot.rows.map((row) => row.text.length)) * 6.4 + 14;
  const labels = plot.rows.map((row) => row.label);
  const [low, high] = domain(plot, scale);
  const x = {
    type: 'quantitative',
    scale: { domain: [low, high], nice: false, zero: false },
    axis: {
      title: plot.title,
      tickCount: className === 'narrow' ? 4 : 6,
      format: plot.format === 'points' ? '+.1~f' : '.1~f',
    },
  };
  const y = {
    field: 'label',
    type: 'nominal',
    sort: labels,
    scale: { domain: labels, paddingInner: 0.2 },
    axis: {
      title: null,
      domain: false,
      ticks: false,
      labelColor: 'var(--ink)',
      labelPadding: 8,
      labelExpr: `length(datum.label) > ${labelLength} ? slice(datum.label, 0, ${labelLength - 1}) + '…' : datum.label`,
    },
  };
  const color = {
    field: 'role',
    type: 'nominal',
    scale: { domain: Object.keys(roleColours), range: Object.values(roleColours) },
  };
  const rows = plot.rows.map(({ label, role, interval, text }) => ({
    label,
    role,
    text: shorten(text, 40),
    mean: interval.mean * scale,
    ...(interval.low === undefined || interval.high === undefined
      ? {}
      : { low: Math.max(low, interval.low * scale), high: Math.min(high, interval.high * scale) }),
  }));
  const seeds = plot.rows.flatMap(({ label, role, interval }) =>
    Object.values(interval.perSeed).map((value) => ({ label, role, value: value * scale })),
  );
  const reference =
    plot.reference === undefined
      ? []
      : [
          {
            data: { values: [{ at: plot.reference * scale }] },
            mark: { type: 'rule', strokeDash: [4, 3], color: 'var(--baseline)', strokeWidth: 1.5 },
            encoding: { x: { ...x, field: 'at' } },
          },
        ];
  return renderChart({
    width,
    height: plot.rows.length * 34 + 52,
    margins: { left, right, top: 6, bottom: 46 },
    className,
    description: plot.description,
    spec: {
      layer: [
        ...reference,
        {
          data: { values: rows.filter((row) => 'low' in row) },
          mark: { type: 'rule', strokeWidth: 9, opacity: 0.28, strokeCap: 'round' },
          encoding: { x: { ...x, field: 'low' }, x2: { field: 'high' }, y, color },
        },
        {
          data: { values: seeds },
          mark: { type: 'point', size: 46, strokeWidth: 1.6, filled: false, fill: 'var(--surface)' },
          encoding: { x: { ...x, field: 'value' }, y, stroke: color },
        },
        {
          data: { values: rows },
          mark: { type: 'tick', thickness: 3, size: 20, opacity: 1 },
          encoding: { x: { ...x, field: 'mean' }, y, color },
        },
        {
          data: { values: rows },
          mark: { type: 'text', align: 'left', x: width - left - right + 10 },
          encoding: { y, text: { field: 'text', type: 'nominal' } },
        },
      ],
    },
  });
}

/** Covers every seed and interval and the reference; percentages stay within 0 and 100. */
function domain(plot: IntervalPlot, scale: number): [low: number, high: number] {
  const values = plot.rows
    .flatMap(({ interval }) => [interval.low, interval.high, interval.mean, ...Object.values(interval.perSeed)])
    .concat(plot.reference ?? [])
    .filter((value): value is number => value !== undefined && Number.isFinite(value))
    .map((value) => value * scale);
  if (values.length === 0) return [0, 100];
  const low = Math.min(...values);
  const high = Math.max(...values);
  const pad = Math.max((high - low) * 0.06, 0.5);
  return plot.format === 'percent' ? [Math.max(0, low - pad), Math.min(100, high + pad)] : [low - pad, high + pad];
}

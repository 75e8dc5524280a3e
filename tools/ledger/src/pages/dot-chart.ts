import { standaloneChart } from '@trunkline/report';

/** A dot of a chart, with the interval around it. Values as they are printed. */
export interface Dot {
  readonly label: string;
  /** Dots of one group have one colour and one row of the legend. */
  readonly group: string;
  readonly value: number;
  readonly low?: number;
  readonly high?: number;
}

/** A chart of dots, a line for each label. */
export interface DotChart {
  readonly dots: readonly Dot[];
  readonly title: string;
  /** Vertical line to compare with, and what it is. */
  readonly reference?: { readonly value: number; readonly text: string };
  readonly description: string;
}

const colours = [
  'accent',
  'oracle',
  'good',
  'class-5',
  'class-3',
  'baseline',
  'class-0',
  'class-2',
  'class-7',
  'class-8',
];

/** Colours of groups in their order. */
export function groupColours(groups: readonly string[]): object {
  return {
    field: 'group',
    type: 'nominal',
    scale: { domain: groups, range: groups.map((_, index) => `var(--${colours[index % colours.length] ?? 'ink'})`) },
  };
}

/** The legend as a layer: a dot and a word for each group, in a line above the chart. */
export function legendLayers(groups: readonly string[]): readonly object[] {
  let x = 0;
  const places = groups.map((group) => {
    const at = x;
    x += 26 + 6.6 * group.length;
    return { group, at, text: group };
  });
  const pixels = (field: string) => ({ field, type: 'quantitative', scale: null, axis: null });
  return [
    {
      data: { values: places },
      mark: { type: 'point', filled: true, size: 60, y: -16, opacity: 1 },
      encoding: { x: pixels('at'), color: groupColours(groups) },
    },
    {
      data: { values: places },
      mark: { type: 'text', align: 'left', baseline: 'middle', dx: 9, y: -16 },
      encoding: { x: pixels('at'), text: { field: 'text', type: 'nominal' } },
    },
  ];
}

/** Draws the dots of each label on a line, in the order given. */
export async function dotChart({ dots, title, reference, description }: DotChart): Promise<string> {
  const labels = [...new Set(dots.map(({ label }) => label))];
  const groups = [...new Set(dots.map(({ group }) => group))];
  const left = Math.max(...labels.map(({ length }) => length)) * 6.6 + 16;
  const values = dots.flatMap(({ value, low, high }) => [value, low ?? value, high ?? value]);
  if (reference) values.push(reference.value);
  const pad = Math.max((Math.max(...values) - Math.min(...values)) * 0.05, 0.5);
  const domain = [Math.min(...values) - pad, Math.max(...values) + pad];
  const isRight = reference !== undefined && 2 * reference.value > (domain[0] ?? 0) + (domain[1] ?? 0);
  const x = { type: 'quantitative', scale: { domain, nice: false, zero: false }, axis: { title, tickCount: 8 } };
  const y = {
    field: 'label',
    type: 'nominal',
    sort: labels,
    scale: { domain: labels, paddingInner: 0.2 },
    axis: { title: null, domain: false, ticks: false, labelColor: 'var(--ink)', labelPadding: 8 },
  };
  const isShared = dots.length > labels.length;
  const offset = isShared ? { yOffset: { field: 'group', type: 'nominal', scale: { domain: groups } } } : {};
  const color = groupColours(groups);
  const lines = reference
    ? [
        {
          data: { values: [reference] },
          mark: { type: 'rule', strokeDash: [4, 3], color: 'var(--baseline)', strokeWidth: 1.5 },
          encoding: { x: { ...x, field: 'value' } },
        },
        {
          data: { values: [reference] },
          mark: {
            type: 'text',
            align: isRight ? 'right' : 'left',
            baseline: 'bottom',
            dx: isRight ? -4 : 4,
            y: 0,
            color: 'var(--muted)',
          },
          encoding: { x: { ...x, field: 'value' }, text: { field: 'text', type: 'nominal' } },
        },
      ]
    : [];
  return await standaloneChart({
    width: 760,
    height: labels.length * (isShared ? Math.max(20, 13 * groups.length) : 20) + 84,
    margins: { left, right: 24, top: 34, bottom: 46 },
    description,
    spec: {
      layer: [
        ...lines,
        {
          data: { values: dots.filter(({ low, high }) => low !== undefined && high !== undefined) },
          mark: { type: 'rule', strokeWidth: 2 },
          encoding: { x: { ...x, field: 'low' }, x2: { field: 'high' }, y, ...offset, color },
        },
        {
          data: { values: dots },
          mark: { type: 'point', filled: true, size: 60, opacity: 1 },
          encoding: { x: { ...x, field: 'value' }, y, ...offset, color },
        },
        ...legendLayers(groups),
      ],
    },
  });
}

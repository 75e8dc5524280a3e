import type { Html } from '../html.ts';
import { renderChart } from './render-chart.ts';

/** One embedded picture on the plane. */
export interface EmbeddingPoint {
  readonly x: number;
  readonly y: number;
  readonly domain: 'source' | 'target';
  /** Index of the class; absent where nobody knows it. */
  readonly label?: number;
}

export interface EmbeddingPlot {
  readonly points: readonly EmbeddingPoint[];
  /** Side of the square window, in units of the layout. */
  readonly window: number;
  readonly description: string;
}

/** Number of colours for classes in the page's style; further classes use them again, beside their names. */
export const classColours = 10;

/** Colour of a class. */
export function classColour(label: number): string {
  return `var(--class-${label % classColours})`;
}

/** Shape is the domain (ring: source, triangle: target), colour the class; the legend beside the panels names them. */
export async function embeddingPlot(plot: EmbeddingPlot): Promise<Html> {
  const centre = { x: middle(plot.points.map((point) => point.x)), y: middle(plot.points.map((point) => point.y)) };
  const labels = [...new Set(plot.points.flatMap(({ label }) => (label === undefined ? [] : [label])))].sort(
    (a, b) => a - b,
  );
  const axis = (field: 'x' | 'y') => ({
    field,
    type: 'quantitative',
    scale: { domain: [centre[field] - plot.window / 2, centre[field] + plot.window / 2], nice: false, zero: false },
    axis: null,
  });
  const colour = {
    field: 'label',
    type: 'nominal',
    scale: { domain: labels, range: labels.map(classColour) },
  };
  const of = (domain: 'source' | 'target') => {
    const values = plot.points.filter((point) => point.domain === domain);
    const known = values.every(({ label }) => label !== undefined);
    return {
      data: { values },
      encoding: { x: axis('x'), y: axis('y'), color: known ? colour : { value: 'var(--muted)' } },
    };
  };
  return renderChart({
    width: 220,
    height: 220,
    margins: { left: 4, right: 4, top: 4, bottom: 4 },
    description: plot.description,
    spec: {
      view: { stroke: 'var(--grid)' },
      layer: [
        {
          ...of('source'),
          mark: { type: 'point', shape: 'circle', filled: false, size: 22, strokeWidth: 1.3, opacity: 0.9 },
        },
        {
          ...of('target'),
          mark: { type: 'point', shape: 'triangle-up', filled: true, size: 30, opacity: 0.8 },
        },
      ],
    },
  });
}

/** Side of the smallest square around the middle of the points that holds all of them, with a margin. */
export function windowOf(points: readonly EmbeddingPoint[]): number {
  const side = (values: readonly number[]): number => Math.max(...values) - Math.min(...values);
  const reach = Math.max(side(points.map((point) => point.x)), side(points.map((point) => point.y)));
  return 1.12 * Math.max(1e-6, reach);
}

function middle(values: readonly number[]): number {
  return (Math.min(...values) + Math.max(...values)) / 2;
}

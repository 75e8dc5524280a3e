import type { CalibrationBin } from '@trunkline/evaluation';
import { html, type Html } from '../html.ts';
import { renderChart } from './render-chart.ts';

/** Bins of several test sets as one: counts add up, confidence and accuracy are weighted by them. */
export function mergeBins(sets: readonly (readonly CalibrationBin[])[]): CalibrationBin[] {
  return (sets[0] ?? []).map((_, index) => {
    const bins = sets.flatMap((set) => set[index] ?? []);
    const count = bins.reduce((sum, bin) => sum + bin.count, 0);
    const weighted = (value: (bin: CalibrationBin) => number) =>
      count === 0 ? 0 : bins.reduce((sum, bin) => sum + value(bin) * bin.count, 0) / count;
    return { count, confidence: weighted((bin) => bin.confidence), accuracy: weighted((bin) => bin.accuracy) };
  });
}

/** Accuracy against confidence with the diagonal, the gap of every bin as a line, and counts beneath. */
export async function calibrationPlot(bins: readonly CalibrationBin[], description: string): Promise<Html> {
  const values = bins
    .map((bin, index) => ({
      confidence: bin.confidence * 100,
      accuracy: bin.accuracy * 100,
      count: bin.count,
      from: (100 * index) / bins.length + 0.6,
      to: (100 * (index + 1)) / bins.length - 0.6,
    }))
    .filter((bin) => bin.count > 0);
  const margins = { left: 30, right: 10, top: 8, bottom: 4 };
  const scale = { domain: [0, 100], nice: false };
  const x = {
    field: 'confidence',
    type: 'quantitative',
    scale,
    axis: { title: null, labels: false, ticks: false, tickCount: 4 },
  };
  const y = {
    field: 'accuracy',
    type: 'quantitative',
    scale,
    axis: { title: null, tickCount: 3, domain: false, ticks: false },
  };
  const reliability = await renderChart({
    width: 190,
    height: 158,
    margins,
    description,
    spec: {
      layer: [
        {
          data: {
            values: [
              { confidence: 0, accuracy: 0 },
              { confidence: 100, accuracy: 100 },
            ],
          },
          mark: { type: 'line', strokeDash: [4, 3], color: 'var(--baseline)', strokeWidth: 1.5 },
          encoding: { x, y },
        },
        {
          data: { values },
          mark: { type: 'rule', color: 'var(--oracle)', strokeWidth: 3, opacity: 0.5 },
          encoding: { x, y, y2: { field: 'confidence' } },
        },
        { data: { values }, mark: { type: 'line', color: 'var(--accent)', strokeWidth: 1.5 }, encoding: { x, y } },
        {
          data: { values },
          mark: { type: 'point', filled: true, size: 26, color: 'var(--accent)', opacity: 1 },
          encoding: { x, y },
        },
      ],
    },
  });
  const counts = await renderChart({
    width: 190,
    height: 76,
    margins: { ...margins, top: 8, bottom: 34 },
    description: `Number of predictions in every bin of confidence, from ${Math.min(...values.map((bin) => bin.count), 0)} to ${Math.max(...values.map((bin) => bin.count), 0)}.`,
    spec: {
      data: { values },
      mark: { type: 'rect', color: 'var(--rule)' },
      encoding: {
        x: {
          field: 'from',
          type: 'quantitative',
          scale,
          axis: { title: 'confidence, %', tickCount: 3, grid: false, titlePadding: 2 },
        },
        x2: { field: 'to' },
        y: {
          field: 'count',
          type: 'quantitative',
          axis: { title: null, tickCount: 2, format: '~s', domain: false, ticks: false },
        },
        y2: { datum: 0 },
      },
    },
  });
  return html`${reliability}${counts}`;
}

import { meanInterval } from '@trunkline/evaluation';
import { describe, expect, it } from 'vitest';
import { calibrationPlot, mergeBins } from './calibration-plot.ts';
import { windowOf, embeddingPlot } from './embedding-plot.ts';
import { intervalPlot } from './interval-plot.ts';
import { learningCurve, meanCurve } from './learning-curve.ts';

const count = (text: string, pattern: RegExp): number => text.match(pattern)?.length ?? 0;

describe('charts', () => {
  it('draw every seed as a ring, for phones and for wider screens, with a description', async () => {
    const { text } = await intervalPlot({
      rows: [
        { label: 'a & b', role: 'baseline', interval: meanInterval({ 0: 0.5, 1: 0.6, 2: 0.55 }), text: '55.0 n = 3' },
        { label: 'c', role: 'contestant', interval: meanInterval({ 0: 0.7 }), text: '70.0 n = 1' },
      ],
      title: 'accuracy, %',
      format: 'percent',
      reference: 0.55,
      description: 'Two <methods>',
    });
    expect(count(text, /<svg /g)).toBe(2);
    expect(text).toContain('aria-label="Two &lt;methods&gt;"');
    expect(text).toContain('a &amp; b');
    expect(count(text, /fill="var\(--surface\)"/g)).toBe(2 * 4);
    expect(text).not.toMatch(/\d[eE][+−-]?\d/);
  });

  it('use no colour that the page does not theme', async () => {
    const line = [
      [0, 0.1],
      [10, 0.9],
    ] as const;
    const { text } = await learningCurve({
      seeds: [line, line],
      others: [line],
      chosenSteps: [10],
      domain: { x: [0, 10], y: [0, 1] },
      percent: true,
      description: 'rises',
    });
    const colours = [...text.matchAll(/(?:fill|stroke)="([^"]+)"/g)].map((match) => match[1] as string);
    expect(colours.filter((colour) => !/^(none|transparent|var\(--[a-z0-9-]+\))$/.test(colour))).toEqual([]);
    expect(text).not.toContain('NaN');
  });

  it('average learning curves over the steps that all seeds have', () => {
    expect(
      meanCurve([
        [
          [0, 1],
          [5, 3],
        ],
        [
          [0, 2],
          [5, 5],
          [9, 9],
        ],
      ]),
    ).toEqual([
      [0, 1.5],
      [5, 4],
    ]);
  });

  it('merge calibration bins by their counts and leave empty ones out', async () => {
    const merged = mergeBins([
      [
        { count: 1, confidence: 0.2, accuracy: 0 },
        { count: 0, confidence: 0, accuracy: 0 },
      ],
      [
        { count: 3, confidence: 0.4, accuracy: 1 },
        { count: 0, confidence: 0, accuracy: 0 },
      ],
    ]);
    expect(merged[0]?.count).toBe(4);
    expect(merged[0]?.confidence).toBeCloseTo(0.35, 12);
    expect(merged[0]?.accuracy).toBeCloseTo(0.75, 12);
    const { text } = await calibrationPlot(merged, 'one bin');
    expect(text).not.toContain('NaN');
  });

  it('show embeddings in a square that holds them all', async () => {
    const points = [
      { x: 0, y: 0, domain: 'source', label: 0 },
      { x: 4, y: 1, domain: 'target', label: 12 },
    ] as const;
    expect(windowOf(points)).toBeCloseTo(1.12 * 4, 12);
    const { text } = await embeddingPlot({ points, window: 5, description: '<a>' });
    expect(text).toContain('&lt;a&gt;');
    expect(text).toContain('var(--class-2)');
  });
});

import type { MethodSummary } from '@trunkline/evaluation';
import { expect, it } from 'vitest';
import { rowMetrics } from './row-metrics.ts';

const row = (label: string, target: string, more: object): MethodSummary =>
  ({
    label,
    source: 'studio',
    target,
    selectionScore: { mean: -1.5 },
    metrics: {},
    ...more,
  }) as unknown as MethodSummary;
const tested = (mean: number, difference?: number): object => ({
  metrics: { 'test/target/accuracy': { mean } },
  ...(difference !== undefined && { differenceToBaseline: { mean: difference } }),
});

it('each row has its mean, and its difference where there is one', () => {
  const methods = [row('source-only', 'street', tested(0.5)), row('dann', 'street', tested(0.625, 0.125))];
  expect(rowMetrics({ methods })).toEqual({
    'test/target/accuracy/mean/source-only': 0.5,
    'test/target/accuracy/mean/dann': 0.625,
    'test/target/accuracy/difference/dann': 0.125,
  });
});

it('of several pairs each has its own, and a target without labels has the score', () => {
  const methods = [row('mcc', 'street', tested(0.5)), row('mcc', 'shop', {})];
  expect(rowMetrics({ methods })).toEqual({
    'test/target/accuracy/mean/studio to street/mcc': 0.5,
    'selected/score/mean/studio to shop/mcc': -1.5,
  });
});

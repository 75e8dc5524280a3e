import { meanInterval, type MethodSummary } from '@trunkline/evaluation';
import { expect, it } from 'vitest';
import { answerWithoutLabels } from './answer-without-labels.ts';

function row(label: string, scores: Record<string, number>, more: Partial<MethodSummary> = {}): MethodSummary {
  return {
    label,
    method: label,
    family: 'adaptation',
    role: label === 'source-only' ? 'baseline' : 'contestant',
    head: 'linear',
    source: 'mnist',
    target: 'photos',
    selectionValidator: 'entropy',
    selectionScore: meanInterval(scores),
    selectionBetter: 'lower',
    metrics: { 'test/source/accuracy': meanInterval({ 0: 0.9 }) },
    seconds: meanInterval({ 0: 30 }),
    trainableParameters: 7_000_000,
    methodParameters: 0,
    totalParameters: 14_000_000,
    multiplyAddsPerImage: 313_000_000,
    validators: [],
    ...more,
  };
}

const three = (score: number): Record<string, number> => ({ 0: score, 1: score + 0.01, 2: score - 0.01 });

it('names the row that the rule prefers, in the rule’s direction, and claims no gain', () => {
  const answer = answerWithoutLabels([row('source-only', three(0.8)), row('dann', three(0.4)), row('mcc', three(0.6))]);
  expect(answer.verdict).toBe('unknown');
  expect(answer.headline).toBe('Not measured: photos has no labels; by entropy, dann scores best.');
  expect(answer.shouldTransfer).toMatch(/dann has 0\.4 ± 0\.025, against source-only 0\.8 ± 0\.025 and mcc 0\.6/);
  expect(answer.caveats).toHaveLength(1);
  expect(answerWithoutLabels([row('a', { 0: 1 }), row('b', { 0: 2 })]).caveats).toContain(
    'Fewer than three seeds: the order may be chance.',
  );
});

it('prefers none where the scores are level or the rules differ', () => {
  const level = [row('source-only', three(60)), row('dann', three(60))];
  const mixed = [row('source-only', three(0.8)), row('shot', three(0.4), { selectionValidator: 'last' })];
  for (const rows of [level, mixed]) {
    expect(answerWithoutLabels(rows).headline).toContain('no one rule tells the methods apart');
  }
});

import { createLabelledImages, seal, withoutLabels, createArraySource } from '@trunkline/data';
import { findValidator } from '@trunkline/evaluation';
import { expect, it } from 'vitest';
import { finalEvaluation } from './final-evaluation.ts';

const images = createLabelledImages({
  dataSet: 'four',
  domain: 'four',
  source: createArraySource({ count: 4, height: 1, width: 1, channels: 1, pixels: Uint8Array.of(1, 2, 3, 4) }),
  ids: ['0', '1', '2', '3'],
  labels_N: Int32Array.of(0, 1, 0, 1),
  classNames: ['a', 'b'],
});
const logits = Float32Array.of(2, 0, 0, 2, 0, 2, 0, 2); // right, right, wrong, right
const predictions = { 10: Int32Array.of(0, 1, 1, 1), 20: Int32Array.of(0, 1, 0, 1) };
const scores = {
  'info-max': [
    [10, 0.5],
    [20, 0.4],
  ] as const,
};
const validators = [findValidator('info-max'), findValidator('last')];

it('opens sealed labels: the selected checkpoint, what each validator chose, and the oracle', () => {
  const { labelled, validators: choices } = finalEvaluation(seal(images), logits, predictions, validators, scores);
  expect(labelled?.targetTest.accuracy).toBe(0.75);
  expect(labelled?.oracle).toEqual({ step: 20, targetAccuracy: 1 });
  expect(labelled?.checkpoints).toEqual([
    { step: 10, targetAccuracy: 0.75, largestShare: 0.75 },
    { step: 20, targetAccuracy: 1, largestShare: 0.5 },
  ]);
  // a validator without a score is not there
  expect(choices).toEqual([
    {
      validator: 'info-max',
      better: 'higher',
      scores: scores['info-max'],
      chosenStep: 10,
      targetAccuracy: 0.75,
      regret: 0.25,
    },
  ]);
});

it('says what validators chose where there are no labels, and nothing of the target', () => {
  const final = finalEvaluation(withoutLabels(images), logits, predictions, validators, scores);
  expect(final).toEqual({
    validators: [{ validator: 'info-max', better: 'higher', scores: scores['info-max'], chosenStep: 10 }],
  });
});

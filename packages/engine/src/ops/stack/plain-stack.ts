import type { Tensor4D } from '../../tensor-types.ts';
import { checkCanTrain } from '../../backend/training-ability.ts';
import { tf } from '../../tf.ts';
import { stopGradient } from '../stop-gradient.ts';
import { isIdentity, plainActivation, type Activation } from './activation.ts';
import { isTrainable, type BoundRow } from './bind-rows.ts';
import { moveStatistic } from './move-statistics.ts';

/** The stack in TensorFlow.js's own ops: for the fall-backs, and as the reference that the native one is tested against. */
export function plainStack(input_BHWC: Tensor4D, rows: readonly BoundRow[], differentiateInput: boolean): Tensor4D {
  const trained = rows.some(isTrainable);
  if (trained || differentiateInput) checkCanTrain(trained);
  return tf.tidy(() => {
    const maps = runRows(differentiateInput ? input_BHWC : stopGradient(input_BHWC), rows);
    return maps === input_BHWC ? maps.clone() : maps;
  });
}

function runRows(input_BHWC: Tensor4D, rows: readonly BoundRow[]): Tensor4D {
  let maps = input_BHWC;
  for (const one of rows) {
    const { row, kind, tensors, trainable, statistics } = one;
    const parameters = trainable
      ? tensors
      : Object.fromEntries(Object.entries(tensors).map(([what, value]) => [what, stopGradient(value)]));
    maps = kind.plain(row, maps, {
      parameters,
      statistics,
      move: (what, batch, momentum) => moveStatistic(one, what, batch, momentum),
      ways: one.ways.map((way) => (inner) => runRows(inner, way)),
    });
    if (!isIdentity(row.activation)) maps = plainActivation(row.activation as Activation, maps);
  }
  return maps;
}

import type { Tensor, Variable } from '../../tensor-types.ts';
import { tf } from '../../tf.ts';
import { updateMovingStatistics } from '../moving-statistics.ts';
import type { BoundRow } from './bind-rows.ts';
import { Kernels, type Handle } from './kernels/kernels.ts';

/** Moves a running statistic of a row that is a variable; of others there is nothing to move. */
export function moveStatistic(row: BoundRow, what: string, batch: Tensor, momentum: number): void {
  const moving = movingOf(row, what);
  if (moving) updateMovingStatistics(moving, batch, momentum);
}

/**
 * {@link moveStatistic} on handles, in the same order of operations: a tensor object for each product would cost more than
 * the arithmetic. `batch` is float32 in every precision, and stays the caller's.
 */
export function moveByHandle({ backend }: Kernels, row: BoundRow, what: string, batch: Handle, momentum: number): void {
  const moving = movingOf(row, what);
  if (!moving) return;
  const kernels = Kernels.of(backend, 'float32');
  const next = kernels.scope(({ own }) => {
    const [before] = backend.getInputTensorIds([moving]) as [Handle];
    const rest = own(kernels.multiply(before, kernels.scalar(1 - momentum)));
    return kernels.add(rest, own(kernels.multiply(batch, kernels.scalar(momentum))));
  });
  const moved = kernels.tensor(next, moving.shape);
  moving.assign(moved);
  moved.dispose();
}

function movingOf({ tensors, statistics }: BoundRow, what: string): Variable | undefined {
  const moving = tensors[what];
  return statistics === 'batch' && moving instanceof tf.Variable ? moving : undefined;
}

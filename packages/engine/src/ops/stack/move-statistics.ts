import type { Tensor } from '@tensorflow/tfjs';
import { tf } from '../../tf.ts';
import { updateMovingStatistics } from '../moving-statistics.ts';
import type { BoundRow } from './bind-rows.ts';

/** Moves a running statistic of a row that is a variable; of others there is nothing to move. */
export function moveStatistic({ tensors, statistics }: BoundRow, what: string, batch: Tensor, momentum: number): void {
  const moving = tensors[what];
  if (statistics === 'batch' && moving instanceof tf.Variable) updateMovingStatistics(moving, batch, momentum);
}

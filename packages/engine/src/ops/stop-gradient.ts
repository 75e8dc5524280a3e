import type { Tensor } from '../tensor-types.ts';
import { tf } from '../tf.ts';
import { recordedValue } from './let-through.ts';

/**
 * The same values under a tensor that no gradient flows through: the tape does not know where it came from. Shares the
 * memory of `x`; disposed on its own.
 */
export function stopGradient<T extends Tensor>(x: T): T {
  const recorded = recordedValue(() => x.dataSync() as Float32Array);
  if (recorded) return tf.cast(tf.tensor(recorded, x.shape), x.dtype) as T;
  tf.backend().incRef(x.dataId);
  const { dataId, shape, dtype } = x;
  return tf.engine().makeTensorFromTensorInfo({ dataId, shape, dtype }) as T;
}

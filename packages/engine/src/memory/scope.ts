import type { TensorContainer } from '../tensor-types.ts';
import { engineState } from '../backend/engine-state.ts';
import { tf } from '../tf.ts';

/** Runs `work` and frees every tensor it made, except those it returns and variables. `work` must not be asynchronous. */
export function withScope<T extends TensorContainer>(work: () => T): T {
  return tf.tidy(work);
}

/** Tensors alive in this process. */
export function countTensors(): number {
  return tf.memory().numTensors;
}

/** Buffers that the native library holds, those that no tensor owns included; 0 on the fall-backs. */
export function countNativeTensors(): number {
  return engineState.native?.binding.getNumOfTensors() ?? 0;
}

import { TrunklineError } from '@trunkline/system';
import { tf } from '../tf.ts';
import { currentEngine } from './engine-state.ts';
import { installHint } from './platform.ts';

function isTapeOn(): boolean {
  return (tf.engine() as unknown as { isTapeOn(): boolean }).isTapeOn();
}

/** Kernels that the backward pass of convolutions needs; the first only for training them. */
const needed = ['Conv2DBackpropFilter', 'Conv2DBackpropInput', 'MaxPoolGrad'] as const;

/** Whether the running engine can train convolutions: the native one and plain JavaScript can, wasm cannot. */
export function canTrainConvolutions(): boolean {
  return needed.every((kernel) => tf.getKernel(kernel, tf.getBackend()) !== undefined);
}

/** Throws `TL_ENGINE_CANNOT_TRAIN` when a gradient is being recorded that the running engine cannot compute. */
export function checkCanTrain(kernels: boolean): void {
  if (!isTapeOn()) return;
  const missing = (kernels ? needed : needed.slice(1)).filter(
    (kernel) => tf.getKernel(kernel, tf.getBackend()) === undefined,
  );
  if (missing.length === 0) return;
  const name = currentEngine()?.name ?? tf.getBackend();
  throw new TrunklineError(
    'TL_ENGINE_CANNOT_TRAIN',
    `The engine "${name}" cannot train convolutions: it has no ${missing.join(', ')}.`,
    {
      hint: `${installHint()} Without it: train a head on embeddings (linear probe), or set TRUNKLINE_ENGINE=cpu for tiny trials.`,
    },
  );
}

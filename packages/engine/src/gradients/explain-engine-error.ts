import { isTrunklineError, TrunklineError } from '@trunkline/system';

const outOfMemory =
  /OOM when allocating|RESOURCE_EXHAUSTED|ResourceExhausted|Resource exhausted|failed to allocate|Array buffer allocation failed|Invalid typed array length|out of memory|bad_alloc/i;

const lost =
  /CUDA_ERROR|CUDNN_STATUS|CUBLAS_STATUS|failed to enqueue|device (was )?lost|memory access out of bounds|RuntimeError: unreachable|Backend name '.*' not found|Cannot read properties of .* 'executeOp'/i;

/** Turns an exception of the engine into one that says what to do: `TL_OUT_OF_MEMORY`, `TL_ENGINE_LOST`, or as it was. */
export function explainEngineError(error: unknown): unknown {
  if (isTrunklineError(error) || !(error instanceof Error)) return error;
  const first = error.message.split('\n')[0] ?? error.message;
  if (outOfMemory.test(error.message)) {
    return new TrunklineError('TL_OUT_OF_MEMORY', `The engine ran out of memory: ${first}`, {
      hint: 'Start anew with training.recompute=true, a smaller batch, smaller images, or more of the trunk frozen; --resume keeps the settings that did not fit.',
      cause: error,
    });
  }
  if (lost.test(`${error.name}: ${error.message}`)) {
    return new TrunklineError('TL_ENGINE_LOST', `The engine stopped working: ${first}`, {
      hint: 'Start the process anew with --resume; if it happens again, set TRUNKLINE_ENGINE to another engine.',
      cause: error,
    });
  }
  return error;
}

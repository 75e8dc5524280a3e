import { countNativeTensors, countTensors } from '../memory/scope.ts';
import { tf } from '../tf.ts';

function dispose(result: unknown): void {
  if (result !== null && typeof result === 'object') tf.dispose(result as Parameters<typeof tf.dispose>[0]);
}

function complain(before: readonly number[], after: readonly number[]): void {
  const [tensors = 0, buffers = 0] = after.map((count, index) => count - (before[index] as number));
  if (tensors === 0 && buffers === 0) return;
  throw new Error(`leak: ${tensors} tensors and ${buffers} native buffers more than before`);
}

const counts = () => [countTensors(), countNativeTensors()];

/**
 * Runs `work` twice and throws an `Error` when the second run leaves more tensors, or more buffers of the native library,
 * than it found. What `work` returns is disposed; the first run may make what is kept for good (slots, uploads).
 */
export function expectNoLeaks(work: () => unknown): void {
  dispose(work());
  const before = counts();
  dispose(work());
  complain(before, counts());
}

/** {@link expectNoLeaks} for asynchronous work. */
export async function expectNoLeaksAsync(work: () => Promise<unknown>): Promise<void> {
  dispose(await work());
  const before = counts();
  dispose(await work());
  complain(before, counts());
}

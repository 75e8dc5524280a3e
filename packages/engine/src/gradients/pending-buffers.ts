import { tf } from '../tf.ts';

interface TapeState {
  readonly state: { activeTape: { saved?: readonly { dispose(): void }[] }[] | null; readonly gradientDepth: number };
}

const tapeState = () => (tf.engine() as unknown as TapeState).state;

/**
 * Buffers of the native library that wait for a backward pass which may never come (an exception between, a branch that
 * the gradient does not reach), with the tape that they belong to.
 */
const pending = new Map<() => void, unknown>();

/**
 * Frees with `release` when the gradients are done, or when a new tape shows that they were. Answers a function that says
 * the backward pass did it.
 */
export function releaseWithGradients(release: () => void): () => void {
  const { activeTape, gradientDepth } = tapeState();
  if (gradientDepth === 1) releaseOf((tape) => tape !== activeTape);
  pending.set(release, activeTape);
  return () => void pending.delete(release);
}

function releaseOf(isStale: (tape: unknown) => boolean): void {
  for (const [release, tape] of pending) {
    if (!isStale(tape)) continue;
    pending.delete(release);
    release();
  }
}

/**
 * Frees all that waits for a backward pass, and what the tape of gradients that failed still holds. Does nothing inside
 * other gradients.
 */
export function releasePendingBuffers(): void {
  const state = tapeState();
  if (state.gradientDepth > 0) return;
  releaseOf(() => true);
  for (const node of state.activeTape ?? []) for (const tensor of node.saved ?? []) tensor.dispose();
  state.activeTape = null;
}

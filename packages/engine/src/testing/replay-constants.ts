import { letThrough, type LetThrough } from '../ops/let-through.ts';

/**
 * Makes finite differences of a loss answer what its tape answers, although it stops or reverses gradients. The first call
 * of the function that this gives records what `stopGradient` and `reverseGradient` let through. Later calls replay it:
 * `stopGradient(x)` answers the recorded x₀, and `reverseGradient(x, w)` answers x₀ − w · (x − x₀). Both have the recorded
 * value at the recorded point, and there the derivative of the whole is the gradient of the tape, for what stands above the
 * op and for what stands below it. The loss must call these ops in the same order each time.
 */
export function replayConstants(loss: () => number): () => number {
  let recording: LetThrough | undefined;
  return () => {
    letThrough.current = recording ? { values: recording.values, next: 0 } : { values: [], next: undefined };
    try {
      const value = loss();
      recording ??= letThrough.current;
      return value;
    } finally {
      letThrough.current = undefined;
    }
  };
}

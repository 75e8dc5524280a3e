/** Values that ops without a derivative of their own let through, in the order of their calls: see `replayConstants`. */
export interface LetThrough {
  readonly values: Float32Array[];
  /** Where the next replayed call finds its value; undefined while recording. */
  next: number | undefined;
}

/** The recording that is under way, of which there is one at most, and only in tests. */
export const letThrough: { current: LetThrough | undefined } = { current: undefined };

/** Records what comes in here, or answers what came in here while it was recorded; undefined outside of tests. */
export function recordedValue(values: () => Float32Array): Float32Array | undefined {
  const { current } = letThrough;
  if (!current) return undefined;
  if (current.next === undefined) {
    current.values.push(Float32Array.from(values()));
    return undefined;
  }
  const value = current.values[current.next];
  current.next += 1;
  if (!value) throw new Error('The loss stops or reverses more gradients than when it was recorded.');
  return value;
}

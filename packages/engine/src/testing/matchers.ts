/** How close numbers must be. */
export interface Closeness {
  /** Largest |a − b| / max |b|. Default: 1e-5. */
  readonly relative?: number;
  /** Or largest |a − b|. Default: 0. */
  readonly absolute?: number;
}

/** max |a − b| / max |b| over all elements: the relative error of `actual` as a whole. */
export function relativeError(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  let difference = 0;
  let scale = 0;
  for (let index = 0; index < expected.length; index += 1) {
    difference = Math.max(difference, Math.abs((actual[index] as number) - (expected[index] as number)));
    scale = Math.max(scale, Math.abs(expected[index] as number));
    if (Number.isNaN(actual[index]) !== Number.isNaN(expected[index])) return Number.NaN;
  }
  return difference === 0 ? 0 : difference / Math.max(scale, Number.MIN_VALUE);
}

/** Whether all numbers are close, with a message for the case that they are not. */
export function compareClose(actual: ArrayLike<number>, expected: ArrayLike<number>, closeness: Closeness = {}) {
  const { relative = 1e-5, absolute = 0 } = closeness;
  if (actual.length !== expected.length) {
    return { pass: false, message: () => `${actual.length} numbers, expected ${expected.length}` };
  }
  let worst = -1;
  let largest = -1;
  let scale = 0;
  for (let index = 0; index < expected.length; index += 1) {
    const distance = Math.abs((actual[index] as number) - (expected[index] as number));
    scale = Math.max(scale, Math.abs(expected[index] as number));
    if (distance > largest || Number.isNaN(distance)) {
      largest = distance;
      worst = index;
    }
    if (Number.isNaN(distance)) break;
  }
  const allowed = Math.max(absolute, relative * scale);
  const pass = expected.length === 0 || largest <= allowed;
  const message = () =>
    `element ${worst} is ${actual[worst]}, expected ${expected[worst]} within ${allowed.toExponential(2)} (off by ${largest.toExponential(2)})`;
  return { pass, message };
}

/** Matchers for vitest's `expect.extend`: `expect(values).toBeNear(expected, { relative: 1e-4 })`. */
export const matchers = {
  toBeNear(actual: ArrayLike<number>, expected: ArrayLike<number>, closeness?: Closeness) {
    return compareClose(actual, expected, closeness);
  },
};

/** Throws an `Error` unless all numbers are close. */
export function expectClose(actual: ArrayLike<number>, expected: ArrayLike<number>, closeness?: Closeness): void {
  const { pass, message } = compareClose(actual, expected, closeness);
  if (!pass) throw new Error(message());
}

/** How long to wait between attempts. */
export interface BackOff {
  readonly firstMilliseconds: number;
  readonly longestMilliseconds: number;
}

/** Half a second, doubling up to half a minute. */
export const defaultBackOff: BackOff = { firstMilliseconds: 500, longestMilliseconds: 30_000 };

/** Wait before attempt `failures + 1`: exponential, with jitter over its upper half, never below `atLeast`. */
export function backOffMilliseconds(backOff: BackOff, failures: number, atLeast = 0, random = Math.random()): number {
  const doubled = Math.min(backOff.longestMilliseconds, backOff.firstMilliseconds * 2 ** Math.max(0, failures - 1));
  return Math.max(atLeast, doubled * (0.5 + random / 2));
}

import jstat from 'jstat';

/** Quantile of the Beta(a, b) distribution: the share that a draw stays below with this probability. */
export function betaQuantile(probability: number, a: number, b: number): number {
  return jstat.beta.inv(probability, a, b);
}

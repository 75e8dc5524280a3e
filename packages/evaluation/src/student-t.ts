import jstat from 'jstat';

/** Quantile of Student's t distribution: the value that a t-variable stays below with this probability. */
export function studentTQuantile(probability: number, degreesOfFreedom: number): number {
  return jstat.studentt.inv(probability, degreesOfFreedom);
}

/**
 * Chance that a t-variable is at least as far from 0 as `t`: the regularised incomplete beta function
 * I_x(ν/2, 1/2) at x = ν / (ν + t²), which keeps its digits far out in the tails.
 */
export function studentTTwoSided(t: number, degreesOfFreedom: number): number {
  if (!Number.isFinite(t)) return 0;
  return jstat.ibeta(degreesOfFreedom / (degreesOfFreedom + t * t), degreesOfFreedom / 2, 0.5);
}

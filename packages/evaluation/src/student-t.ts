import jstat from 'jstat';

/** Quantile of Student's t distribution: the value that a t-variable stays below with this probability. */
export function studentTQuantile(probability: number, degreesOfFreedom: number): number {
  return jstat.studentt.inv(probability, degreesOfFreedom);
}

declare module 'jstat' {
  export const studentt: {
    /** Quantile of Student's t distribution. */
    inv(probability: number, degreesOfFreedom: number): number;
  };
  export const tukey: {
    /** Quantile of the studentised range. */
    inv(probability: number, groups: number, degreesOfFreedom: number): number;
  };
  export const chisquare: {
    /** Share of the chi-squared distribution up to `x`. */
    cdf(x: number, degreesOfFreedom: number): number;
  };
  export const beta: {
    /** Quantile of the beta distribution. */
    inv(probability: number, a: number, b: number): number;
  };
  /** Regularised incomplete beta function I_x(a, b). */
  export function ibeta(x: number, a: number, b: number): number;
}

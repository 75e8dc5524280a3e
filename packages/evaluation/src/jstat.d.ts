declare module 'jstat' {
  export const studentt: {
    /** Quantile of Student's t distribution. */
    inv(probability: number, degreesOfFreedom: number): number;
  };
}

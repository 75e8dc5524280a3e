/** A mean and a scale for each column: standardised values are (x − mean) / deviation. */
export interface Standardisation {
  readonly mean_D: Float64Array;
  /** Standard deviation with n in the denominator; 1 where a column is constant. */
  readonly deviation_D: Float64Array;
}

/** What brings the columns of row-major `[N, width]` values to mean 0 and variance 1. */
export function standardisationOf(values_ND: Float32Array, width: number): Standardisation {
  const count = values_ND.length / width;
  const mean_D = new Float64Array(width);
  const deviation_D = new Float64Array(width);
  for (let at = 0; at < values_ND.length; at++) {
    const column = at % width;
    mean_D[column] = (mean_D[column] as number) + (values_ND[at] as number) / count;
  }
  for (let at = 0; at < values_ND.length; at++) {
    const column = at % width;
    deviation_D[column] =
      (deviation_D[column] as number) + ((values_ND[at] as number) - (mean_D[column] as number)) ** 2 / count;
  }
  for (let column = 0; column < width; column++) {
    const root = Math.sqrt(deviation_D[column] as number);
    // rounding leaves a trace of variance in a constant column
    deviation_D[column] = root > 1e-6 * (1 + Math.abs(mean_D[column] as number)) ? root : 1;
  }
  return { mean_D, deviation_D };
}

/** Row-major values with each column standardised. */
export function standardise(values_ND: Float32Array, { mean_D, deviation_D }: Standardisation): Float32Array {
  const width = mean_D.length;
  return values_ND.map((value, at) => (value - (mean_D[at % width] as number)) / (deviation_D[at % width] as number));
}

/** How embeddings are moved and scaled before a classifier is fitted to them. */
export interface Scaling {
  readonly mean_D: Float64Array;
  readonly scale: number;
}

/**
 * The scaling after which rows have mean 0 and a mean squared length of 1, so that one strength of regularisation suits
 * embeddings of every trunk.
 *
 * @param tables row-major `[N, D]` each
 */
export function scalingOf(tables: readonly Float32Array[], width: number): Scaling {
  const rows = tables.reduce((sum, values) => sum + values.length, 0) / width;
  const mean_D = new Float64Array(width);
  for (const values of tables) {
    for (let start = 0; start < values.length; start += width) {
      for (let d = 0; d < width; d += 1) mean_D[d] = (mean_D[d] as number) + (values[start + d] as number) / rows;
    }
  }
  let squares = 0;
  for (const values of tables) {
    for (let start = 0; start < values.length; start += width) {
      for (let d = 0; d < width; d += 1) squares += ((values[start + d] as number) - (mean_D[d] as number)) ** 2;
    }
  }
  return { mean_D, scale: squares === 0 ? 1 : Math.sqrt(rows / squares) };
}

/** Row-major `[N, D]` values, moved and scaled. */
export function scaled(values_ND: Float32Array, { mean_D, scale }: Scaling): Float64Array {
  const width = mean_D.length;
  const result_ND = new Float64Array(values_ND.length);
  for (let start = 0; start < values_ND.length; start += width) {
    for (let d = 0; d < width; d += 1) {
      result_ND[start + d] = ((values_ND[start + d] as number) - (mean_D[d] as number)) * scale;
    }
  }
  return result_ND;
}

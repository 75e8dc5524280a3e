/** Sum of the products of two vectors of one length. */
export function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let d = 0; d < a.length; d += 1) sum += (a[d] as number) * (b[d] as number);
  return sum;
}

/** The rows of row-major `[N, D]` values: views, not copies. */
export function rowsOf(values_ND: Float64Array, width: number): Float64Array[] {
  return Array.from({ length: values_ND.length / width }, (_, row) =>
    values_ND.subarray(row * width, (row + 1) * width),
  );
}

/** What {@link sphericalClusters} finds. */
export interface SphericalClusters {
  /** The cluster of each row. */
  readonly labels_N: Int32Array;
  /** ½ (1 − cosine) between each row and the centre of its cluster, in [0, 1]. */
  readonly distances_N: Float32Array;
}

/**
 * k-means of the directions of rows `[N, D]`, from given centres `[K, D]`: a row belongs to the centre that it has the largest cosine with,
 * a centre is the mean of its rows at length 1; a cluster without rows keeps its centre (Kang et al. 2019, arXiv 1901.00976, section
 * 3.4). Ends when no row changes its cluster, or after `rounds`.
 */
export function sphericalClusters(
  rows: Float32Array,
  centres: Float32Array,
  width: number,
  rounds = 100,
): SphericalClusters {
  const [count, clusters] = [rows.length / width, centres.length / width];
  const units = unitRows(rows, width);
  let current = unitRows(centres, width);
  const labels_N = new Int32Array(count).fill(-1);
  const distances_N = new Float32Array(count);
  for (let round = 0; round < rounds; round++) {
    let changed = 0;
    const sums = new Float64Array(clusters * width);
    const sizes = new Int32Array(clusters);
    for (let row = 0; row < count; row++) {
      let [nearest, highest] = [0, -Infinity];
      for (let cluster = 0; cluster < clusters; cluster++) {
        let cosine = 0;
        for (let axis = 0; axis < width; axis++) {
          cosine += (units[row * width + axis] as number) * (current[cluster * width + axis] as number);
        }
        if (cosine > highest) [nearest, highest] = [cluster, cosine];
      }
      if (labels_N[row] !== nearest) changed += 1;
      labels_N[row] = nearest;
      distances_N[row] = (1 - highest) / 2;
      sizes[nearest] = (sizes[nearest] as number) + 1;
      for (let axis = 0; axis < width; axis++) {
        const place = nearest * width + axis;
        sums[place] = (sums[place] as number) + (units[row * width + axis] as number);
      }
    }
    if (changed === 0) break;
    const kept = current;
    current = unitRows(
      sums.map((sum, place) => ((sizes[Math.floor(place / width)] as number) > 0 ? sum : (kept[place] as number))),
      width,
    );
  }
  return { labels_N, distances_N };
}

/** Each row at length 1; a row of zeros stays. */
function unitRows(rows: Float32Array | Float64Array, width: number): Float64Array {
  const units = Float64Array.from(rows);
  for (let begin = 0; begin < units.length; begin += width) {
    const row = units.subarray(begin, begin + width);
    const length = Math.hypot(...row);
    if (length > 0) row.forEach((value, axis) => (row[axis] = value / length));
  }
  return units;
}

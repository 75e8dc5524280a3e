import type { Random } from '@trunkline/system';

/** A clustering of N rows around K centres. */
export interface Clustering {
  readonly clusters_N: Int32Array;
  readonly centres_KD: Float64Array;
  /** Sum of the squared distances of rows from their centres. */
  readonly inertia: number;
}

const mostRounds = 100;

/**
 * k-means from several starts (k-means++, Arthur and Vassilvitskii 2007); the clustering with the least inertia. Fewer rows
 * than clusters give a cluster to each row.
 *
 * @param rows_ND row-major `[N, D]`
 */
export function kMeans(
  rows_ND: Float32Array,
  width: number,
  clusters: number,
  random: Random,
  starts: number,
): Clustering {
  const found = Array.from({ length: starts }, () =>
    lloyd(rows_ND, width, firstCentres(rows_ND, width, clusters, random)),
  );
  return found.reduce((best, one) => (one.inertia < best.inertia ? one : best));
}

/** Lloyd's rounds from given centres until no row changes its cluster; an empty cluster keeps its centre. */
export function lloyd(rows_ND: Float32Array, width: number, centres_KD: Float64Array): Clustering {
  const rows = rows_ND.length / width;
  const clusters = centres_KD.length / width;
  const centres = centres_KD.slice();
  const clusters_N = new Int32Array(rows).fill(-1);
  let inertia = Infinity;
  for (let round = 0; round < mostRounds; round += 1) {
    let changed = false;
    inertia = 0;
    for (let row = 0; row < rows; row += 1) {
      let nearest = 0;
      let least = Infinity;
      for (let cluster = 0; cluster < clusters; cluster += 1) {
        const distance = squaredDistance(rows_ND, row * width, centres, cluster * width, width);
        if (distance < least) [nearest, least] = [cluster, distance];
      }
      changed ||= clusters_N[row] !== nearest;
      clusters_N[row] = nearest;
      inertia += least;
    }
    if (!changed) break;
    moveCentres(rows_ND, clusters_N, centres, width);
  }
  return { clusters_N, centres_KD: centres, inertia };
}

/** Puts each centre to the mean of its rows. */
function moveCentres(rows_ND: Float32Array, clusters_N: Int32Array, centres_KD: Float64Array, width: number): void {
  const sums = new Float64Array(centres_KD.length);
  const sizes = new Int32Array(centres_KD.length / width);
  clusters_N.forEach((cluster, row) => {
    sizes[cluster] = (sizes[cluster] as number) + 1;
    for (let d = 0; d < width; d += 1) {
      sums[cluster * width + d] = (sums[cluster * width + d] as number) + (rows_ND[row * width + d] as number);
    }
  });
  sizes.forEach((size, cluster) => {
    if (size === 0) return;
    for (let d = 0; d < width; d += 1) centres_KD[cluster * width + d] = (sums[cluster * width + d] as number) / size;
  });
}

/** k-means++: each next centre is a row drawn with a chance that grows with its squared distance from those before. */
function firstCentres(rows_ND: Float32Array, width: number, clusters: number, random: Random): Float64Array {
  const rows = rows_ND.length / width;
  const centres = new Float64Array(Math.min(clusters, rows) * width);
  const distances_N = new Float64Array(rows).fill(1);
  for (let start = 0; start < centres.length; start += width) {
    const chosen = drawn(distances_N, random);
    centres.set(rows_ND.subarray(chosen * width, (chosen + 1) * width), start);
    for (let row = 0; row < rows; row += 1) {
      const distance = squaredDistance(rows_ND, row * width, centres, start, width);
      distances_N[row] = start === 0 ? distance : Math.min(distances_N[row] as number, distance);
    }
  }
  return centres;
}

/** A place drawn in proportion to the weights; the last where all are 0. */
function drawn(weights_N: Float64Array, random: Random): number {
  let left = random.uniform() * weights_N.reduce((sum, weight) => sum + weight, 0);
  for (let place = 0; place < weights_N.length; place += 1) {
    left -= weights_N[place] as number;
    if (left < 0) return place;
  }
  return weights_N.length - 1;
}

function squaredDistance(
  rows: Float32Array,
  rowStart: number,
  centres: Float64Array,
  centreStart: number,
  width: number,
): number {
  let sum = 0;
  for (let d = 0; d < width; d += 1) {
    const difference = (rows[rowStart + d] as number) - (centres[centreStart + d] as number);
    sum += difference * difference;
  }
  return sum;
}

import { TrunklineError } from '@trunkline/system';
import seedrandom from 'seedrandom';
import { UMAP } from 'umap-js';

/** Settings of {@link jointUmap}. */
export interface UmapOptions {
  /** Neighbours of the fuzzy graph; 15 by default, fewer when there are fewer points. */
  readonly neighbours?: number;
  /** Share of the neighbours that come from other samples, where there are any; 1/3 by default. */
  readonly across?: number;
  /** Least distance between points of the layout; 0.1 by default. */
  readonly minimumDistance?: number;
  /** Rounds of the layout; 200 by default. */
  readonly epochs?: number;
}

/**
 * One joint two-dimensional layout of several samples of embeddings, so that their positions can be compared: the
 * samples are stacked, each row is scaled to length 1 (distances are then those of the cosine), and fitted once.
 * The same seed gives the same layout. Neighbours are exact, not approximate.
 *
 * A share of every row's neighbours is taken from the other samples and the rest from its own: left to themselves, rows
 * of samples that hardly differ (one picture under several methods) would neighbour only one another, and samples that
 * differ a lot would fall apart. Aligned UMAP links its samples to the same end.
 *
 * McInnes, Healy, Melville 2018, UMAP; umap-js starts from a random layout instead of the spectral one.
 *
 * @param samples embeddings `[N, D]`, one D for all
 * @returns for each sample its `[N, 2]` positions
 */
export function jointUmap(
  samples: readonly (readonly (readonly number[])[])[],
  seed: number,
  options: UmapOptions = {},
): [x: number, y: number][][] {
  const rows = samples.flat();
  if (rows.length < 4) {
    throw new TrunklineError('TL_BAD_SHAPE', `A layout needs at least 4 embeddings, got ${rows.length}.`, {
      hint: 'Give more embeddings.',
    });
  }
  const width = rows[0]?.length ?? 0;
  if (rows.some((row) => row.length !== width)) {
    throw new TrunklineError('TL_BAD_SHAPE', `Embeddings of one layout must share one width; the first has ${width}.`, {
      hint: 'Give embeddings of one trunk.',
    });
  }
  const unit_ND = unitRows(rows, width);
  const neighbours = Math.min(options.neighbours ?? 15, rows.length - 1);
  const umap = new UMAP({
    nComponents: 2,
    nNeighbors: neighbours,
    minDist: options.minimumDistance ?? 0.1,
    nEpochs: options.epochs ?? 200,
    random: seedrandom.alea(String(seed)),
  });
  const { indices, distances } = nearestNeighbours(
    unit_ND,
    width,
    sampleOfRows(samples),
    neighbours,
    options.across ?? 1 / 3,
  );
  umap.setPrecomputedKNN(indices, distances);
  const layout = umap.fit(rows.map((_, row) => Array.from(unit_ND.subarray(row * width, (row + 1) * width))));
  let start = 0;
  return samples.map((sample) => {
    const part = layout.slice(start, start + sample.length);
    start += sample.length;
    return part.map(([x = NaN, y = NaN]) => [x, y]);
  });
}

function unitRows(rows: readonly (readonly number[])[], width: number): Float32Array {
  const unit_ND = new Float32Array(rows.length * width);
  rows.forEach((row, index) => {
    const norm = Math.sqrt(row.reduce((sum, value) => sum + value * value, 0));
    unit_ND.set(norm > 0 ? row.map((value) => value / norm) : row, index * width);
  });
  return unit_ND;
}

function sampleOfRows(samples: readonly (readonly unknown[])[]): Int32Array {
  return Int32Array.from(samples.flatMap((sample, index) => sample.map(() => index)));
}

/** Euclidean neighbours of every row, itself first, nearest first, by comparing all pairs. */
function nearestNeighbours(
  values_ND: Float32Array,
  width: number,
  sample_N: Int32Array,
  neighbours: number,
  across: number,
): { indices: number[][]; distances: number[][] } {
  const count = sample_N.length;
  const squared_NN = squaredDistances(values_ND, count, width);
  const indices: number[][] = [];
  const distances: number[][] = [];
  for (let row = 0; row < count; row += 1) {
    const squared_N = squared_NN.subarray(row * count, (row + 1) * count);
    const rank = (index: number): number => (index === row ? -1 : (squared_N[index] as number));
    const byRank = (a: number, b: number): number => rank(a) - rank(b);
    const ranked = Array.from({ length: count }, (_, index) => index).sort(byRank);
    const own = ranked.filter((index) => sample_N[index] === sample_N[row]);
    const others = ranked.filter((index) => sample_N[index] !== sample_N[row]);
    const fromOthers = Math.max(Math.min(Math.round(neighbours * across), others.length), neighbours - own.length);
    const nearest = [...own.slice(0, neighbours - fromOthers), ...others.slice(0, fromOthers)].sort(byRank);
    indices.push(nearest);
    distances.push(nearest.map((index) => Math.sqrt(squared_N[index] as number)));
  }
  return { indices, distances };
}

/** Squared Euclidean distances of all pairs of rows, `[N, N]`. */
function squaredDistances(values_ND: Float32Array, count: number, width: number): Float32Array {
  const squared_NN = new Float32Array(count * count);
  for (let first = 0; first < count; first += 1) {
    for (let second = first + 1; second < count; second += 1) {
      let sum = 0;
      for (let d = 0; d < width; d += 1) {
        const difference = (values_ND[first * width + d] as number) - (values_ND[second * width + d] as number);
        sum += difference * difference;
      }
      squared_NN[first * count + second] = sum;
      squared_NN[second * count + first] = sum;
    }
  }
  return squared_NN;
}

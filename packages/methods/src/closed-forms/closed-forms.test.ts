import { readFileSync } from 'node:fs';
import { createRandom } from '@trunkline/system';
import { Matrix } from 'ml-matrix';
import { describe, expect, it } from 'vitest';
import { correlationAlignment } from './correlation-alignment.ts';
import { importanceWeights } from './importance-weights.ts';
import { blackBoxShift, maximumLikelihoodShift, sharesOf } from './label-shift.ts';
import { laplacianAssignments, nearestRows } from './laplacian-assignment.ts';
import {
  covarianceOf,
  evenRows,
  evenlySpaced,
  median,
  squaredDistances,
  symmetricPower,
  toMatrix,
} from './matrices.ts';
import { transported, transportPlan } from './optimal-transport.ts';
import { standardisationOf, standardise } from './standardisation.ts';
import { alignSubspaces } from './subspace-alignment.ts';
import { transferComponents } from './transfer-components.ts';

interface Sides {
  readonly source: readonly number[];
  readonly target: readonly number[];
  readonly width: number;
}
interface Golden {
  readonly correlationAlignment: Sides & { readonly regularisation: number; readonly map: readonly number[] };
  readonly subspaces: Sides & { readonly components: number; readonly products: readonly number[] };
  readonly kliep: Sides & {
    readonly centres: number;
    readonly factor: number;
    readonly weights: readonly number[];
  };
  readonly transport: Sides &
    Readonly<Record<'entropyWeight' | 'classWeight', number>> &
    Readonly<Record<'labels' | 'plan' | 'grouped' | 'moved', readonly number[]>>;
  readonly gaussianComponents: Components;
  readonly linearComponents: Components;
  readonly labelShift: Readonly<
    Record<'source' | 'labels' | 'target' | 'bbse' | 'before' | 'em', readonly number[]>
  > & {
    readonly classes: number;
  };
  readonly laplacian: Readonly<Record<'width' | 'neighbours' | 'affinityWeight' | 'classes', number>> &
    Readonly<Record<'embeddings' | 'probabilities' | 'assigned', readonly number[]>>;
}
interface Components extends Sides {
  readonly kernel: 'gaussian' | 'linear';
  readonly tradeOff: number;
  readonly components: number;
  readonly products: readonly number[];
}

const golden = JSON.parse(
  readFileSync(new URL('../../../../fixtures/golden/closed-forms.json', import.meta.url), 'utf8'),
) as Golden;

const floats = (values: readonly number[]): Float32Array => Float32Array.from(values);

function expectNear(found: ArrayLike<number>, expected: ArrayLike<number>, within: number): void {
  expect(found.length).toBe(expected.length);
  expect(Math.max(...Array.from(found, (one, at) => Math.abs(one - (expected[at] as number))))).toBeLessThan(within);
}

const normals = (seed: number, count: number, scale = 1, shift = 0): Float32Array => {
  const random = createRandom(seed);
  return Float32Array.from({ length: count }, () => shift + scale * random.normal());
};

describe('correlation alignment', () => {
  it('is the product of the roots that SciPy finds', () => {
    const { source, target, width, regularisation, map } = golden.correlationAlignment;
    const found = correlationAlignment(floats(source), floats(target), width, regularisation);
    expectNear(found, map, 1e-5);
  });

  it('is the identity between a domain and itself, and gives the target’s covariance without regularisation', () => {
    const [one, other] = [normals(1, 60), normals(2, 60, 3)];
    expectNear(correlationAlignment(one, one, 3, 1), Matrix.eye(3).to1DArray(), 1e-9);
    const moved = toMatrix(one, 3).mmul(toMatrix(correlationAlignment(one, other, 3, 1e-9), 3));
    expectNear(covarianceOf(moved).to1DArray(), covarianceOf(toMatrix(other, 3)).to1DArray(), 1e-5);
  });
});

describe('subspace alignment', () => {
  it('gives the products of rows that principal components of scikit-learn give', () => {
    const { source, target, width, components, products } = golden.subspaces;
    const maps = alignSubspaces(floats(source), floats(target), width, components);
    const found = toMatrix(floats(source), width)
      .mmul(toMatrix(maps.source, components))
      .mmul(toMatrix(floats(target), width).mmul(toMatrix(maps.target, components)).transpose());
    expectNear(found.to1DArray(), products, 1e-4);
  });

  it('maps both sides alike where they are the same, on no more directions than there are', () => {
    const rows = normals(3, 12);
    const { source, target } = alignSubspaces(rows, rows, 3, 64);
    expectNear(source, target, 1e-9);
    expect(target).toHaveLength(9);
    expect(alignSubspaces(rows.slice(0, 6), rows, 3, 64).target).toHaveLength(3);
  });
});

describe('importance weights', () => {
  it('reach the constrained optimum that SLSQP finds', () => {
    const { source, target, width, centres, factor, weights } = golden.kliep;
    const found = importanceWeights(floats(source), floats(target), width, { centres, widths: [factor], folds: 5 });
    expectNear(found.weights_S, weights, 5e-3);
  });

  it('have mean 1, are near 1 between alike sides, and follow the ratio of two Gaussians', () => {
    const settings = { centres: 20, widths: [0.5, 1], folds: 3 };
    const source = normals(4, 200);
    const alike = importanceWeights(source, normals(5, 200), 1, settings).weights_S;
    expect(mean(alike)).toBeCloseTo(1, 6);
    expect(Math.max(...alike)).toBeLessThan(1.6);
    const shifted = importanceWeights(source, normals(6, 200, 0.6, 0.7), 1, settings).weights_S;
    expect(mean(shifted)).toBeCloseTo(1, 6);
    // p_target / p_source of N(0.7, 0.36) and N(0, 1)
    const ratios = source.map((x) => Math.exp(-((x - 0.7) ** 2) / 0.72 + x ** 2 / 2) / 0.6);
    expect(correlation(shifted, ratios)).toBeGreaterThan(0.95);
  });

  it('choose a bandwidth among those given, by rows that were left out', () => {
    const settings = { centres: 20, widths: [0.001, 0.5, 1000], folds: 4 };
    expect(importanceWeights(normals(7, 80), normals(8, 80, 0.5, 1), 1, settings).width).toBe(0.5);
  });
});

describe('transport', () => {
  it('has the plans of POT, with classes and without', () => {
    const { source, target, width, labels, entropyWeight, classWeight, plan, grouped, moved } = golden.transport;
    const costs = squaredDistances(toMatrix(floats(source), width), toMatrix(floats(target), width));
    const labels_S = Int32Array.from(labels);
    const plain = { entropyWeight, classWeight: 0 };
    expectNear(transportPlan(costs, labels_S, plain).to1DArray(), plan, 1e-6);
    expectNear(transportPlan(costs, labels_S, { entropyWeight, classWeight }).to1DArray(), grouped, 1e-5);
    expectNear(transported(floats(source), floats(target), width, labels_S, plain), moved, 1e-4);
  });

  it('carries each row to its own copy when entropy costs little, and keeps mass', () => {
    const rows = Float32Array.of(0, 0, 5, 0, 0, 5, 5, 5);
    const copies = Float32Array.of(5, 5, 0, 0, 0, 5, 5, 0);
    const labels_S = Int32Array.of(0, 1, 2, 3);
    expectNear(transported(rows, copies, 2, labels_S, { entropyWeight: 0.01, classWeight: 0 }), rows, 1e-4);
    const plan = transportPlan(squaredDistances(toMatrix(rows, 2), toMatrix(copies, 2)), labels_S, {
      entropyWeight: 0.5,
      classWeight: 0.1,
    });
    for (const sums of [plan.sum('row'), plan.sum('column')]) expectNear(sums, [0.25, 0.25, 0.25, 0.25], 1e-6);
  });
});

describe('transfer components', () => {
  it.each(['gaussianComponents', 'linearComponents'] as const)('%s: span what SciPy’s eigenvectors span', (name) => {
    const { source, target, width, kernel, tradeOff, components, products } = golden[name];
    const found = transferComponents(floats(source), floats(target), width, { kernel, components, tradeOff });
    const rows = componentsOf(found, width);
    expectNear(rows.mmul(rows.transpose()).to1DArray(), products, 1e-4);
  });

  it('let the means of the sides meet', () => {
    const [source, target] = [normals(9, 60), normals(10, 60, 1, 2)];
    const gap = (tradeOff: number): number => {
      const found = transferComponents(source, target, 3, { kernel: 'linear', components: 2, tradeOff });
      const means = [0, 1].map((side) =>
        componentsOf(found, 3)
          .subMatrix(side * 20, side * 20 + 19, 0, 1)
          .mean('column'),
      );
      return Math.hypot(...(means[0] as number[]).map((one, at) => one - (means[1]?.[at] as number)));
    };
    expect(gap(1e-6)).toBeLessThan(0.02);
    expect(gap(1e6)).toBeGreaterThan(0.5);
  });
});

describe('label shift', () => {
  const { source, labels, target, classes, bbse, before, em } = golden.labelShift;

  it('solves the confusions, and iterates to the likelihood, as NumPy does', () => {
    const found = blackBoxShift(floats(source), Int32Array.from(labels), floats(target), classes);
    expectNear(found.weights_K, bbse, 1e-5);
    expectNear(maximumLikelihoodShift(floats(target), before, classes).shares_K, em, 1e-4);
  });

  it('finds the shares that the target was drawn with', () => {
    const shares = [0.7, 0.2, 0.1];
    const own = classesAndLogits(11, 4000, [1 / 3, 1 / 3, 1 / 3]);
    const other = classesAndLogits(12, 4000, shares);
    const even = sharesOf(own.labels_N, 3);
    expectNear(blackBoxShift(own.logits_NK, own.labels_N, other.logits_NK, 3).shares_K, shares, 0.05);
    expectNear(maximumLikelihoodShift(other.logits_NK, even, 3).shares_K, shares, 0.05);
  });

  it('stays finite for a class that nobody predicts or the source lacks', () => {
    const logits = Float32Array.of(3, 0, 0, 0, 3, 0, 3, 0, 0, 0, 3, 0);
    const found = blackBoxShift(logits, Int32Array.of(0, 1, 0, 1), logits, 3);
    expectNear(found.shares_K, [0.5, 0.5, 0], 1e-9);
    expectNear(found.weights_K, [1, 1, 1], 1e-9);
    expect(maximumLikelihoodShift(logits, [0.5, 0.5, 0], 3).shares_K.every(Number.isFinite)).toBe(true);
  });
});

describe('Laplacian assignments', () => {
  const { embeddings, width, neighbours, affinityWeight, classes, probabilities, assigned } = golden.laplacian;
  const q = Float64Array.from(probabilities);

  it('are those of the same iteration in NumPy', () => {
    const near = nearestRows(floats(embeddings), width, neighbours);
    expectNear(laplacianAssignments(q, classes, near, affinityWeight), assigned, 1e-4);
  });

  it('are the predictions without affinity, and add up to 1', () => {
    const near = nearestRows(floats(embeddings), width, neighbours);
    expectNear(laplacianAssignments(q, classes, near, 0), q, 1e-6);
    const rows = Matrix.from1DArray(near.length, classes, Array.from(laplacianAssignments(q, classes, near, 5)));
    for (const sum of rows.sum('row')) expect(sum).toBeCloseTo(1, 9);
  });
});

describe('what the closed forms stand on', () => {
  it('standardises columns, and leaves a constant one at 0', () => {
    const rows = Float32Array.of(1, 7, 3, 7, 5, 7);
    expectNear(standardise(rows, standardisationOf(rows, 2)), [-1.224745, 0, 0, 0, 1.224745, 0], 1e-5);
  });

  it('has roots whose square is the matrix', () => {
    const matrix = covarianceOf(toMatrix(normals(13, 60), 3));
    const root = symmetricPower(matrix, 0.5);
    expectNear(root.mmul(root).to1DArray(), matrix.to1DArray(), 1e-9);
    expectNear(symmetricPower(matrix, -1).mmul(matrix).to1DArray(), Matrix.eye(3).to1DArray(), 1e-9);
  });

  it('takes rows evenly, and knows the middle', () => {
    expect(evenlySpaced(10, 4)).toEqual([0, 2, 5, 7]);
    expect(evenlySpaced(3, 4)).toEqual([0, 1, 2]);
    expect([...evenRows(Float32Array.of(1, 2, 3, 4, 5, 6), 2, 2)]).toEqual([1, 2, 3, 4]);
    expect([median([3, 1, 2]), median([4, 1, 2, 3])]).toEqual([2, 2.5]);
  });
});

/** The components of the very rows that they were made of, of this width. */
function componentsOf(found: ReturnType<typeof transferComponents>, width: number): Matrix {
  const { kernel, means_M } = found;
  const rows = toMatrix(found.rows_ND, width);
  const k_NN =
    kernel.kind === 'linear'
      ? rows.mmul(rows.transpose()).div(kernel.scale)
      : squaredDistances(rows, rows)
          .mul(-1 / (2 * kernel.scale ** 2))
          .exp();
  return k_NN.mmul(toMatrix(found.weights_NM, means_M.length)).subRowVector([...means_M]);
}

/** Labels in given shares, and the logits of the best classifier of three unit Gaussians that lie 2 apart. */
function classesAndLogits(seed: number, count: number, shares: readonly number[]) {
  const random = createRandom(seed);
  const labels_N = new Int32Array(count);
  const logits_NK = new Float32Array(count * 3);
  for (let row = 0; row < count; row++) {
    const drawn = random.uniform();
    const label = drawn < (shares[0] as number) ? 0 : drawn < 1 - (shares[2] as number) ? 1 : 2;
    labels_N[row] = label;
    const x = 2 * label + random.normal();
    for (let one = 0; one < 3; one++) logits_NK[row * 3 + one] = -((x - 2 * one) ** 2) / 2;
  }
  return { labels_N, logits_NK };
}

const mean = (values: ArrayLike<number>): number =>
  Array.from(values).reduce((sum, one) => sum + one, 0) / values.length;

function correlation(one: ArrayLike<number>, other: ArrayLike<number>): number {
  const [a, b] = [mean(one), mean(other)];
  const products = (x: ArrayLike<number>, y: ArrayLike<number>, p: number, q: number): number =>
    mean(Array.from(x, (value, at) => (value - p) * ((y[at] as number) - q)));
  return products(one, other, a, b) / Math.sqrt(products(one, one, a, a) * products(other, other, b, b));
}

import { startEngine, tf, type Tensor1D, type Tensor2D } from '@trunkline/engine';
import { checkGradient, expectNoLeaks } from '@trunkline/testkit';
import { beforeAll, describe, expect, it } from 'vitest';
import { classDiscrepancyLoss } from '../losses/class-discrepancy.ts';
import { sphericalClusters } from '../losses/spherical-clusters.ts';
import { expectGolden, goldenAdaptation } from '../../test/support/golden-adaptation.ts';
import { toyPoints, trainOnToy } from '../testing/toy-domains.ts';
import { can } from './can.ts';

beforeAll(async () => {
  await startEngine();
});

const labels = (...values: number[]): Tensor1D => tf.tensor1d(values, 'int32');
const bandwidths = [0.25, 0.5, 1, 2, 4];
const discrepancy = (source: Tensor2D, sources: Tensor1D, target: Tensor2D, targets: Tensor1D, classes: number) =>
  classDiscrepancyLoss([{ source_SD: source, target_TD: target, bandwidths }], sources, targets, classes);

describe('the discrepancy class by class', () => {
  it('equals the sum over pairs, with a class and a row left out', () => {
    const { classDiscrepancy: golden } = goldenAdaptation;
    expectGolden(golden, (source, target) =>
      discrepancy(
        source as Tensor2D,
        labels(...golden.sourceLabels),
        target as Tensor2D,
        labels(...golden.targetLabels),
        4,
      ),
    );
  });

  it('is small where classes lie as labels say and large where they are swapped, though the batches stay the same', () => {
    tf.tidy(() => {
      const rows = tf.tensor2d([
        [0, 0],
        [0.1, 0],
        [5, 5],
        [5, 5.1],
      ]);
      const right = discrepancy(rows, labels(0, 0, 1, 1), rows, labels(0, 0, 1, 1), 2).dataSync()[0] as number;
      const wrong = discrepancy(rows, labels(0, 0, 1, 1), rows, labels(1, 1, 0, 0), 2).dataSync()[0] as number;
      expect(right).toBeLessThan(-1);
      expect(wrong).toBeCloseTo(-right, 5);
    });
  });

  it('is 0 where no class is on both sides, and has no second part where one is', () => {
    tf.tidy(() => {
      const rows = tf.tensor2d([
        [0, 1],
        [1, 0],
      ]);
      expect(discrepancy(rows, labels(0, 0), rows, labels(1, 1), 2).dataSync()[0]).toBe(0);
      expect(discrepancy(rows, labels(0, 1), rows, labels(-1, -1), 2).dataSync()[0]).toBe(0);
      expect(discrepancy(rows, labels(0, 0), rows, labels(0, 0), 2).dataSync()[0]).toBeCloseTo(0, 6);
    });
  });

  it('leaks nothing, and has the gradient of finite differences at a scale that does not move', () => {
    const loss = (source: Tensor2D, target: Tensor2D) =>
      classDiscrepancyLoss(
        [{ source_SD: source, target_TD: target, bandwidths, scale: 2 }],
        labels(0, 1, 0),
        labels(1, 0, -1),
        2,
      );
    const inputs = [
      [0.3, -1, 0.5, 0.8, -0.2, 0.1],
      [1, 0.4, -0.6, 0.2, 0.9, -0.3],
    ].map((values) => tf.tensor2d(values, [3, 2]));
    checkGradient((source, target) => loss(source as Tensor2D, target as Tensor2D), inputs);
    expectNoLeaks(() => tf.tidy(() => loss(inputs[0] as Tensor2D, inputs[1] as Tensor2D)));
  });
});

describe('spherical clusters', () => {
  it('go by direction alone, move their centres, and keep the centre of an empty one', () => {
    const rows = Float32Array.of(1, 0.2, 30, 5, 0.3, 1, 1, 4, 1, -1);
    const { labels_N, distances_N } = sphericalClusters(rows, Float32Array.of(1, -1, 0, 1, -1, 1), 2);
    expect([...labels_N]).toEqual([0, 0, 1, 1, 0]);
    const angle = (row: number, centre: readonly [number, number]): number =>
      (1 -
        ((rows[2 * row] as number) * centre[0] + (rows[2 * row + 1] as number) * centre[1]) /
          (Math.hypot(rows[2 * row] as number, rows[2 * row + 1] as number) * Math.hypot(...centre))) /
      2;
    const unit = (row: number): [number, number] => {
      const length = Math.hypot(rows[2 * row] as number, rows[2 * row + 1] as number);
      return [(rows[2 * row] as number) / length, (rows[2 * row + 1] as number) / length];
    };
    const centre: [number, number] = [unit(2)[0] + unit(3)[0], unit(2)[1] + unit(3)[1]];
    expect(distances_N[2]).toBeCloseTo(angle(2, centre), 6);
    expect(distances_N[3]).toBeCloseTo(angle(3, centre), 6);
  });
});

describe('can', () => {
  it('leaves far images and rare classes without a label', () => {
    const stage = can.stages(can.options.parse({}), undefined as never)[0];
    const tables = {
      sourceTrainEmbeddings: Float32Array.of(1, 0, 0, 1),
      sourceTrainLabels: Int32Array.of(0, 1),
      targetTrainEmbeddings: Float32Array.of(1, 0.1, 1, 0, 1, -0.1, 0, 1, 0.1, 1, 1, -1),
    };
    const compute = (given: object) =>
      stage?.refresh?.compute(tables as never, { options: can.options.parse(given), classes: 2, embeddingWidth: 2 });
    expect([...(compute({})?.['clusterLabels_N']?.values ?? [])]).toEqual([0, 0, 0, -1, -1, -1]);
    const open = compute({ leastImages: 0, largestDistance: 1 });
    expect([...(open?.['clusterLabels_N']?.values ?? [])]).toEqual([0, 0, 0, 1, 1, 0]);
  });

  it('aligns the toy domains, and not at weight 0', () => {
    // a smaller shift, whose clusters lie nearest to the right class, though the boundary does not
    const target = toyPoints('target', { shift: 0.75 });
    const weighed = (adaptationWeight: number) =>
      trainOnToy(can, { target, options: { adaptationWeight, largestDistance: 1, refreshes: 10 } }).targetAccuracy;
    expect(weighed(0.3)).toBeGreaterThan(0.9);
    expect(weighed(0)).toBeLessThan(0.65);
  });
});

import { randomUniform, startEngine, stopGradient, tf, type Tensor1D, type Tensor2D } from '@trunkline/engine';
import { createRandom } from '@trunkline/system';
import { checkGradient, expectClose, expectNoLeaks } from '@trunkline/testkit';
import { beforeAll, describe, expect, it } from 'vitest';
import { expectGolden, goldenAdaptation } from '../../test/support/golden-adaptation.ts';
import { jointCosts, transportLoss } from './joint-transport.ts';
import { exactPlan, sinkhornPlan } from './optimal-transport.ts';

beforeAll(async () => {
  await startEngine();
});

const costs = (rows: number, columns: number, seed: number): Tensor2D =>
  randomUniform(createRandom(seed), [rows, columns]) as Tensor2D;

function expectMarginals(plan_ST: Tensor2D, absolute: number): void {
  const [rows, columns] = plan_ST.shape;
  expectClose(tf.sum(plan_ST, 1).dataSync(), Array<number>(rows).fill(1 / rows), { absolute });
  expectClose(tf.sum(plan_ST, 0).dataSync(), Array<number>(columns).fill(1 / columns), { absolute });
}

/** The least mean cost over all orders of the columns, by trying each. */
function cheapestOrder(cost: number[][], row = 0, taken: readonly number[] = []): number {
  if (row === cost.length) return 0;
  const free = cost.map((_one, column) => column).filter((column) => !taken.includes(column));
  return Math.min(
    ...free.map(
      (column) => (cost[row]?.[column] as number) / cost.length + cheapestOrder(cost, row + 1, [...taken, column]),
    ),
  );
}

describe('the exact plan', () => {
  it('costs as little as the best of all orders', () => {
    tf.tidy(() => {
      for (let seed = 0; seed < 8; seed++) {
        const cost = costs(5, 5, seed);
        const plan = exactPlan(cost);
        expectMarginals(plan, 1e-6);
        expect(transportLoss(cost, plan).dataSync()[0]).toBeCloseTo(cheapestOrder(cost.arraySync() as number[][]), 5);
      }
    });
  });

  it('spreads mass where the sides differ, and then costs as POT’s', () => {
    const { unevenTransport: golden, exactTransport } = goldenAdaptation;
    tf.tidy(() => expectMarginals(exactPlan(costs(6, 4, 3)), 1e-6));
    for (const one of [golden, exactTransport]) {
      expectGolden(one, (source, target, logits) => {
        const labels = tf.tensor1d(one.labels, 'int32') as Tensor1D;
        const weights = { featureWeight: 0.2, labelWeight: 0.7 };
        const cost = jointCosts(source as Tensor2D, labels, target as Tensor2D, logits as Tensor2D, weights);
        const plan = stopGradient(exactPlan(cost));
        expectClose(plan.dataSync(), one.plan, { absolute: 1e-5 });
        return transportLoss(cost, plan);
      });
    }
  });
});

describe('Sinkhorn’s plan', () => {
  it('equals POT’s, in plan, cost and gradients', () => {
    const { sinkhornTransport: golden } = goldenAdaptation;
    expectGolden(golden, (source, target, logits) => {
      const labels = tf.tensor1d(golden.labels, 'int32') as Tensor1D;
      const weights = { featureWeight: 0.2, labelWeight: 0.7 };
      const cost = jointCosts(source as Tensor2D, labels, target as Tensor2D, logits as Tensor2D, weights);
      const plan = stopGradient(sinkhornPlan(cost, golden.regularisation));
      expectClose(plan.dataSync(), golden.plan, { absolute: 1e-5 });
      return transportLoss(cost, plan);
    });
  });

  it('nears the exact one as its entropy falls, and independence as it rises', () => {
    tf.tidy(() => {
      const cost = costs(6, 6, 1);
      const exact = transportLoss(cost, exactPlan(cost)).dataSync()[0] as number;
      const near = sinkhornPlan(cost, 0.003, 5000);
      expectMarginals(near, 1e-3);
      expect(transportLoss(cost, near).dataSync()[0]).toBeCloseTo(exact, 2);
      expectClose(sinkhornPlan(cost, 1e4).dataSync(), Array<number>(36).fill(1 / 36), { absolute: 1e-4 });
    });
  });

  it('stays finite where costs are a thousand times its entropy', () => {
    tf.tidy(() => expectMarginals(sinkhornPlan(tf.mul(costs(4, 4, 2), 1000), 1), 1e-2));
  });
});

describe('joint costs', () => {
  it('are 0 for the same features and a sure prediction of the label, and one part at a time otherwise', () => {
    tf.tidy(() => {
      const features = tf.tensor2d([[1, 2]]);
      const far = tf.tensor2d([[4, 6]]);
      const [zero, one] = [0, 1].map((label) => tf.tensor1d([label], 'int32') as Tensor1D) as [Tensor1D, Tensor1D];
      const logits = tf.tensor2d([[50, 0]]);
      const weights = { featureWeight: 0.1, labelWeight: 2 };
      const cost = (source: Tensor2D, label: Tensor1D): number =>
        jointCosts(source, label, features, logits, weights).dataSync()[0] as number;
      expect(cost(features, zero)).toBeCloseTo(0, 5);
      expect(cost(far, zero)).toBeCloseTo(0.1 * 25, 4);
      expect(cost(features, one)).toBeCloseTo(2 * 50, 3);
    });
  });

  it('have the gradient of finite differences, and leak nothing', () => {
    const labels = tf.tensor1d([0, 2, 1], 'int32') as Tensor1D;
    const plan = costs(3, 4, 5);
    checkGradient(
      (source, target, logits) =>
        transportLoss(
          jointCosts(source as Tensor2D, labels, target as Tensor2D, logits as Tensor2D, {
            featureWeight: 0.5,
            labelWeight: 1,
          }),
          plan,
        ),
      [costs(3, 2, 6), costs(4, 2, 7), costs(4, 3, 8)],
    );
    expectNoLeaks(() => tf.tidy(() => exactPlan(plan)));
    expectNoLeaks(() => tf.tidy(() => sinkhornPlan(plan, 0.1)));
  });
});

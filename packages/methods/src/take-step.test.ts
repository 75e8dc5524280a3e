import { startEngine, tf, type Parameters, type Scalar, type Tensor } from '@trunkline/engine';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Context } from './context.ts';
import { type Stage, toStage } from './stage.ts';
import { takeStep } from './take-step.ts';

beforeAll(async () => {
  await startEngine();
});

const rule = () => [['*', 1] as const];
const scalarOf = (value: Tensor): Scalar => tf.sum(value) as Scalar;

/** Takes a step of plain gradient descent at rate 0.1 on these parameters. */
function step(stage: Stage, values: Readonly<Record<string, number>>) {
  const parameters: Parameters = Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, tf.tidy(() => tf.variable(tf.tensor1d([value])))]),
  );
  const before = tf.memory().numTensors;
  const seen: string[][] = [];
  const numbers = takeStep(
    {
      stage,
      options: {},
      variables: parameters,
      changing: () => true,
      contextFor: () => ({ parameters, options: {} }) as unknown as Context<unknown>,
      update(variables, gradients) {
        seen.push(Object.keys(variables));
        tf.tidy(() => {
          for (const [name, gradient] of Object.entries(gradients)) {
            variables[name]?.assign(tf.sub(variables[name], tf.mul(gradient, 0.1)));
          }
        });
        tf.dispose(Object.values(gradients));
        return { 'learning-rate': 0.1 };
      },
    },
    { views: {} },
  );
  expect(tf.memory().numTensors).toBe(before);
  const after = Object.fromEntries(
    Object.entries(parameters).map(([name, one]) => [name, one.dataSync()[0] as number]),
  );
  tf.dispose(Object.values(parameters));
  return { numbers, after, seen };
}

describe('a step', () => {
  it('takes the gradients of two points together, as meta-learning does', () => {
    // MLDG of first order (Li et al. 2018, arXiv 1710.03463, algorithm 1): inner a²/2 at w, outer (w − 3)²/2 at w − α·w
    const [alpha, beta, start] = [0.5, 2, 4];
    const meta = toStage('meta', {
      name: 'train',
      sees: ['sourceImages'],
      trainable: rule,
      phases: [
        {
          name: 'meta',
          gradients({ differentiate, parameters }) {
            const weight = parameters['w'] as Tensor;
            const inner = () => scalarOf(tf.mul(tf.square(weight), 0.5));
            const first = differentiate(inner);
            const moved = { w: tf.sub(weight, tf.mul(first['w'] as Tensor, alpha)) };
            const outer = () => scalarOf(tf.mul(tf.square(tf.sub(moved.w, 3)), 0.5));
            const second = differentiate(outer, moved);
            const total = inner();
            return {
              total,
              terms: { inner: total },
              gradients: { w: tf.add(first['w'] as Tensor, tf.mul(second['w'] as Tensor, beta)) },
            };
          },
        },
      ],
    });
    const { after, numbers } = step(meta, { w: start });
    const gradient = start + beta * (start - alpha * start - 3);
    expect(after['w']).toBeCloseTo(start - 0.1 * gradient, 5);
    expect(numbers).toMatchObject({ 'train/loss/total': 8, 'train/meta/loss/inner': 8, 'train/learning-rate': 0.1 });
  });

  it('runs phases in their order, as often as they say, on the parameters that they update', () => {
    const stage = toStage('phases', {
      name: 'train',
      sees: ['sourceImages'],
      trainable: rule,
      phases: [
        {
          name: 'first',
          updates: ['a'],
          times: () => 2,
          loss: ({ parameters }) => ({ total: scalarOf(parameters['a'] as Tensor), terms: {} }),
        },
        {
          name: 'second',
          updates: ['b'],
          loss: ({ parameters }) => ({
            total: scalarOf(tf.mul(parameters['a'] as Tensor, parameters['b'] as Tensor)),
            terms: {},
          }),
        },
        {
          name: 'third',
          updates: [],
          loss: ({ parameters }) => ({ total: scalarOf(parameters['b'] as Tensor), terms: {} }),
        },
      ],
    });
    const { after, seen, numbers } = step(stage, { a: 1, b: 1 });
    expect(seen).toEqual([['a'], ['a'], ['b']]);
    expect(after['a']).toBeCloseTo(0.8, 6);
    expect(after['b']).toBeCloseTo(1 - 0.1 * 0.8, 6);
    expect(numbers['train/loss/total']).toBeCloseTo(0.9 + 0.8 + 0.92, 5);
  });

  it('gives after the numbers of the step, and takes its values', () => {
    const stage = toStage('mean', {
      name: 'train',
      sees: ['sourceImages'],
      trainable: rule,
      loss({ parameters }) {
        const loss = scalarOf(tf.square(parameters['w'] as Tensor));
        return { total: loss, terms: { loss }, measurements: { share: 0.25 } };
      },
      after: ({ terms }) => ({ mean: tf.tensor1d([(terms['loss'] ?? 0) + (terms['share'] ?? 0)]) }),
    });
    expect(step(stage, { w: 2, mean: 0 }).after['mean']).toBeCloseTo(4.25, 6);
  });

  it('refuses values for what is frozen or not there, and phases that update nothing', () => {
    const loss = ({ parameters }: Pick<Context<unknown>, 'parameters'>) => ({
      total: scalarOf(parameters['w'] as Tensor),
      terms: {},
    });
    const wrong = toStage('wrong', {
      name: 'train',
      sees: ['sourceImages'],
      trainable: rule,
      loss,
      after: () => ({ nobody: tf.scalar(1) }),
    });
    expect(() => step(wrong, { w: 1 })).toThrow(/assigns 'nobody', which is no parameter/);
    const idle = toStage('idle', {
      name: 'train',
      sees: ['sourceImages'],
      trainable: rule,
      phases: [{ name: 'idle', updates: ['x*'], loss }],
    });
    expect(() => step(idle, { w: 1 })).toThrow(/'idle' updates 'x\*', of which its stage trains nothing/);
  });
});

import { afterAll, beforeAll, expect, it } from 'vitest';
import { randomNormal, startEngine, tf, type Rank } from '@trunkline/engine';
import { createRandom } from '@trunkline/system';
import { createBottleneck } from './bottleneck.ts';

beforeAll(async () => void (await startEngine()));
afterAll(() => tf.disposeVariables());

const [rows, inputs, width] = [6, 4, 3];

/** Dense, batch norm and ReLU of one column, number by number. */
function column(dense_B: readonly number[], scale: number, offset: number, mean: number, variance: number): number[] {
  return dense_B.map((value) => Math.max(0, ((value - mean) / Math.sqrt(variance + 1e-5)) * scale + offset));
}

it('normalises by the batch while it learns and moves its statistics; by those in evaluation', () => {
  const bottleneck = createBottleneck(inputs, { width, batchNorm: true });
  const parameters = bottleneck.init(createRandom(2));
  const set = (what: string, values: readonly number[]): void => {
    tf.tidy(() => parameters[`head/bottleneck/${what}`]?.assign(tf.tensor1d([...values])));
  };
  const [scale, offset] = [
    [0.5, 2, -1],
    [0.1, -0.3, 0.7],
  ] as const;
  set('scale', scale);
  set('offset', offset);
  const mean = [0.2, -0.1, 0.4];
  const variance = [1.5, 0.3, 2];
  set('mean', mean);
  set('variance', variance);
  const embedding_BD = randomNormal<Rank.R2>(createRandom(8), [rows, inputs], 2);
  const [x, kernel] = [embedding_BD.arraySync(), parameters['head/bottleneck/kernel']?.arraySync() as number[][]];
  const dense = Array.from({ length: width }, (_, to) =>
    x.map((row) => row.reduce((sum, value, from) => sum + value * (kernel[from]?.[to] as number), 0)),
  );
  const own = dense.map((values) => {
    const average = values.reduce((a, b) => a + b) / rows;
    const squares = values.reduce((sum, value) => sum + (value - average) ** 2, 0);
    return { mean: average, biased: squares / rows, unbiased: squares / (rows - 1) };
  });
  const check = (how: Parameters<typeof bottleneck.apply>[2], expected: readonly (readonly number[])[]): void => {
    const found = tf.tidy(() => bottleneck.apply(parameters, embedding_BD, how).arraySync());
    expected.forEach((values, to) => values.forEach((value, row) => expect(found[row]?.[to]).toBeCloseTo(value, 5)));
  };
  const statistics = (): readonly number[] =>
    ['mean', 'variance'].flatMap((what) => [...(parameters[`head/bottleneck/${what}`]?.dataSync() ?? [])]);

  const moving = dense.map((values, to) =>
    column(values, scale[to] ?? 0, offset[to] ?? 0, mean[to] ?? 0, variance[to] ?? 0),
  );
  const batch = dense.map((values, to) =>
    column(values, scale[to] ?? 0, offset[to] ?? 0, own[to]?.mean ?? 0, own[to]?.biased ?? 0),
  );
  check({ training: false }, moving);
  check({ training: true, learns: () => false }, moving);
  check({ training: true, statistics: 'moving' }, moving);
  check({ training: false, statistics: 'batch-still' }, batch);
  const before = statistics();
  expect(before).toEqual([...mean, ...variance].map(Math.fround));

  check({ training: true }, batch);
  const expected = [
    ...mean.map((value, to) => 0.9 * value + 0.1 * (own[to]?.mean ?? 0)),
    ...variance.map((value, to) => 0.9 * value + 0.1 * (own[to]?.unbiased ?? 0)),
  ];
  statistics().forEach((value, index) => expect(value).toBeCloseTo(expected[index] as number, 5));
  tf.dispose([embedding_BD, parameters]);
});

it('has a bias in the place of batch norm where it is told to have none', () => {
  const bottleneck = createBottleneck(inputs, { width, batchNorm: false });
  expect(bottleneck.parameters).toEqual([
    { name: 'head/bottleneck/kernel', shape: [inputs, width] },
    { name: 'head/bottleneck/bias', shape: [width] },
  ]);
});

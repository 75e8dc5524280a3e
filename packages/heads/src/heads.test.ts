import { afterAll, beforeAll, expect, it } from 'vitest';
import { randomNormal, startEngine, tf, type Rank, type Tensor } from '@trunkline/engine';
import { createRandom } from '@trunkline/system';
import { checkGradient, expectNoLeaks } from '@trunkline/testkit';
import { createDomainDiscriminator } from './domain-discriminator.ts';
import { createHead } from './create-head.ts';

beforeAll(async () => void (await startEngine()));
afterAll(() => tf.disposeVariables());

const features = (size = 2) => {
  const maps_BHWC = randomNormal<Rank.R4>(createRandom(7), [2, size, size, 4]);
  return { maps_BHWC, embedding_BD: tf.tidy(() => maps_BHWC.mean([1, 2]) as Tensor<Rank.R2>) };
};

it.each([
  ['linear', ['head/kernel', 'head/bias']],
  ['mlp', ['head/hidden/kernel', 'head/hidden/bias', 'head/kernel', 'head/bias']],
  ['vgg-fc', ['head/fc1/kernel', 'head/fc1/bias', 'head/fc2/kernel', 'head/fc2/bias', 'head/kernel', 'head/bias']],
])('%s keeps the names of its parameters, which checkpoints and rules know', (kind, names) => {
  const head = createHead({ kind, classes: 3, inputWidth: 4 });
  expect(head.parameters.map(({ name }) => name)).toEqual(names);
});

it("VGG's head at 64 px has VGG's sizes, and has 4,900 times the parameters of the linear head", () => {
  const options = { classes: 10, inputWidth: 512 };
  const fc = createHead({ kind: 'vgg-fc', mapSize: [2, 2], ...options });
  expect(fc.parameters.map(({ shape }) => shape)).toEqual([
    [2048, 4096],
    [4096],
    [4096, 4096],
    [4096],
    [4096, 10],
    [10],
  ]);
  expect(fc.cost()).toEqual({ parameters: 25_214_986, multiplyAdds: 25_206_784 });
  expect(createHead({ kind: 'linear', ...options }).cost()).toEqual({ parameters: 5_130, multiplyAdds: 5_120 });
  expect(fc.supportsCam).toBe(false);
  expect(createHead({ kind: 'linear', ...options }).supportsCam).toBe(true);
});

it("VGG's head takes maps of another size by averaging them to its own", () => {
  const head = createHead({ kind: 'vgg-fc', classes: 3, inputWidth: 4, hiddenWidth: 6, mapSize: [2, 2] });
  const parameters = head.init(createRandom(0));
  tf.tidy(() => {
    const { maps_BHWC, embedding_BD } = features(2);
    const doubled = maps_BHWC
      .reshape([2, 2, 1, 2, 1, 4])
      .tile([1, 1, 2, 1, 2, 1])
      .reshape<Tensor<Rank.R4>>([2, 4, 4, 4]);
    const [one, other] = [maps_BHWC, doubled].map((maps) =>
      head.apply(parameters, { maps_BHWC: maps, embedding_BD }, { training: false }).dataSync(),
    );
    one?.forEach((value, index) => expect(other?.[index]).toBeCloseTo(value, 5));
  });
  tf.dispose(parameters);
});

it('dropout is seeded, off outside training, keeps the mean, and needs a stream', () => {
  const head = createHead({ kind: 'mlp', classes: 1, inputWidth: 4, hiddenWidth: 4000, dropout: 0.5 });
  const parameters = head.init(createRandom(0));
  const given = features();
  const run = (training: boolean, seed: number): number[] =>
    tf.tidy(() => [...head.apply(parameters, given, { training, random: createRandom(seed) }).dataSync()]);
  expect(run(true, 1)).toEqual(run(true, 1));
  expect(run(true, 1)).not.toEqual(run(true, 2));
  expect(run(false, 1)).toEqual(run(false, 2));
  const mean = Array.from({ length: 60 }, (_, seed) => run(true, seed)[0] as number).reduce((a, b) => a + b) / 60;
  const deviation = Math.sqrt(
    Array.from({ length: 60 }, (_, seed) => ((run(true, seed)[0] as number) - mean) ** 2).reduce((a, b) => a + b) / 59,
  );
  expect(Math.abs(mean - (run(false, 0)[0] as number))).toBeLessThan((4 * deviation) / Math.sqrt(60));
  expect(() => head.apply(parameters, given, { training: true })).toThrow(/needs `random`/);
  tf.dispose([given, parameters]);
});

it('a new head starts near chance on embeddings as large as the ImageNet trunk’s', () => {
  const head = createHead({ kind: 'linear', classes: 50, inputWidth: 512 });
  const parameters = head.init(createRandom(0));
  tf.tidy(() => {
    const norm = 95; // measured at 128 px
    const embedding_BD = randomNormal<Rank.R2>(createRandom(2), [64, 512], norm / Math.sqrt(512));
    const maps_BHWC = embedding_BD.reshape<Tensor<Rank.R4>>([64, 1, 1, 512]);
    const logits = head.apply(parameters, { maps_BHWC, embedding_BD }, { training: false });
    const variance = tf.moments(logits).variance.dataSync()[0] as number;
    expect(Math.abs(variance / (0.01 * norm) ** 2 - 1)).toBeLessThan(0.1);
    const labels = tf.oneHot(
      tf.tensor1d(
        Array.from({ length: 64 }, (_, row) => row % 50),
        'int32',
      ),
      50,
    );
    const loss = tf.losses.softmaxCrossEntropy(labels, logits).dataSync()[0] as number;
    expect(loss).toBeLessThan(Math.log(50) + 1);
  });
  tf.dispose(parameters);
});

it('the domain discriminator gives one logit a row under names of its own, with right gradients', () => {
  const discriminator = createDomainDiscriminator({ inputWidth: 4, hiddenWidth: 6 });
  const parameters = discriminator.init(createRandom(0));
  expect(Object.keys(parameters).every((name) => name.startsWith('discriminator/'))).toBe(true);
  expect(Object.keys(parameters)).toEqual(discriminator.parameters.map(({ name }) => name));
  const { embedding_BD, maps_BHWC } = features();
  const logits = discriminator.apply(parameters, embedding_BD);
  expect(logits.shape).toEqual([2, 1]);
  checkGradient(
    ((embedding: Tensor<Rank.R2>) => discriminator.apply(parameters, embedding).square().sum()) as never,
    [embedding_BD] as never,
  );
  expectNoLeaks(() => discriminator.apply(parameters, embedding_BD).dispose());
  const values = Object.values(parameters).reduce((sum, { size }) => sum + size, 0);
  expect(discriminator.cost().parameters).toBe(values);
  expect(createDomainDiscriminator({ inputWidth: 512 }).cost().multiplyAdds).toBe(512 * 1024 + 1024 * 1024 + 1024);
  tf.dispose([logits, embedding_BD, maps_BHWC, parameters]);
});

it('names what is wrong: kind, options, parameter, shape', () => {
  const code = (expected: string): unknown => expect.objectContaining({ code: expected, exitStatus: 2 });
  expect(() => createHead({ kind: 'transformer', classes: 2, inputWidth: 4 })).toThrow(code('TL_HEAD_UNKNOWN'));
  expect(() => createHead({ kind: 'linear', classes: 0, inputWidth: 4 })).toThrow(code('TL_BAD_OPTION'));
  expect(() => createHead({ kind: 'mlp', classes: 2, inputWidth: 4, dropout: 1 })).toThrow(code('TL_BAD_OPTION'));
  const head = createHead({ kind: 'linear', classes: 2, inputWidth: 5 });
  const given = features();
  const parameters = head.init(createRandom(0));
  expect(() => head.apply(parameters, given, { training: false })).toThrow(code('TL_BAD_SHAPE'));
  expect(() => head.apply({}, given, { training: false })).toThrow(code('TL_PARAMETER_MISSING'));
  tf.dispose([given, parameters]);
});

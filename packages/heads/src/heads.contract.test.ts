import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { randomNormal, startEngine, tf, type Rank, type Tensor, type Variable } from '@trunkline/engine';
import { createRandom } from '@trunkline/system';
import { checkGradient, expectNoLeaks } from '@trunkline/testkit';
import { createHead, type CreateHeadOptions } from './create-head.ts';
import { defineHead } from './define-head.ts';
import { denseClassifier } from './dense-classifier.ts';
import { findHead, headOptions, heads, registerHead } from './head-registry.ts';
import { linear } from './heads/linear.ts';
import type { HeadOptions } from './head.ts';

beforeAll(async () => void (await startEngine()));
afterAll(() => tf.disposeVariables());

/** Small ones of every head; those on the embedding with a bottleneck too. */
const cases = heads().flatMap((definition): { name: string; options: CreateHeadOptions }[] => {
  const small = 'hiddenWidth' in definition.options.shape ? { hiddenWidth: 5 } : {};
  const options = { kind: definition.name, classes: 3, inputWidth: 4, ...small };
  const plain = { name: definition.name, options };
  if (!('bottleneck' in headOptions(definition).shape)) return [plain];
  return [
    plain,
    ...[true, false].map((batchNorm) => ({
      name: `${definition.name} + bottleneck, batch norm ${batchNorm}`,
      options: { ...options, bottleneck: { width: 6, batchNorm } },
    })),
  ];
});

const features = (rows = 5) => {
  const maps_BHWC = randomNormal<Rank.R4>(createRandom(7), [rows, 2, 2, 4]);
  return { maps_BHWC, embedding_BD: tf.tidy(() => maps_BHWC.mean([1, 2]) as Tensor<Rank.R2>) };
};

const training = (): HeadOptions => ({ training: true, random: createRandom(1) });

describe.each(cases)('$name', ({ options }) => {
  it('says shapes before there are values, and makes those values', () => {
    const before = tf.memory().numTensors;
    const head = createHead(options);
    expect(tf.memory().numTensors).toBe(before);
    const parameters = head.init(createRandom(0));
    const made = Object.entries(parameters).map(([name, { shape, trainable }]) => ({
      name,
      shape,
      learnable: trainable,
    }));
    expect(made).toEqual(head.parameters.map((one) => ({ learnable: true, ...one })));
    const size = Object.values(parameters).reduce((sum, one) => sum + one.size, 0);
    expect(head.cost().parameters).toBe(size);
    tf.dispose(parameters);
  });

  it('draws each parameter from a stream of its own', () => {
    const [head, others] = [createHead(options), createHead({ ...options, classes: 7 })];
    const [first, again, other] = [head, head, others].map((one) => one.init(createRandom(3)));
    const values = (all: Record<string, Variable> | undefined, name: string): number[] => [
      ...(all?.[name]?.dataSync() ?? []),
    ];
    for (const { name, shape } of head.parameters) {
      expect(values(again, name)).toEqual(values(first, name));
      if (other?.[name]?.shape.join() === shape.join()) expect(values(other, name), name).toEqual(values(first, name));
    }
    tf.dispose([first, again, other] as never);
  });

  it('gives logits and features of the shapes it says, and leaves no tensor behind', () => {
    const head = createHead(options);
    const parameters = head.init(createRandom(0));
    const given = features();
    for (const how of [training(), { training: false } as const]) {
      const { logits_BK, features_BF } = head.forward(parameters, given, how);
      expect(logits_BK.shape).toEqual([5, 3]);
      expect(features_BF.shape).toEqual([5, head.featureWidth]);
      expect(features_BF === given.embedding_BD).toBe(options.bottleneck === undefined);
      if (features_BF !== given.embedding_BD) features_BF.dispose();
      logits_BK.dispose();
      expectNoLeaks(() => head.apply(parameters, given, how).dispose());
    }
    tf.dispose([given, parameters]);
  });

  it.each([false, true])('has gradients that agree with finite differences (training: %s)', (isTraining) => {
    const head = createHead(options);
    const parameters = head.init(createRandom(3));
    const given = features();
    const names = head.parameters.filter(({ learnable = true }) => learnable).map(({ name }) => name);
    const run = (...values: Tensor[]): Tensor => {
      const learnt = Object.fromEntries(names.map((name, index) => [name, values[index] as Tensor]));
      const read = { [head.inputs === 'maps' ? 'maps_BHWC' : 'embedding_BD']: values.at(-1) };
      const how = { training: isTraining, random: createRandom(5), statistics: isTraining ? 'batch-still' : 'moving' };
      const { logits_BK } = head.forward({ ...parameters, ...learnt }, { ...given, ...read }, how as HeadOptions);
      return logits_BK.square().sum();
    };
    checkGradient(
      run as never,
      [
        ...names.map((name) => parameters[name]),
        head.inputs === 'maps' ? given.maps_BHWC : given.embedding_BD,
      ] as never,
    );
    tf.dispose([given, parameters]);
  });

  it('answers in evaluation for each row alone, and keeps every parameter', () => {
    const head = createHead(options);
    const parameters = head.init(createRandom(0));
    const given = features();
    const kept = Object.values(parameters).map((one) => [...one.dataSync()]);
    tf.tidy(() => {
      const all = head.apply(parameters, given, { training: false }).arraySync();
      all.forEach((row, place) => {
        const alone = {
          maps_BHWC: given.maps_BHWC.slice([place], [1]),
          embedding_BD: given.embedding_BD.slice([place], [1]),
        };
        const found = head.apply(parameters, alone, { training: false }).dataSync();
        row.forEach((value, index) => expect(found[index]).toBeCloseTo(value, 6));
      });
      head.apply(parameters, given, { ...training(), learns: () => false });
      head.apply(parameters, given, { ...training(), statistics: 'batch-still' });
    });
    expect(Object.values(parameters).map((one) => [...one.dataSync()])).toEqual(kept);
    tf.dispose([given, parameters]);
  });

  it('differs in training only by dropout and by batch norm', () => {
    const head = createHead(options);
    const parameters = head.init(createRandom(0));
    const given = features();
    const [trained, evaluated] = [training(), { training: false }].map((how) =>
      tf.tidy(() => [...head.apply(parameters, given, how).dataSync()]),
    );
    const { dropout = 0 } = findHead(head.kind).options.parse({}) as { dropout?: number };
    const normalises = head.parameters.some(({ learnable }) => learnable === false);
    if (dropout > 0 || normalises) expect(trained).not.toEqual(evaluated);
    else expect(trained).toEqual(evaluated);
    tf.dispose([given, parameters]);
  });

  it('says that class activation maps are exact only where logits are linear in the averaged maps', () => {
    const head = createHead(options);
    const parameters = head.init(createRandom(0));
    tf.tidy(() => {
      const { embedding_BD, maps_BHWC } = features();
      const logits = (factor: number): Tensor =>
        head.apply(
          parameters,
          { maps_BHWC: maps_BHWC.mul(factor), embedding_BD: embedding_BD.mul(factor) },
          { training: false },
        );
      // a map that is linear has f(-x) + f(x) = 2 f(0)
      const bend = tf.sub(tf.add(logits(-1), logits(1)), tf.mul(logits(0), 2));
      expect((tf.max(tf.abs(bend)).arraySync() as number) < 1e-6).toBe(head.supportsCam);
    });
    tf.dispose(parameters);
  });
});

describe('the registry of heads', () => {
  const cosine = defineHead({ ...linear, name: 'cosine', supportsCam: false });

  it('finds, adds and takes away', () => {
    const remove = registerHead(cosine);
    expect(createHead({ kind: 'cosine', classes: 2, inputWidth: 4 }).parameters).toHaveLength(2);
    remove();
    expect(() => findHead('cosine')).toThrow(expect.objectContaining({ code: 'TL_HEAD_UNKNOWN' }) as Error);
  });

  it('names the nearest to an unknown name', () => {
    expect(() => createHead({ kind: 'liner', classes: 2, inputWidth: 4 })).toThrow(
      /There is no head "liner"; the nearest is "linear"\. There are: linear, mlp, vgg-fc\./,
    );
  });

  it.each([
    ['it is not what defineHead returns', { ...linear, name: 'mine' }],
    ['paper is missing', defineHead({ ...linear, name: 'mine', paper: ' ' })],
    ["inputs is neither 'embedding' nor 'maps'", defineHead({ ...linear, name: 'mine', inputs: 'pixels' as 'maps' })],
    [
      'its parameter mine/kernel does not lie under head/',
      defineHead({
        ...linear,
        name: 'mine',
        classifier: (_, { inputWidth, classes }) =>
          denseClassifier([{ name: 'mine', inputs: inputWidth, outputs: classes }]),
      }),
    ],
    [
      'it says supportsCam, but head/kernel is no matrix',
      defineHead({ ...findHead('mlp'), name: 'mine', supportsCam: true }),
    ],
  ])('refuses a definition: %s', (problem, definition) => {
    expect(() => registerHead(definition)).toThrow(
      expect.objectContaining({
        code: 'TL_HEAD_INVALID',
        message: expect.stringContaining(problem) as string,
      }) as Error,
    );
  });

  it.each([
    ['bottleneck', { kind: 'vgg-fc', bottleneck: {} }],
    ['bottleneck.width', { kind: 'linear', bottleneck: { width: 0 } }],
    ['hiddenWidth', { kind: 'linear', hiddenWidth: 3 }],
  ])('refuses the option %s where it does not belong or fit', (option, options) => {
    expect(() => createHead({ ...options, classes: 2, inputWidth: 4 })).toThrow(
      expect.objectContaining({ code: 'TL_BAD_OPTION', message: expect.stringContaining(option) as string }) as Error,
    );
  });
});

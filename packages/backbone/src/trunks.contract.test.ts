import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  convolutionStack,
  randomNormal,
  startEngine,
  tf,
  valueAndGradients,
  type Scalar,
  type Tensor,
  type Tensor4D,
} from '@trunkline/engine';
import { createRandom } from '@trunkline/system';
import { checkGradient, expectNoLeaks } from '@trunkline/testkit';
import { costOf } from './cost.ts';
import { cutShape } from './cut.ts';
import { trunks } from './trunk-registry.ts';
import { createTrunk, globalAveragePool, layerAfter } from './trunk.ts';

beforeAll(async () => void (await startEngine()));
afterAll(() => tf.disposeVariables());

describe.each(trunks().map(({ name, smallestImage }) => [name, smallestImage] as const))('%s', (name, smallest) => {
  const trunk = createTrunk({ name, width: 1 / 16 });
  const size = trunk.imageSize ?? smallest + 3;
  const images = (batch = 2): Tensor4D => randomNormal(createRandom(7), [batch, size, size, 3]) as Tensor4D;

  it('names its layers and parameters once, and gives the shapes it says', () => {
    const layers = trunk.layers.map((layer) => layer.name);
    const parameters = trunk.parameterNames();
    expect(new Set(layers).size).toBe(layers.length);
    expect(new Set(parameters).size).toBe(parameters.length);
    for (const parameter of parameters) expect(parameter).toMatch(/^backbone\/[a-z0-9_]+\/[a-z]+$/);
    const variables = trunk.init(createRandom(0));
    expect(Object.entries(variables).map(([key, value]) => [key, value.shape, value.trainable])).toEqual(
      trunk.parameters().map((one) => [one.name, one.shape, one.learnable]),
    );
    const input = images();
    tf.tidy(() => {
      const maps = trunk.apply(variables, input);
      expect(maps.shape).toEqual([2, ...trunk.outputShape(size)]);
      expect(maps.shape[3]).toBe(trunk.embeddingWidth);
      expect(globalAveragePool(maps).dataSync().every(Number.isFinite)).toBe(true);
    });
    tf.dispose([input, variables]);
  });

  it('has blocks that hold every layer and parameter, in order', () => {
    expect(trunk.blocks.flatMap(({ layers }) => layers)).toEqual(trunk.layers.map((layer) => layer.name));
    expect(trunk.blocks.flatMap(({ parameters }) => parameters)).toEqual(trunk.parameterNames());
    expect(trunk.blocks.length).toBeGreaterThan(2);
  });

  it('gives the same, bit for bit, cut anywhere between two layers', () => {
    const variables = trunk.init(createRandom(3));
    const input = images();
    tf.tidy(() => {
      const whole = [...trunk.apply(variables, input).dataSync()];
      for (const layer of trunk.layers.slice(0, -1)) {
        const below = trunk.apply(variables, input, { to: layer.name });
        expect(below.shape).toEqual([2, ...cutShape(trunk, { after: layer.name }, size)]);
        const above = trunk.apply(variables, below, { from: layerAfter(trunk, layer.name) });
        expect([...above.dataSync()]).toEqual(whole);
      }
    });
    tf.dispose([input, variables]);
  });

  it('costs what its parts cost, and has as many parameters as it says', () => {
    const square = { height: size, width: size };
    const { rows, totals } = costOf(trunk, square);
    const values = trunk.parameters().reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0);
    expect(totals.parameters).toBe(values);
    expect(rows.at(-1)?.outputShape).toEqual(trunk.outputShape(size));
    const middle = trunk.layers[Math.floor(trunk.layers.length / 2)]?.name ?? '';
    const below = costOf(trunk, square, { to: middle });
    const [height = 0, width = 0] = below.rows.at(-1)?.outputShape ?? [];
    const above = costOf(trunk, { height, width }, { from: layerAfter(trunk, middle) });
    expect(below.totals.multiplyAdds + above.totals.multiplyAdds).toBe(totals.multiplyAdds);
    expect(totals.multiplyAdds).toBeGreaterThan(0);
  });

  it('has the gradients that finite differences give', () => {
    const narrow = createTrunk({ name, width: 1 / 16 });
    const variables = narrow.init(createRandom(5));
    const random = createRandom(11);
    for (const value of Object.values(variables)) {
      // zeros would sit on the kinks of activations
      if (value.trainable) value.assign(tf.tidy(() => tf.add(value, randomNormal(random, value.shape, 0.1))));
    }
    const first = narrow.parameters().filter(({ learnable }) => learnable);
    // a first, a middle and a last one
    const chosen = [0, Math.floor(first.length / 2), first.length - 1].map((at) => first[at]?.name ?? '');
    const loss = (x: Tensor, ...given: Tensor[]): Scalar => {
      const values = { ...variables, ...Object.fromEntries(given.map((value, at) => [chosen[at], value])) };
      const maps = convolutionStack(x as Tensor4D, narrow.layers, values, { prefix: 'backbone/' });
      return tf.mean(tf.square(tf.add(maps, 1))) as Scalar;
    };
    const input = images(1);
    checkGradient(loss, [input, ...chosen.map((one) => variables[one] as unknown as Tensor)], {
      step: 1e-3,
      tolerance: 0.1,
      elements: 4,
    });
    tf.dispose([input, variables]);
  });

  it('trains without a leak, and in blocks that are computed again to the same bits', () => {
    const variables = trunk.init(createRandom(0));
    const learnable = Object.fromEntries(Object.entries(variables).filter(([, value]) => value.trainable));
    const input = images();
    const gradientsOf = (recompute: boolean) =>
      valueAndGradients(
        () => tf.mean(tf.square(trunk.apply(variables, input, {}, { statistics: 'batch-still', recompute }))) as Scalar,
        learnable,
      ).gradients;
    expectNoLeaks(() => gradientsOf(true));
    expectNoLeaks(() => gradientsOf(false));
    const [kept, again] = [gradientsOf(false), gradientsOf(true)];
    expect(Object.keys(kept)).toEqual(Object.keys(learnable));
    for (const [key, value] of Object.entries(kept)) {
      expect([...(again[key] as Tensor).dataSync()]).toEqual([...value.dataSync()]);
    }
    tf.dispose([input, variables, kept, again]);
  });

  it('keeps frozen layers as they are', () => {
    const variables = trunk.init(createRandom(0));
    const last = trunk.blocks.findLast(({ parameters }) => parameters.length > 0);
    const trained = (one: string): boolean => last?.parameters.includes(one) ?? false;
    const own = Object.fromEntries(Object.entries(variables).filter(([key, value]) => value.trainable && trained(key)));
    const before = Object.entries(variables).map(([key, value]) => [key, [...value.dataSync()]] as const);
    const input = images();
    const { gradients } = valueAndGradients(
      () => tf.mean(tf.square(trunk.apply(variables, input, {}, { training: true, trainable: trained }))) as Scalar,
      own,
    );
    expect(Object.keys(gradients).sort()).toEqual(Object.keys(own).sort());
    for (const [key, values] of before) {
      if (!trained(key)) expect([...(variables[key] as Tensor).dataSync()]).toEqual(values);
    }
    tf.dispose([input, variables, gradients]);
  });

  it('refuses images that are too small', () => {
    expect(() => trunk.outputShape(smallest - 1)).toThrow(
      expect.objectContaining({ code: trunk.imageSize === undefined ? 'TL_IMAGE_TOO_SMALL' : 'TL_BAD_SHAPE' }),
    );
  });
});

it('published sizes: parameters and multiply-adds at 224 px', () => {
  const at224 = (name: string) => costOf(createTrunk({ name }), { height: 224, width: 224 }).totals;
  // torchvision's 11,689,512 without 513,000 of the dense layer, and 2 × 4,800 running statistics
  expect(at224('resnet18').parameters).toBe(11_176_512 + 9_600);
  // Keras without its top, running statistics included
  expect(at224('mobilenet-v1').parameters).toBe(3_228_864);
  // the paper's 1.8 · 10⁹ for 18 layers, batch norm and the dense layer aside
  const { multiplyAdds } = at224('resnet18');
  expect(multiplyAdds / 1e9).toBeCloseTo(1.82, 1);
  // table 4 of MobileNets: 569 million with the dense layer
  expect(at224('mobilenet-v1').multiplyAdds / 1e6).toBeGreaterThan(560);
  expect(at224('mobilenet-v1').multiplyAdds / 1e6).toBeLessThan(580);
});

it('resnet18 has torchvision’s names', () => {
  const name = trunks().find((one) => one.name === 'resnet18')?.naming?.torchvision;
  expect(name?.('backbone/conv1/kernel')).toBe('conv1.weight');
  expect(name?.('backbone/layer2_0_downsample_1/variance')).toBe('layer2.0.downsample.1.running_var');
  expect(name?.('backbone/layer4_1_bn2/scale')).toBe('layer4.1.bn2.weight');
});

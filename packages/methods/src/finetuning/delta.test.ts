import { startEngine, tf, type Scalar } from '@trunkline/engine';
import { beforeAll, describe, expect, it } from 'vitest';
import { tinyArchitecture, World } from '../../test/world.ts';
import { delta } from './delta.ts';

beforeAll(async () => {
  await startEngine();
});

const architecture = tinyArchitecture();

/** The distance between maps of `layers`, after every bias of layer `moved` has grown by 1. */
function distance(layers: readonly string[], moved?: string): number {
  const world = new World(delta, { options: { layers } });
  const value = tf.tidy(() => {
    const bias = moved === undefined ? undefined : world.parameters[`backbone/${moved}/bias`];
    bias?.assign(tf.add(bias, 1));
    return (world.loss().terms['maps'] as Scalar).dataSync()[0] as number;
  });
  world.dispose();
  return value;
}

describe('delta', () => {
  it('has no distance at the start, whatever it compares', () => {
    expect(distance([])).toBe(0);
    expect(distance(['block1_pool', 'block4_conv1'])).toBe(0);
  });

  it('counts the layers that it names, and by default the last', () => {
    expect(distance([], 'block3_conv1')).toBeGreaterThan(0);
    expect(distance(['block4_pool'], 'block3_conv1')).toBeGreaterThan(0);
    expect(distance(['block2_pool'], 'block3_conv1')).toBe(0);
    const [both, one, other] = [['block3_pool', 'block4_pool'], ['block3_pool'], ['block4_pool']].map((layers) =>
      distance(layers, 'block3_conv1'),
    ) as [number, number, number];
    expect(both).toBeCloseTo(one + other, 4);
  });

  it('names the layers of the trunk where one is misspelt', () => {
    const options = delta.options.parse({ layers: ['block9_pool'] });
    expect(delta.requires?.(architecture, options)).toMatch(/block9_pool, and vgg16-gap has block1_conv1/);
  });

  it('lets weight decay alone', () => {
    const options = delta.options.parse({});
    const rules = delta.stages(options, architecture)[0]?.trainable(options, architecture);
    expect(rules).toContainEqual(['backbone/*', { rate: 1, weightDecay: false }]);
    expect(rules).toContainEqual(['head/*', { rate: 1, weightDecay: false }]);
  });
});

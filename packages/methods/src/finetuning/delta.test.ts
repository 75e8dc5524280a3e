import { createTrunk } from '@trunkline/backbone';
import { randomNormal, startEngine, tf, type Parameters, type Scalar } from '@trunkline/engine';
import { createRandom } from '@trunkline/system';
import { createHead } from '@trunkline/heads';
import { beforeAll, describe, expect, it } from 'vitest';
import { describeArchitecture } from '../architecture.ts';
import { createContext } from '../create-context.ts';
import { createModel } from '../model.ts';
import { delta } from './delta.ts';

beforeAll(async () => {
  await startEngine();
});

const trunk = createTrunk({ name: 'vgg16-gap', width: 1 / 16, negativeSlope: 0.2 });
const head = createHead({ kind: 'linear', classes: 3, inputWidth: trunk.embeddingWidth });
const architecture = describeArchitecture(trunk, head);

/** The distance between maps of `layers`, after every bias of layer `moved` has grown by 1. */
function distance(layers: readonly string[], moved?: string): number {
  const options = delta.options.parse({ layers });
  const [stage] = delta.stages(options, architecture);
  const modules = delta.modules(options, architecture);
  const random = createRandom(1);
  const initial = { ...trunk.init(random.fork('trunk')), ...head.init(random.fork('head')) } as Parameters;
  const own = Object.values(modules).map((one) => one.init(random, initial));
  const parameters = Object.assign({}, initial, ...own) as Parameters;
  const value = tf.tidy(() => {
    const bias = moved === undefined ? undefined : parameters[`backbone/${moved}/bias`];
    bias?.assign(tf.add(bias, 1));
    const context = createContext({
      model: createModel(trunk, head),
      architecture,
      options,
      modules,
      parameters,
      stage: 'train',
      progress: { step: 0, steps: 1, fraction: 0 },
      random,
      dropout: random,
      notes: {},
      mode: 'training',
      cut: 'images',
      learns: (name) => !name.startsWith('start/'),
    });
    const batch = {
      sourceImages: randomNormal(createRandom(2), [2, 32, 32, 3]),
      sourceLabels_B: tf.tensor1d([0, 2], 'int32'),
      views: {},
    };
    const terms = stage?.phases[0]?.loss?.(context, batch).terms;
    return (terms?.['maps'] as Scalar).dataSync()[0] as number;
  });
  tf.dispose(Object.values(parameters));
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

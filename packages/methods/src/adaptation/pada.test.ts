import { createTrunk } from '@trunkline/backbone';
import { randomNormal, startEngine, tf, type Parameters, type Tensor } from '@trunkline/engine';
import { createRandom } from '@trunkline/system';
import { createHead } from '@trunkline/heads';
import { beforeAll, describe, expect, it } from 'vitest';
import { describeArchitecture } from '../architecture.ts';
import { createContext } from '../create-context.ts';
import { createModel } from '../model.ts';
import { pada } from './pada.ts';

beforeAll(async () => {
  await startEngine();
});

const trunk = createTrunk({ name: 'vgg16-gap', width: 1 / 16, negativeSlope: 0.2 });
const head = createHead({ kind: 'linear', classes: 3, inputWidth: trunk.embeddingWidth });
const architecture = describeArchitecture(trunk, head);
const options = pada.options.parse({ refreshes: 5, hiddenWidth: 8 });

/** The loss at a step of 10 with weights of classes, the pixels of its first source image deviating by `deviation`. */
function lossAt(step: number, weights: readonly number[], deviation: number): number {
  const modules = pada.modules(options, architecture);
  const random = createRandom(1);
  const initial = { ...trunk.init(random.fork('trunk')), ...head.init(random.fork('head')) } as Parameters;
  const own = Object.values(modules).map((one) => one.init(random, initial));
  const parameters = Object.assign({}, initial, ...own) as Parameters;
  const value = tf.tidy(() => {
    const notes: Record<string, Tensor> = { classWeights_K: tf.tensor1d([...weights]) };
    const context = createContext({
      model: createModel(trunk, head),
      architecture,
      options,
      modules,
      parameters,
      stage: 'train',
      progress: { step, steps: 10, fraction: step / 10 },
      random,
      dropout: random,
      notes,
      mode: 'training',
      cut: 'images',
      learns: () => true,
    });
    const rest = randomNormal(createRandom(2), [2, 32, 32, 3]);
    const batch = {
      sourceImages: tf.concat([randomNormal(createRandom(4), [1, 32, 32, 3], deviation), rest]),
      sourceLabels_B: tf.tensor1d([0, 1, 2], 'int32'),
      targetImages: randomNormal(createRandom(3), [3, 32, 32, 3]),
      views: {},
    };
    return pada.stages(options, architecture)[0]?.phases[0]?.loss?.(context, batch).total.dataSync()[0] as number;
  });
  tf.dispose(Object.values(parameters));
  return value;
}

describe('pada', () => {
  it('does not look at source images of a class that weighs nothing, in either loss', () => {
    expect(lossAt(5, [0, 1, 0.5], 1)).toBeCloseTo(lossAt(5, [0, 1, 0.5], 50), 5);
    expect(lossAt(5, [1, 1, 0.5], 1)).not.toBeCloseTo(lossAt(5, [1, 1, 0.5], 50), 3);
  });

  it('weighs all classes alike until predictions have been read a second time', () => {
    expect(lossAt(1, [0, 1, 0.5], 1)).toBeCloseTo(lossAt(1, [1, 1, 1], 1), 6);
    expect(lossAt(2, [0, 1, 0.5], 1)).not.toBeCloseTo(lossAt(2, [1, 1, 1], 1), 3);
  });
});

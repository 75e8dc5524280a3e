import { createTrunk } from '@trunkline/backbone';
import { startEngine, tf, type Parameters, type Tensor } from '@trunkline/engine';
import { createHead } from '@trunkline/heads';
import { createRandom } from '@trunkline/system';
import { beforeAll, describe, expect, it } from 'vitest';
import { describeArchitecture } from '../architecture.ts';
import { createContext } from '../create-context.ts';
import type { MethodDefinition } from '../define-method.ts';
import { createModel } from '../model.ts';
import { resolveTrainable } from '../trainable-rules.ts';
import { adda } from './adda.ts';
import { meanTeacher } from './mean-teacher.ts';

beforeAll(async () => {
  await startEngine();
});

const trunk = createTrunk({ name: 'vgg16-gap', width: 1 / 32, negativeSlope: 0.2 });
const head = createHead({ kind: 'linear', classes: 3, inputWidth: trunk.embeddingWidth });
const architecture = describeArchitecture(trunk, head);

function world(method: MethodDefinition, stage: string, given: object = {}) {
  const options: unknown = method.options.parse(given);
  const random = createRandom(1);
  const initial = { ...trunk.init(random.fork('trunk')), ...head.init(random.fork('head')) } as Parameters;
  const modules = method.modules(options, architecture);
  const own = Object.values(modules).map((one) => one.init(random.fork('own'), initial));
  const parameters = Object.assign({}, initial, ...own) as Parameters;
  const context = createContext({
    model: createModel(trunk, head),
    architecture,
    options,
    modules,
    parameters,
    stage,
    progress: { step: 0, steps: 1, fraction: 0 },
    random,
    dropout: random,
    notes: {},
    mode: 'evaluation',
    cut: 'images',
    learns: () => true,
  });
  return { options, parameters, context };
}

describe('mean-teacher', () => {
  it('moves the teacher by a share towards the student, and predicts by the teacher', () => {
    const { options, parameters, context } = world(meanTeacher, 'train', { decay: 0.75 });
    const [stage] = meanTeacher.stages(options, architecture);
    tf.tidy(() => {
      const bias = parameters['head/bias'] as Parameters[string];
      bias.assign(tf.add(bias, 4));
      const moved = stage?.after?.({ ...context, terms: {} }, { views: {} })['teacher/head/bias'] as Tensor;
      expect(Array.from(moved.dataSync())).toEqual([1, 1, 1]);
      const input = tf.ones([1, 32, 32, 3]);
      const student = context.forward(input).logits_BK.dataSync();
      const teacher = meanTeacher.predict?.(context, input, 'target').logits_BK.dataSync();
      expect((student[0] as number) - (teacher?.[0] as number)).toBeCloseTo(4, 4);
    });
    tf.dispose(Object.values(parameters));
  });
});

describe('adda', () => {
  it('keeps the source’s trunk and the head in its second stage, and trains the target’s from a copy of it', () => {
    const { options, parameters, context } = world(adda, 'target');
    const [, target] = adda.stages(options, architecture);
    const { rates } = resolveTrainable(Object.keys(parameters), target?.trainable(options, architecture) ?? []);
    expect(rates.get('backbone/block1_conv1/kernel')).toBe('frozen');
    expect(rates.get('head/kernel')).toBe('frozen');
    expect(rates.get('target/backbone/block1_conv1/kernel')).toBe(0.1);
    tf.tidy(() => {
      const started = target?.begin?.(context)['target/backbone/block1_conv1/kernel'] as Tensor;
      expect(started.dataSync()).toEqual(parameters['backbone/block1_conv1/kernel']?.dataSync());
    });
    tf.dispose(Object.values(parameters));
  });

  it('takes the target’s trunk for target images only', () => {
    const { parameters, context } = world(adda, 'target');
    tf.tidy(() => {
      const bias = parameters['target/backbone/block5_conv3/bias'] as Parameters[string];
      bias.assign(tf.add(bias, 1));
      const input = tf.ones([1, 32, 32, 3]);
      const plain = context.forward(input).logits_BK.dataSync();
      expect(adda.predict?.(context, input, 'source').logits_BK.dataSync()).toEqual(plain);
      expect(adda.predict?.(context, input, 'target').logits_BK.dataSync()).not.toEqual(plain);
    });
    tf.dispose(Object.values(parameters));
  });

  it('gives the discriminator no say over the trunks while it learns', () => {
    const stage = adda.stages(adda.options.parse({}), architecture)[1];
    expect(stage?.phases.map(({ name, updates }) => [name, updates])).toEqual([
      ['discriminate', ['discriminator/*']],
      ['deceive', ['target/*']],
    ]);
  });
});

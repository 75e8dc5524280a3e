import { startEngine, tf, type Parameters, type Tensor } from '@trunkline/engine';
import { beforeAll, describe, expect, it } from 'vitest';
import { tinyArchitecture, World } from '../../test/world.ts';
import { adda } from './adda.ts';
import { meanTeacher } from './mean-teacher.ts';

beforeAll(async () => {
  await startEngine();
});

describe('mean-teacher', () => {
  it('moves the teacher by a share towards the student, and predicts by the teacher', () => {
    const world = new World(meanTeacher, { options: { decay: 0.75 } });
    const { parameters, stage } = world;
    const context = world.context();
    tf.tidy(() => {
      const bias = parameters['head/bias'] as Parameters[string];
      bias.assign(tf.add(bias, 4));
      const moved = stage.after?.({ ...context, terms: {} }, { views: {} })['teacher/head/bias'] as Tensor;
      expect(Array.from(moved.dataSync())).toEqual([1, 1, 1]);
      const input = tf.ones([1, 32, 32, 3]);
      const student = context.forward(input).logits_BK.dataSync();
      const teacher = meanTeacher.predict?.(context, input, 'target').logits_BK.dataSync();
      expect((student[0] as number) - (teacher?.[0] as number)).toBeCloseTo(4, 4);
    });
    world.dispose();
  });
});

describe('adda', () => {
  it('keeps the source’s trunk and the head in its second stage, and trains the target’s from a copy of it', () => {
    const world = new World(adda, { stage: 1 });
    const { parameters, rates, stage } = world;
    expect(rates.get('backbone/block1_conv1/kernel')).toBe('frozen');
    expect(rates.get('head/kernel')).toBe('frozen');
    expect(rates.get('target/backbone/block1_conv1/kernel')).toBe(0.1);
    tf.tidy(() => {
      const started = stage.begin?.(world.context())['target/backbone/block1_conv1/kernel'] as Tensor;
      expect(started.dataSync()).toEqual(parameters['backbone/block1_conv1/kernel']?.dataSync());
    });
    world.dispose();
  });

  it('takes the target’s trunk for target images only', () => {
    const world = new World(adda, { stage: 1 });
    const { parameters } = world;
    const context = world.context();
    tf.tidy(() => {
      const bias = parameters['target/backbone/block5_conv3/bias'] as Parameters[string];
      bias.assign(tf.add(bias, 1));
      const input = tf.ones([1, 32, 32, 3]);
      const plain = context.forward(input).logits_BK.dataSync();
      expect(adda.predict?.(context, input, 'source').logits_BK.dataSync()).toEqual(plain);
      expect(adda.predict?.(context, input, 'target').logits_BK.dataSync()).not.toEqual(plain);
    });
    world.dispose();
  });

  it('gives the discriminator no say over the trunks while it learns', () => {
    const stage = adda.stages(adda.options.parse({}), tinyArchitecture())[1];
    expect(stage?.phases.map(({ name, updates }) => [name, updates])).toEqual([
      ['discriminate', ['discriminator/*']],
      ['deceive', ['target/*']],
    ]);
  });
});

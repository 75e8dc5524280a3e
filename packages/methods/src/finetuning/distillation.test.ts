import { startEngine } from '@trunkline/engine';
import { beforeAll, describe, expect, it } from 'vitest';
import { toyPoints, trainOnToy, type ToySettings } from '../testing/toy-domains.ts';
import { distillation } from './distillation.ts';

beforeAll(async () => {
  await startEngine();
});

const settings = { steps: 1, sources: [toyPoints('source', { count: 64 })] };
const still = { name: 'sgd', rate: 0 } as const;

/** All values after a teacher of `teacherSteps` and one student step. */
const run = (options: object, more: ToySettings = {}) =>
  trainOnToy(distillation, { ...settings, ...more, options: { teacherSteps: 15, ...options } }).values;

describe('distillation', () => {
  it('teaches by a head on the trunk as it was, and the student begins with the fresh head', () => {
    const start = run({}, { optimiser: still });
    const values = run({ hardWeight: 1 });
    expect(values['teacher/backbone/conv1/kernel']).toEqual(start['backbone/conv1/kernel']);
    expect(values['teacher/head/kernel']).not.toEqual(start['head/kernel']);
    const moved = (name: string): number =>
      Math.max(
        ...(values[name] as Float32Array).map((value, place) => Math.abs(value - (start[name]?.[place] as number))),
      );
    const gap = Math.max(
      ...(values['teacher/head/kernel'] as Float32Array).map((value, place) =>
        Math.abs(value - (start['head/kernel']?.[place] as number)),
      ),
    );
    expect(moved('head/kernel')).toBeGreaterThan(0);
    expect(moved('head/kernel')).toBeLessThan(gap / 2);
  });

  it('can teach by the whole model: the student’s trunk begins anew', () => {
    const start = run({}, { optimiser: still });
    const values = run({ teacher: 'fine-tuned', trunkRateFactor: 1, hardWeight: 1 });
    const name = 'backbone/conv1/kernel';
    const far = (of: Float32Array | undefined): number =>
      Math.max(...(of as Float32Array).map((value, place) => Math.abs(value - (start[name]?.[place] as number))));
    expect(far(values[`teacher/${name}`])).toBeGreaterThan(3 * far(values[name]));
  });

  it('draws the student to the teacher where labels have no share', () => {
    const distance = (hardWeight: number) =>
      trainOnToy(distillation, {
        ...settings,
        steps: 25,
        options: { teacherSteps: 3, hardWeight },
      }).logged['train/loss/distillation'] as number;
    expect(distance(0)).toBeLessThan(distance(1));
  });
});

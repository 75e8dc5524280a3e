import { startEngine, tf } from '@trunkline/engine';
import { beforeAll, describe, expect, it } from 'vitest';
import { moveAverages, openAverages } from './average-weights.ts';

beforeAll(async () => {
  await startEngine();
});

describe('averages of weights', () => {
  it('keep little of the start, then the share they are told to', () => {
    const parameters = { w: tf.tidy(() => tf.variable(tf.tensor1d([0]))) };
    const averages = openAverages(parameters, ['w'], {});
    parameters.w.assign(tf.tensor1d([1]));
    moveAverages(averages, parameters, 0.5, 1);
    expect(averages['w']?.dataSync()[0]).toBeCloseTo(1 - 2 / 11, 6);
    moveAverages(averages, parameters, 0.5, 1000);
    expect(averages['w']?.dataSync()[0]).toBeCloseTo(1 - (2 / 11) * 0.5, 6);
    tf.dispose([...Object.values(averages), parameters.w]);
  });

  it('go on from what was saved', () => {
    const parameters = { w: tf.tidy(() => tf.variable(tf.tensor1d([0]))) };
    const averages = openAverages(parameters, ['w'], { w: { shape: [1], data: Float32Array.of(7) } });
    expect(averages['w']?.dataSync()[0]).toBe(7);
    tf.dispose([...Object.values(averages), parameters.w]);
  });
});

import { startEngine, tf } from '@trunkline/engine';
import { beforeAll, describe, expect, it } from 'vitest';
import { copyToAverages, moveAverages, openAverages } from './average-weights.ts';

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

  it('are the values themselves where no optimiser changes these, or where they were replaced', () => {
    const parameters = {
      w: tf.tidy(() => tf.variable(tf.tensor1d([0]))),
      v: tf.tidy(() => tf.variable(tf.tensor1d([0]))),
    };
    const averages = openAverages(parameters, ['w', 'v'], {});
    const values = () => [averages['w'], averages['v']].map((one) => one?.dataSync()[0]);
    for (const one of [parameters.w, parameters.v]) one.assign(tf.tensor1d([1]));
    moveAverages(averages, parameters, 0.5, 1000, (name) => name === 'w');
    expect(values()).toEqual([1, 0.5]);
    copyToAverages(averages, parameters, ['v']);
    expect(values()).toEqual([1, 1]);
    tf.dispose([...Object.values(averages), parameters.w, parameters.v]);
  });
});

import { beforeAll, expect, it } from 'vitest';
import { randomNormal, startEngine, tf, type Rank, type Tensor1D } from '@trunkline/engine';
import { createRandom } from '@trunkline/system';
import { expectNoLeaks } from '@trunkline/testkit';
import { classActivationMap, gradientClassActivationMap } from './class-activation-map.ts';
import { globalAveragePool } from './trunk.ts';

beforeAll(async () => void (await startEngine()));

const random = createRandom(5);
const make = () => ({
  maps: randomNormal<Rank.R4>(random.fork('maps'), [3, 4, 5, 8]),
  kernel: randomNormal<Rank.R2>(random.fork('kernel'), [8, 6]),
  bias: randomNormal<Rank.R1>(random.fork('bias'), [6]),
});

it('the spatial mean of a map plus the bias is the logit', () => {
  tf.tidy(() => {
    const { maps, kernel, bias } = make();
    const logits = globalAveragePool(maps).matMul(kernel).add(bias).arraySync() as number[][];
    for (let classIndex = 0; classIndex < 6; classIndex++) {
      const cam = classActivationMap(maps, kernel, classIndex);
      expect(cam.shape).toEqual([3, 4, 5]);
      const means = cam.mean([1, 2]).add(bias.slice(classIndex, 1)).arraySync() as number[];
      means.forEach((mean, row) => expect(mean).toBeCloseTo(logits[row]?.[classIndex] ?? NaN, 5));
    }
  });
});

it('is the sum over channels, written as loops', () => {
  tf.tidy(() => {
    const { maps, kernel } = make();
    const [cam, map, weights] = [classActivationMap(maps, kernel, 2).arraySync(), maps.arraySync(), kernel.arraySync()];
    map.forEach((rows, b) =>
      rows.forEach((cells, y) =>
        cells.forEach((channels, x) => {
          const sum = channels.reduce((total, value, channel) => total + value * (weights[channel]?.[2] ?? NaN), 0);
          expect(cam[b]?.[y]?.[x]).toBeCloseTo(sum, 5);
        }),
      ),
    );
  });
});

it('Grad-CAM of a linear head is the map over H · W behind ReLU', () => {
  tf.tidy(() => {
    const { maps, kernel, bias } = make();
    const logitOf = (values: typeof maps): Tensor1D =>
      globalAveragePool(values).matMul(kernel).add(bias).slice([0, 1], [3, 1]).reshape([3]);
    const found = gradientClassActivationMap(maps, logitOf).dataSync();
    const expected = tf.relu(classActivationMap(maps, kernel, 1).div(4 * 5)).dataSync();
    found.forEach((value, index) => expect(value).toBeCloseTo(expected[index] ?? NaN, 5));
  });
});

it('refuses a head of another width and a class that does not exist', () => {
  tf.tidy(() => {
    const { maps, kernel } = make();
    expect(() => classActivationMap(maps, kernel, 6)).toThrow(RangeError);
    expect(() => classActivationMap(maps, kernel.slice([0, 0], [7, 6]), 0)).toThrow(/expected a kernel \[8, classes\]/);
  });
});

it('leaks nothing', () => {
  const { maps, kernel, bias } = make();
  expectNoLeaks(() => classActivationMap(maps, kernel, 0).dispose());
  expectNoLeaks(() => gradientClassActivationMap(maps, (values) => values.sum([1, 2, 3])).dispose());
  tf.dispose([maps, kernel, bias]);
});

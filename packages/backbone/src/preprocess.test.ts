import { beforeAll, expect, it } from 'vitest';
import { startEngine, tf, type Tensor4D } from '@trunkline/engine';
import { expectNoLeaks } from '@trunkline/testkit';
import { defaultPreprocessing, preprocess } from './preprocess.ts';
import { kerasPreprocessing } from './weight-sets/imagenet-vgg16.ts';
import { torchvisionPreprocessing } from './weight-sets/timm-vgg16.ts';

beforeAll(async () => void (await startEngine()));

const image = (): Tensor4D => tf.tensor4d([255, 128, 0], [1, 1, 1, 3], 'int32');
const run = (preprocessing: Parameters<typeof preprocess>[1]): number[] =>
  tf.tidy(() => [...preprocess(image(), preprocessing).dataSync()]);

it("Keras's: BGR, the mean colour subtracted", () => {
  const values = run(kerasPreprocessing);
  [-103.939, 128 - 116.779, 255 - 123.68].forEach((value, index) => expect(values[index]).toBeCloseTo(value, 4));
});

it("torchvision's: RGB from 0 to 1, standardised", () => {
  const values = run(torchvisionPreprocessing);
  const expected = [(1 - 0.485) / 0.229, (128 / 255 - 0.456) / 0.224, -0.406 / 0.225];
  expected.forEach((value, index) => expect(values[index]).toBeCloseTo(value, 5));
});

it('the default: from −1 to 1', () => {
  const values = run(defaultPreprocessing);
  [1, 256 / 255 - 1, -1].forEach((value, index) => expect(values[index]).toBeCloseTo(value, 6));
});

it('leaks nothing', () => {
  const images = image();
  expectNoLeaks(() => preprocess(images, torchvisionPreprocessing).dispose());
  images.dispose();
});

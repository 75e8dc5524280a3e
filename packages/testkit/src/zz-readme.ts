import { checkGradient, colouredShapes, expectNoLeaks, matchers } from '@trunkline/testkit';
import { startEngine, tf } from '@trunkline/engine';
import { expect } from 'vitest';

await startEngine();
expect.extend(matchers);
checkGradient((x) => tf.sum(tf.square(x)), [tf.tensor1d([1, 2, 3])]);
expectNoLeaks(() => tf.square(tf.scalar(3)));
expect(tf.square(tf.tensor1d([1, 2])).dataSync()).toBeNear([1, 4], { relative: 1e-6 });
const { pixels_NHWC, labels_N } = colouredShapes({ count: 30, classes: 3, size: 32, seed: 0 });

// Trains a small convolutional network for ten steps with momentum and prints, as JSON, the engine, the losses and the
// SHA-256 of all weights and slots.
import { createHash } from 'node:crypto';
import { createRandom } from '@trunkline/system';
import {
  clipByGlobalNorm,
  convolutionStack,
  countNativeTensors,
  countTensors,
  createOptimiser,
  createSchedule,
  randomNormal,
  startEngine,
  tf,
  valueAndGradients,
} from '../../dist/index.js';

const steps = Number(process.argv[2] ?? 10);
const engine = await startEngine({ onNotice: () => undefined });
const random = createRandom(11);
const variable = (shape, deviation) => tf.variable(randomNormal(random, shape, deviation));
const parameters = {
  'one/kernel': variable([3, 3, 3, 8], 0.3),
  'one/bias': variable([8], 0.1),
  'two/kernel': variable([3, 3, 8, 16], 0.2),
  'two/bias': variable([16], 0.1),
  'head/kernel': variable([16, 4], 0.2),
};
const layer = (name, channels) => ({
  kind: 'convolution',
  name,
  size: 3,
  channels,
  padding: 'same',
  activation: { name: 'leaky-relu', slope: 0.2 },
});
const layers = [layer('one', 8), { kind: 'max-pool', name: 'pool', size: 2, stride: 2 }, layer('two', 16)];
const images = randomNormal(random, [8, 8, 8, 3]);
const labels = tf.oneHot(
  tf.tensor1d(
    Array.from({ length: 8 }, (_, index) => index % 4),
    'int32',
  ),
  4,
);
const optimiser = createOptimiser({ name: 'sgd', momentum: 0.9, weightDecay: 1e-3 });
const schedule = createSchedule({ name: 'cosine', warmupSteps: 2 });
const losses = [];
let alive;
for (let step = 0; step < steps; step += 1) {
  const { value, gradients } = valueAndGradients(() => {
    const maps = convolutionStack(images, layers, parameters, { differentiateInput: false });
    const logits = tf.matMul(tf.mean(maps, [1, 2]), parameters['head/kernel']);
    return tf.losses.softmaxCrossEntropy(labels, logits);
  }, parameters);
  const clipped = clipByGlobalNorm(gradients, 5);
  optimiser.step(parameters, clipped.gradients, () => 0.1 * schedule({ step, steps }));
  tf.dispose(clipped.gradients);
  losses.push(value);
  if (step === 1) alive = [countTensors(), countNativeTensors()];
}
const hash = createHash('sha256');
for (const tensor of [...Object.values(parameters), ...Object.values(optimiser.slots())]) {
  const values = tensor.dataSync();
  hash.update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
}
const leaked = [countTensors() - alive[0], countNativeTensors() - alive[1]];
process.stdout.write(
  JSON.stringify({
    node: process.version,
    engine,
    first: losses[0],
    last: losses.at(-1),
    digest: hash.digest('hex'),
    leaked,
  }),
);

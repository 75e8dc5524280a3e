// Trunkline's side of the train-step benchmark: the same network and step as train_step.py, answering the same way.
// Usage: node train-step-worker.mjs <image size> <batch> <float32|bfloat16> [<width> <batch-norm|plain>]
// The line "profile" is answered with the calls and milliseconds a step of every kernel.
import { createInterface } from 'node:readline';
import { createTrunk, globalAveragePool } from '@trunkline/backbone';
import { createOptimiser, profileKernels, randomNormal, startEngine, tf, valueAndGradients } from '@trunkline/engine';
import { createRandom } from '@trunkline/system';

const [size, batch] = process.argv.slice(2, 4).map(Number);
const [precision, width = '1', norm = 'plain'] = process.argv.slice(4);
/** Steps of a profile. */
const profiled = 20;

await startEngine();
const random = createRandom(0);
const trunk = createTrunk({ name: 'vgg16-gap', width: Number(width), batchNorm: norm === 'batch-norm' });
const initial = trunk.init(random);
const weight = tf.variable(randomNormal(random, [trunk.embeddingWidth, 10], 0.04));
const bias = tf.variable(tf.zeros([10]));
const all = { ...initial, 'head/kernel': weight, 'head/bias': bias };
const learnable = ([, { trainable }]) => trainable;
const parameters = Object.fromEntries(Object.entries(all).filter(learnable));
const optimiser = createOptimiser({ name: 'sgd', momentum: 0.9 });
const images = randomNormal(random, [batch, size, size, 3]);
const classes = Array.from({ length: batch }, (_, index) => index % 10);
const labels = tf.oneHot(tf.tensor1d(classes, 'int32'), 10);

createInterface({ input: process.stdin }).on('line', (line) => {
  console.log(JSON.stringify(line === 'profile' ? profile() : step()));
});

function step() {
  const start = performance.now();
  const cpu = process.cpuUsage();
  const { value, gradients } = valueAndGradients(() => {
    const maps = trunk.apply(all, images, {}, { precision, training: true });
    const logits = tf.add(tf.matMul(globalAveragePool(maps), weight), bias);
    return tf.losses.softmaxCrossEntropy(labels, logits);
  }, parameters);
  const middle = performance.now();
  optimiser.step(parameters, gradients, () => 1e-3);
  tf.dispose(gradients);
  const end = performance.now();
  const { user, system } = process.cpuUsage(cpu);
  return {
    seconds: (end - start) / 1000,
    processor: (user + system) / 1e6,
    update: (end - middle) / 1000,
    loss: value,
    memory: process.resourceUsage().maxRSS / 1024,
  };
}

/** A step's milliseconds in all, outside of the native library, and by kernel, the longest first. */
function profile() {
  const recording = profileKernels();
  for (let index = 0; index < profiled; index += 1) step();
  const { seconds, busyShare, kernels } = recording.stop();
  const aStep = (all) => (all * 1000) / profiled;
  return {
    step: aStep(seconds),
    javaScript: aStep(seconds * (1 - busyShare)),
    kernels: kernels.map(({ name, calls, seconds: own }) => ({
      name,
      calls: calls / profiled,
      milliseconds: aStep(own),
    })),
  };
}

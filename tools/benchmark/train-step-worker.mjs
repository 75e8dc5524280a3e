// Trunkline's side of the train-step benchmark: the same network and step as train_step.py, answering the same way.
import { createInterface } from 'node:readline';
import {
  convolutionStack,
  createOptimiser,
  createRandom,
  randomNormal,
  startEngine,
  tf,
  valueAndGradients,
} from '@trunkline/engine';

const size = Number(process.argv[2]);
const batch = Number(process.argv[3]);
const widths = [64, 64, 'M', 128, 128, 'M', 256, 256, 256, 'M', 512, 512, 512, 'M', 512, 512, 512, 'M'];

const engine = await startEngine();
const random = createRandom(0);
const parameters = {};
const layers = [];
let channels = 3;
for (const [index, width] of widths.entries()) {
  const name = `layer${index}`;
  if (width === 'M') {
    layers.push({ kind: 'max-pool', name });
    continue;
  }
  const deviation = Math.sqrt(2 / (1.04 * 9 * channels));
  const kernel = tf.variable(randomNormal(random, [3, 3, channels, width], deviation));
  const bias = tf.variable(tf.zeros([width]));
  parameters[`${name}/kernel`] = kernel;
  parameters[`${name}/bias`] = bias;
  layers.push({ kind: 'convolution', name, kernel, bias, negativeSlope: 0.2, trainable: true });
  channels = width;
}
const weight = tf.variable(randomNormal(random, [512, 10], 0.04));
const bias = tf.variable(tf.zeros([10]));
Object.assign(parameters, { 'head/kernel': weight, 'head/bias': bias });
const optimiser = createOptimiser({ name: 'sgd', momentum: 0.9 });
const images = randomNormal(random, [batch, size, size, 3]);
const classes = Array.from({ length: batch }, (_, index) => index % 10);
const labels = tf.oneHot(tf.tensor1d(classes, 'int32'), 10);

for await (const line of createInterface({ input: process.stdin })) {
  const start = performance.now();
  const cpu = process.cpuUsage();
  const { value, gradients } = valueAndGradients(() => {
    const maps = convolutionStack(images, layers, { differentiateInput: false });
    const logits = tf.add(tf.matMul(tf.mean(maps, [1, 2]), weight), bias);
    return tf.losses.softmaxCrossEntropy(labels, logits);
  }, parameters);
  const middle = performance.now();
  optimiser.step(parameters, gradients, () => 1e-3);
  tf.dispose(gradients);
  const end = performance.now();
  const seconds = (end - start) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  const answer = { seconds, processor: (user + system) / 1e6, update: (end - middle) / 1000, loss: value };
  console.log(JSON.stringify({ ...answer, version: engine.version, line }));
}

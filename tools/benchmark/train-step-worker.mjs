// Trunkline's side of the train-step benchmark: the same network and step as train_step.py, answering the same way.
// Usage: node train-step-worker.mjs <image size> <batch> <float32|bfloat16>
import { createInterface } from 'node:readline';
import { createTrunk, globalAveragePool } from '@trunkline/backbone';
import { createOptimiser, createRandom, randomNormal, startEngine, tf, valueAndGradients } from '@trunkline/engine';

const [size, batch] = process.argv.slice(2, 4).map(Number);
const precision = process.argv[4];

await startEngine();
const random = createRandom(0);
const trunk = createTrunk({ name: 'vgg16-gap' });
const initial = trunk.init(random);
const weight = tf.variable(randomNormal(random, [trunk.embeddingWidth, 10], 0.04));
const bias = tf.variable(tf.zeros([10]));
const parameters = { ...initial, 'head/kernel': weight, 'head/bias': bias };
const optimiser = createOptimiser({ name: 'sgd', momentum: 0.9 });
const images = randomNormal(random, [batch, size, size, 3]);
const classes = Array.from({ length: batch }, (_, index) => index % 10);
const labels = tf.oneHot(tf.tensor1d(classes, 'int32'), 10);

createInterface({ input: process.stdin }).on('line', () => {
  const start = performance.now();
  const cpu = process.cpuUsage();
  const { value, gradients } = valueAndGradients(() => {
    const maps = trunk.apply(parameters, images, {}, { precision });
    const logits = tf.add(tf.matMul(globalAveragePool(maps), weight), bias);
    return tf.losses.softmaxCrossEntropy(labels, logits);
  }, parameters);
  const middle = performance.now();
  optimiser.step(parameters, gradients, () => 1e-3);
  tf.dispose(gradients);
  const end = performance.now();
  const { user, system } = process.cpuUsage(cpu);
  const answer = {
    seconds: (end - start) / 1000,
    processor: (user + system) / 1e6,
    update: (end - middle) / 1000,
    loss: value,
    memory: process.resourceUsage().maxRSS / 1024,
  };
  console.log(JSON.stringify(answer));
});

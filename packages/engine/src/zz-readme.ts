import {
  convolutionStack,
  createOptimiser,
  createRandom,
  randomNormal,
  startEngine,
  tf,
  valueAndGradients,
} from '@trunkline/engine';

await startEngine();
const random = createRandom(0);
const kernel = tf.variable(randomNormal(random, [3, 3, 3, 8], 0.3));
const bias = tf.variable(tf.zeros([8]));
const images_BHWC = randomNormal(random, [4, 16, 16, 3]);
const optimiser = createOptimiser({ name: 'sgd', momentum: 0.9, weightDecay: 1e-4 });
const parameters = { 'backbone/conv/kernel': kernel, 'backbone/conv/bias': bias };
for (let step = 0; step < 20; step += 1) {
  const { value, gradients } = valueAndGradients(() => {
    const layer = { kind: 'convolution', name: 'conv', kernel, bias, negativeSlope: 0.2, trainable: true } as const;
    return tf.mean(tf.square(convolutionStack(images_BHWC, [layer])));
  }, parameters);
  optimiser.step(parameters, gradients, () => 0.01);
  tf.dispose(gradients);
  if (step % 5 === 0) console.log(step, value.toFixed(4));
}

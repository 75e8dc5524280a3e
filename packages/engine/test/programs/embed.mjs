// Runs two layers on one picture without a gradient and prints the engine's name and the pooled maps as JSON.
import { createRandom } from '@trunkline/system';
import { convolutionStack, randomNormal, startEngine, tf } from '../../dist/index.js';

const { name } = await startEngine();
const random = createRandom(2);
const parameters = {
  'one/kernel': randomNormal(random, [3, 3, 3, 6], 0.3),
  'one/bias': randomNormal(random, [6], 0.1),
};
const layers = [
  { kind: 'convolution', name: 'one', size: 3, channels: 6, activation: { name: 'leaky-relu', slope: 0 } },
  { kind: 'max-pool', name: 'pool', size: 2 },
];
const maps = convolutionStack(randomNormal(random, [1, 9, 9, 3]), layers, parameters);
process.stdout.write(JSON.stringify({ name, embedding: [...tf.mean(maps, [1, 2]).dataSync()] }));

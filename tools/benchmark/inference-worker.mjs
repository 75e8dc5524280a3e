// Trunkline's side of the inference benchmark. Usage: node inference-worker.mjs <image size> <batch>
import { createInterface } from 'node:readline';
import { createTrunk, globalAveragePool } from '@trunkline/backbone';
import { randomNormal, startEngine, tf } from '@trunkline/engine';
import { createRandom } from '@trunkline/system';

const [size, batch] = process.argv.slice(2).map(Number);
await startEngine();
const random = createRandom(0);
const trunk = createTrunk({ name: 'vgg16-gap' });
const parameters = trunk.init(random);
const images = randomNormal(random, [batch, size, size, 3]);

createInterface({ input: process.stdin }).on('line', () => {
  const start = performance.now();
  tf.tidy(() => globalAveragePool(trunk.apply(parameters, images)).dataSync());
  const seconds = (performance.now() - start) / 1000;
  console.log(JSON.stringify({ seconds, memory: process.resourceUsage().maxRSS / 1024 }));
});

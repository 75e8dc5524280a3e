// Seconds of one large matrix multiplication on our engine. Usage: node matmul-worker.mjs <side>
import { createInterface } from 'node:readline';
import { randomNormal, startEngine, tf } from '@trunkline/engine';
import { createRandom } from '@trunkline/system';

const size = Number(process.argv[2]);
await startEngine();
const random = createRandom(0);
const [left, right] = [randomNormal(random, [size, size]), randomNormal(random, [size, size])];
createInterface({ input: process.stdin }).on('line', () => {
  const start = performance.now();
  const product = tf.matMul(left, right);
  const seconds = (performance.now() - start) / 1000;
  product.dispose();
  console.log(JSON.stringify({ seconds }));
});

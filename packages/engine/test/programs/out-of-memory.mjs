// Asks for eight terabytes (TensorFlow waits ten seconds for memory before it gives up), then for three bytes' worth.
import { countTensors, executeOp, startEngine, tf, valueAndGradients } from '../../dist/index.js';

await startEngine();
const variables = { a: tf.variable(tf.tensor1d([1, 2])) };
const shape = tf.tensor1d([2_000_000, 1_000_000], 'int32');
const one = tf.scalar(1);
const before = countTensors();
let code;
try {
  valueAndGradients(() => {
    const attributes = { T: { type: 'float32' }, index_type: { type: 'int32' } };
    const [filled] = executeOp('Fill', attributes, [shape, one], 1);
    return tf.sum(tf.mul(filled, variables.a));
  }, variables);
} catch (error) {
  code = error.code;
}
const tensors = countTensors() - before;
const { value } = valueAndGradients(() => tf.sum(variables.a), variables);
process.stdout.write(JSON.stringify({ code, tensors, afterwards: value }));

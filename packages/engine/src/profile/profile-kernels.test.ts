import { expect, it } from 'vitest';
import { convolutionStack, profileKernels, startEngine, tf, type Tensor2D } from '../index.ts';

it('times each kernel until it is stopped, in the format that trace viewers read', async () => {
  await startEngine();
  const recording = profileKernels();
  const begun = performance.now();
  const matrix: Tensor2D = tf.ones([300, 300]);
  for (let time = 0; time < 5; time += 1) tf.matMul(matrix, matrix).dispose();
  matrix.dataSync();
  recording.span('runs', 'the product', begun, performance.now());
  const { kernels, busyShare, seconds, trace, untraced } = recording.stop();
  tf.matMul(matrix, matrix).dispose();
  const product = kernels.find(({ name }) => name.includes('MatMul'));
  expect(product?.calls).toBe(5);
  expect(kernels.map(({ name }) => name)).toContain('(read into JavaScript)');
  expect(busyShare).toBeGreaterThan(0);
  expect(busyShare).toBeLessThanOrEqual(1);
  expect(untraced).toBe(0);
  const named = trace.traceEvents.filter(({ ph }) => ph === 'M').map(({ args }) => args?.['name']);
  expect(named).toContain('runs');
  expect(named).toContain(product?.name);
  const spans = trace.traceEvents.filter(({ name, ph }) => ph === 'X' && name === product?.name);
  expect(spans).toHaveLength(5);
  for (const { ts = -1, dur = -1 } of spans) {
    expect(ts).toBeGreaterThanOrEqual(0);
    expect(ts + dur).toBeLessThanOrEqual(seconds * 1e6);
  }
});

it('sees the kernels of stacks, also where one ran before it began', async () => {
  await startEngine();
  const run = () =>
    tf.tidy(() => {
      const layers = [{ kind: 'batch-norm', name: 'norm' }];
      const [ones, zeros] = [tf.ones([3]), tf.zeros([3])];
      const parameters = { 'norm/scale': ones, 'norm/offset': zeros, 'norm/mean': zeros, 'norm/variance': ones };
      convolutionStack(tf.ones([1, 2, 2, 3]), layers, parameters);
    });
  run();
  const recording = profileKernels();
  run();
  const { kernels } = recording.stop();
  expect(kernels.find(({ name }) => name === 'FusedBatchNormV3')?.calls).toBe(1);
  expect(kernels.map(({ name }) => name)).toContain('(free)');
});

it('keeps counting when the trace is full', async () => {
  await startEngine();
  const recording = profileKernels({ longestTrace: 2 });
  const one = tf.ones([2]);
  for (let time = 0; time < 4; time += 1) tf.square(one).dispose();
  const { kernels, untraced, trace } = recording.stop();
  expect(trace.traceEvents.filter(({ ph }) => ph === 'X')).toHaveLength(2);
  expect(untraced).toBe(kernels.reduce((sum, { calls }) => sum + calls, 0) - 2);
});

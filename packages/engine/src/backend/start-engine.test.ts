import { isTrunklineError } from '@trunkline/system';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { countTensors, currentEngine, executeOp, startEngine, tf, withScope } from '../index.ts';
import { platformProblem } from './platform.ts';
import { estimateSlowdown, slowEngineNotice } from './slow-engine.ts';
import { forcedEngine } from './start-engine.ts';
import { threadCount } from './thread-count.ts';

beforeAll(async () => {
  await startEngine();
});

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('startEngine', () => {
  it('takes the native engine, says why, and answers the same a second time', async () => {
    const engine = await startEngine();
    expect(engine).toMatchObject({ name: 'tensorflow', native: true, version: '2.21.0' });
    expect(engine.reason).toMatch(/native/);
    expect(currentEngine()).toEqual(engine);
    expect(tf.getBackend()).toBe('tensorflow');
  });

  it('refuses another engine than the one that runs', async () => {
    await expect(startEngine({ engine: 'cpu' })).rejects.toThrow(/"tensorflow" runs already; "cpu" was asked for/);
  });

  it('refuses another device than the one that computes', async () => {
    const { device } = await startEngine();
    const other = device === 'cpu' ? 'gpu' : 'cpu';
    await expect(startEngine({ device: other })).rejects.toMatchObject({
      code: 'TL_ENGINE_RUNNING',
      message: `The engine "tensorflow" runs already on the ${device}; the ${other} was asked for.`,
    });
    expect(await startEngine({ device })).toMatchObject({ device });
    expect(await startEngine({ device: 'auto' })).toMatchObject({ device });
  });

  it('refuses a GPU of an engine that has none', async () => {
    vi.stubEnv('TRUNKLINE_ENGINE', 'wasm');
    await expect(startEngine({ device: 'gpu' })).rejects.toMatchObject({
      code: 'TL_BAD_OPTION',
      message: 'A GPU is asked for, and the engine "wasm" has none.',
    });
  });

  it('makes oneDNN part of the computation, which is off by default on many processors', () => {
    expect(process.env['TF_ENABLE_ONEDNN_OPTS']).toBe('1');
  });
});

describe('forcedEngine', () => {
  it('takes the option before the variable and knows the three names', () => {
    vi.stubEnv('TRUNKLINE_ENGINE', 'wasm');
    expect(forcedEngine()).toBe('wasm');
    expect(forcedEngine('cpu')).toBe('cpu');
    vi.stubEnv('TRUNKLINE_ENGINE', 'webgl');
    expect(() => forcedEngine()).toThrow(/TRUNKLINE_ENGINE is "webgl", expected one of tensorflow, wasm, cpu/);
  });
});

describe('threadCount', () => {
  it('takes the option, then the variable, then the machine', () => {
    vi.stubEnv('TRUNKLINE_THREADS', '3');
    expect(threadCount(2)).toBe(2);
    expect(threadCount()).toBe(3);
    vi.stubEnv('TRUNKLINE_THREADS', '');
    expect(threadCount()).toBeGreaterThanOrEqual(1);
    vi.stubEnv('TRUNKLINE_THREADS', 'many');
    expect(() => threadCount()).toThrow(/"many" \(TRUNKLINE_THREADS\), expected an integer ≥ 1/);
    expect(() => threadCount(0)).toThrow(/is 0, expected/);
  });
});

describe('platformProblem', () => {
  it('knows where the native engine exists', () => {
    expect(platformProblem('linux', 'x64', '2.36')).toBeUndefined();
    expect(platformProblem('linux', 'x64', '2.17')).toMatch(/2.27 or newer, and this is 2.17/);
    expect(platformProblem('linux', 'x64', null)).toMatch(/GNU C library/);
    expect(platformProblem('darwin', 'arm64', null)).toMatch(/this is darwin on arm64/);
    expect(platformProblem('win32', 'x64', null)).toMatch(/this is win32 on x64/);
    expect(platformProblem('linux', 'arm64', '2.36')).toMatch(/this is linux on arm64/);
  });
});

describe('slowEngineNotice', () => {
  it('warns with an estimate only when the work would take longer than patience lasts', () => {
    expect(slowEngineNotice({ name: 'tensorflow' }, 'training', 1e6)).toBeUndefined();
    expect(slowEngineNotice({ name: 'cpu' }, 'training', 10)).toBeUndefined();
    expect(slowEngineNotice({ name: 'cpu' }, 'training', 240)).toMatch(/about 6.7 hours, on the native one 4 min/);
    expect(slowEngineNotice({ name: 'cpu' }, 'inference', 7200)).toMatch(/about 8 days/);
    expect(slowEngineNotice({ name: 'wasm' }, 'inference', 1200)).toMatch(/about 2.0 hours/);
    expect(slowEngineNotice({ name: 'wasm' }, 'training', 1)).toMatch(/cannot train convolutions/);
    expect(estimateSlowdown('wasm', 'training')).toBe(Infinity);
  });
});

describe('executeOp', () => {
  it('runs an operation that TensorFlow.js does not have', () => {
    const [gradient] = executeOp(
      'LeakyReluGrad',
      { T: { type: 'float32' }, alpha: { float: 0.25 } },
      [tf.tensor1d([1, 1]), tf.tensor1d([-1, 1])],
      1,
    );
    expect([...(gradient?.dataSync() ?? [])]).toEqual([0.25, 1]);
  });

  it('passes TensorFlow’s message on when the inputs are wrong', () => {
    expect(() => executeOp('NoSuchOperation', {}, [], 1)).toThrow(/NoSuchOperation/);
  });
});

describe('withScope', () => {
  it('frees what was made inside, except what is returned', () => {
    const before = countTensors();
    const kept = withScope(() => tf.square(tf.add(tf.scalar(1), 2)));
    expect(countTensors()).toBe(before + 1);
    kept.dispose();
  });
});

it('errors carry a code and a hint', async () => {
  const error: unknown = await startEngine({ engine: 'wasm' }).catch((reason: unknown) => reason);
  expect(isTrunklineError(error) && error.hint).toMatch(/TRUNKLINE_ENGINE=wasm/);
});

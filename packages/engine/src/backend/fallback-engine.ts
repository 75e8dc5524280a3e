import { createRequire } from 'node:module';
import { dirname, sep } from 'node:path';
import { tf } from '../tf.ts';

/** Loads the WebAssembly backend that npm carries. Throws when it cannot. */
export async function loadWasmEngine(threads: number): Promise<void> {
  const require = createRequire(import.meta.url);
  const entry = require.resolve('@tensorflow/tfjs-backend-wasm');
  const wasm = require('@tensorflow/tfjs-backend-wasm') as typeof import('@tensorflow/tfjs-backend-wasm');
  wasm.setWasmPaths(dirname(entry) + sep);
  wasm.setThreadsCount(threads);
  if (!(await tf.setBackend('wasm'))) throw new Error('the WebAssembly module could not be started');
  await tf.ready();
}

/** Chooses the backend in plain JavaScript, without its advice to install the packages that cannot be installed. */
export async function loadPlainEngine(): Promise<void> {
  await tf.setBackend('cpu');
  await tf.ready();
  (tf.backend() as unknown as { firstUse: boolean }).firstUse = false;
}

import { createRequire } from 'node:module';
import { dlopen } from 'node:process';
import { join } from 'node:path';
import { tf } from '../tf.ts';
import { addonName } from './engine-folder.ts';
import type { NativeBackend, NativeBinding } from './native-binding.ts';

/**
 * Variables that TensorFlow reads when its library is loaded. Each is set only where the user has not set it. oneDNN is
 * off by default on processors without AVX-512, where it makes a training step three times faster.
 */
function prepareEnvironment(threads: number): void {
  process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '3';
  process.env['TF_ENABLE_ONEDNN_OPTS'] ??= '1';
  process.env['TF_NUM_INTRAOP_THREADS'] ??= String(threads);
  process.env['TF_NUM_INTEROP_THREADS'] ??= '1';
  process.env['OMP_NUM_THREADS'] ??= String(threads);
}

/** Loads the addon from an installation and makes it TensorFlow.js's backend `tensorflow`. Throws when it cannot. */
export async function loadNativeEngine(folder: string, threads: number): Promise<NativeBackend> {
  prepareEnvironment(threads);
  const require = createRequire(import.meta.url);
  const addon: { exports: unknown } = { exports: {} };
  dlopen(addon, join(folder, addonName));
  const binding = addon.exports as NativeBinding;
  require('@tensorflow/tfjs-node-gpu/dist/register_all_kernels');
  const { NodeJSKernelBackend } = require('@tensorflow/tfjs-node-gpu/dist/nodejs_kernel_backend') as {
    NodeJSKernelBackend: new (binding: NativeBinding, packageName: string) => NativeBackend;
  };
  const backend = new NodeJSKernelBackend(binding, '@tensorflow/tfjs-node-gpu');
  tf.registerBackend('tensorflow', () => backend, 3);
  await tf.setBackend('tensorflow');
  await tf.ready();
  return backend;
}

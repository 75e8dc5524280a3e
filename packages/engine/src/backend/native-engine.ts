import { createRequire } from 'node:module';
import { dlopen } from 'node:process';
import { join } from 'node:path';
import { tf } from '../tf.ts';
import type { DeviceChoice } from './device-choice.ts';
import { addonName, standardErrorName } from './engine-folder.ts';
import type { NativeBackend, NativeBinding } from './native-binding.ts';

/**
 * Variables that TensorFlow reads when its library is loaded. Each is set only where the user has not set it. oneDNN is
 * off by default on processors without AVX-512, where it makes a training step three times faster.
 */
function prepareEnvironment(threads: number, device: DeviceChoice): void {
  if (device === 'cpu') process.env['CUDA_VISIBLE_DEVICES'] = '-1';
  process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '3';
  process.env['TF_ENABLE_ONEDNN_OPTS'] ??= '1';
  process.env['TF_NUM_INTRAOP_THREADS'] ??= String(threads);
  process.env['TF_NUM_INTEROP_THREADS'] ??= '1';
  process.env['OMP_NUM_THREADS'] ??= String(threads);
}

function open<T>(path: string): T {
  const addon: { exports: unknown } = { exports: {} };
  dlopen(addon, path);
  return addon.exports as T;
}

/** What the libraries say while loading, whatever the log level, although all is well. */
const noise = [/^WARNING: All log messages before absl::InitializeLog/, /oneDNN custom operations are on/];

/** The addon; what it says while loading goes on to standard error, except the usual. */
function openQuietly(folder: string): NativeBinding {
  const standardError = open<{ capture(): void; release(): string }>(join(folder, standardErrorName));
  standardError.capture();
  try {
    return open<NativeBinding>(join(folder, addonName));
  } finally {
    const said = standardError.release().split('\n');
    const rest = said.filter((line) => !noise.some((pattern) => pattern.test(line)));
    process.stderr.write(rest.join('\n'));
  }
}

/**
 * Loads the addon from an installation and makes it TensorFlow.js's backend `tensorflow`; the device `cpu` hides every
 * card from it. Throws when it cannot.
 */
export async function loadNativeEngine(folder: string, threads: number, device: DeviceChoice): Promise<NativeBackend> {
  prepareEnvironment(threads, device);
  const require = createRequire(import.meta.url);
  const binding = openQuietly(folder);
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

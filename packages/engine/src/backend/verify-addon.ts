import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { TrunklineError } from '@trunkline/system';
import { addonName } from './engine-folder.ts';

/** Adds two numbers through the addon: the whole chain of libraries is there and works. */
const probe = `
const addon = { exports: {} };
process.dlopen(addon, process.argv[1]);
const tf = addon.exports;
const one = tf.createTensor([2], tf.TF_FLOAT, new Float32Array([1, 2]));
const [sum] = tf.executeOp('AddV2', [{ name: 'T', type: tf.TF_ATTR_TYPE, value: tf.TF_FLOAT }], [one, one], 1);
const values = tf.tensorDataSync(sum.id);
if (values[0] !== 2 || values[1] !== 4) throw new Error('1 + 1, 2 + 2 gave ' + values);
`;

/**
 * Loads the addon in a process of its own (a library that crashes takes only that one with it) and computes with it.
 * Throws `TL_ENGINE_BROKEN`.
 */
export async function verifyAddon(folder: string): Promise<void> {
  try {
    await promisify(execFile)(process.execPath, ['-e', probe, join(folder, addonName)], {
      env: { ...process.env, NODE_OPTIONS: '', TF_CPP_MIN_LOG_LEVEL: '3' },
    });
  } catch (error) {
    const output = error instanceof Error && 'stderr' in error ? String(error.stderr) : String(error);
    const telling = output.split('\n').find((line) => /error/i.test(line)) ?? output.trim().split('\n').at(-1);
    throw new TrunklineError('TL_ENGINE_BROKEN', `The addon was built but does not compute: ${telling}`, {
      hint: 'Run "npx trunkline doctor"; the wasm engine is used until this works.',
      cause: error,
    });
  }
}

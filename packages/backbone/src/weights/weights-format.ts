import { mkdtemp, open, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { explainFileError, TrunklineError, unpackZip } from '@trunkline/system';
import { readKerasH5 } from '../readers/keras-h5.ts';
import { readOnnx } from '../readers/onnx.ts';
import type { RawTensor } from '../readers/raw-tensor.ts';
import { readSafetensors } from '../readers/safetensors.ts';

/** The formats that weights are read from; `trunkline` and `pytorch` are both safetensors and differ in the names of the tensors. */
export type WeightsFormat = 'trunkline' | 'pytorch' | 'onnx' | 'keras-h5';

/** Every tensor of a weight file. */
export interface WeightsFile {
  readonly format: WeightsFormat;
  readonly tensors: Readonly<Record<string, RawTensor>>;
  readonly metadata: Readonly<Record<string, string>>;
}

/**
 * Reads a file of weights by what it is, not by what it is called: safetensors, ONNX, Keras HDF5, or an archive (wheel,
 * zip) that holds one of them. Throws `TL_WEIGHTS_INVALID`, `TL_WEIGHTS_TRUNCATED`, `TL_FILE_MISSING`, `TL_NO_PERMISSION`.
 */
export async function readWeightsFile(path: string): Promise<WeightsFile> {
  const start = await firstBytes(path);
  const text = start.toString('latin1');
  if (text.startsWith('\x89HDF')) return { format: 'keras-h5', tensors: await readKerasH5(path), metadata: {} };
  if (text.startsWith('PK')) return await readArchive(path);
  // An ONNX model opens with field 1, its IR version: 0x08, then a small number. In safetensors these are the lowest two
  // bytes of the header's length, whose highest four are 0.
  const isSafetensors = path.endsWith('.safetensors') || (start.length >= 9 && start[8] === 0x7b && start[7] === 0);
  if (!isSafetensors && (path.endsWith('.onnx') || start[0] === 0x08)) {
    return { format: 'onnx', tensors: await readOnnx(path), metadata: {} };
  }
  if (isSafetensors) {
    const { tensors, metadata } = await readSafetensors(path);
    const own = Object.keys(tensors).some((name) => name.startsWith('backbone/'));
    return { format: own ? 'trunkline' : 'pytorch', tensors, metadata };
  }
  throw new TrunklineError(
    'TL_WEIGHTS_INVALID',
    `${path} is none of the formats read here (safetensors, ONNX, Keras HDF5, or a wheel that holds one).`,
    {
      hint: 'A pickled PyTorch file can run code when opened and is not read: save its state dict with safetensors.',
      exitStatus: 2,
    },
  );
}

async function firstBytes(path: string): Promise<Buffer> {
  try {
    if ((await stat(path)).isDirectory()) {
      throw new TrunklineError('TL_WEIGHTS_INVALID', `${path} is a folder, a file of weights was expected.`, {
        hint: 'Give the file itself.',
        exitStatus: 2,
      });
    }
    const handle = await open(path, 'r');
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(16), 0, 16, 0);
      return buffer.subarray(0, bytesRead);
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw explainFileError(error, path);
  }
}

async function readArchive(path: string): Promise<WeightsFile> {
  const folder = await mkdtemp(join(tmpdir(), 'trunkline-weights-'));
  try {
    let taken = false;
    const [unpacked] = await unpackZip(path, folder, (entry) => {
      const extension = /\.(onnx|h5|safetensors)$/.exec(entry)?.[0];
      if (taken || !extension) return undefined;
      taken = true;
      return `weights${extension}`;
    });
    if (unpacked) return await readWeightsFile(unpacked);
    throw new TrunklineError('TL_WEIGHTS_INVALID', `The archive ${path} holds no .onnx, .h5 or .safetensors file.`, {
      hint: 'A pickled PyTorch file (.pt, .pth) is not read: save its state dict with safetensors.',
      exitStatus: 2,
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

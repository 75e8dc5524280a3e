import { open, stat } from 'node:fs/promises';
import { explainFileError, headBytes, isTrunklineError, TrunklineError, whatFileIs } from '@trunkline/system';
import { readKerasH5 } from '../readers/keras-h5.ts';
import { kerasLayers, type KerasLayer } from '../readers/keras-layers.ts';
import type { OnnxGraph } from '../readers/onnx-graph.ts';
import { readOnnx } from '../readers/onnx.ts';
import type { RawTensor } from '../readers/raw-tensor.ts';
import { readSafetensors } from '../readers/safetensors.ts';
import { pickleHint, readFromArchive } from './weights-archive.ts';

/** The formats that weights are read from; `trunkline` and `pytorch` are both safetensors and differ in the names of the tensors. */
export type WeightsFormat = 'trunkline' | 'pytorch' | 'onnx' | 'keras-h5';

/** Every tensor of a weight file. */
export interface WeightsFile {
  readonly format: WeightsFormat;
  readonly tensors: Readonly<Record<string, RawTensor>>;
  readonly metadata: Readonly<Record<string, string>>;
  /** What the nodes of an ONNX model say. */
  readonly graph?: OnnxGraph;
  /** The layers of a Keras model in order, where it lists them. */
  readonly layers?: readonly KerasLayer[] | undefined;
}

/**
 * Reads a file of weights by what it is, not by what it is called: safetensors, ONNX, Keras HDF5, or an archive (wheel,
 * zip, `.keras`) that holds one of them. Throws `TL_WEIGHTS_INVALID`, `TL_WEIGHTS_TRUNCATED`, `TL_FILE_MISSING`,
 * `TL_NO_PERMISSION`.
 */
export async function readWeightsFile(path: string): Promise<WeightsFile> {
  const start = await firstBytes(path);
  const text = start.toString('latin1');
  if (text.startsWith('\x89HDF')) return { format: 'keras-h5', ...(await readKerasH5(path)), metadata: {} };
  if (text.startsWith('PK')) return await readFromArchive(path, async (...found) => await readUnpacked(path, ...found));
  // In safetensors the length of the header comes first, of which the highest two bytes are 0; then the header begins.
  const isSafetensors = start.length >= 9 && start[8] === 0x7b && start[6] === 0 && start[7] === 0;
  if (!isSafetensors && start[0] === 0x80 && (start[1] ?? 9) <= 5) {
    throw invalid(path, 'is a pickled PyTorch file', pickleHint);
  }
  const kind = isSafetensors ? undefined : whatFileIs(start);
  if (kind) throw invalid(path, `is ${kind.what}; weights were expected`, kind.hint ?? 'Give a file of weights.');
  if (isSafetensors || path.endsWith('.safetensors')) {
    const { tensors, metadata } = await readSafetensors(path);
    const own = Object.keys(tensors).some((name) => name.startsWith('backbone/'));
    return { format: own ? 'trunkline' : 'pytorch', tensors, metadata };
  }
  // An ONNX model opens with field 1, its IR version: 0x08, then a small number.
  if (path.endsWith('.onnx') || start[0] === 0x08) return { format: 'onnx', ...(await readOnnx(path)), metadata: {} };
  throw invalid(
    path,
    'is none of the formats read here (safetensors, ONNX, Keras HDF5 and .keras, or a wheel or zip that holds one)',
    pickleHint,
  );
}

function invalid(path: string, what: string, hint: string): TrunklineError {
  return new TrunklineError('TL_WEIGHTS_INVALID', `${path} ${what}.`, { hint, exitStatus: 2 });
}

/** Errors name the archive, and not the file in a folder that is gone. */
async function readUnpacked(archive: string, unpacked: string, configuration?: string): Promise<WeightsFile> {
  try {
    if ((await firstBytes(unpacked)).toString('latin1').startsWith('PK')) {
      throw invalid(archive, 'holds another archive', 'Unpack it and give the file of weights.');
    }
    const file = await readWeightsFile(unpacked);
    const layers = configuration === undefined ? undefined : kerasLayers(configuration);
    return layers && file.format === 'keras-h5' ? { ...file, layers } : file;
  } catch (error) {
    if (!isTrunklineError(error)) throw error;
    throw new TrunklineError(error.code, error.message.replaceAll(unpacked, `What is in ${archive}`), {
      ...(error.hint !== undefined && { hint: error.hint }),
      exitStatus: error.exitStatus,
      cause: error,
    });
  }
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
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(headBytes), 0, headBytes, 0);
      return buffer.subarray(0, bytesRead);
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw explainFileError(error, path);
  }
}

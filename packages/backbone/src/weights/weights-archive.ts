import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { isTrunklineError, TrunklineError, unpackZip } from '@trunkline/system';

/** What an entry of an archive is to somebody who looks for weights. */
type EntryKind = 'weights' | 'pickle' | 'none';

/** What to do with a pickled file of PyTorch. */
export const pickleHint =
  'A pickled PyTorch file can run code when opened and is not read. Save its state dict with safetensors: ' +
  'python -c "import torch; from safetensors.torch import save_file; ' +
  "save_file(torch.load('model.pth', weights_only=True), 'model.safetensors')\"";

/**
 * Unpacks the one file of weights in an archive (a wheel, a zip, Keras's `.keras`) into a folder that is removed afterwards,
 * and gives its path to `read`, with Keras's `config.json` where there is one. Throws `TL_WEIGHTS_INVALID` where there is none, or more than one, or the archive is damaged
 * or unsafe; `TL_DISK_FULL`, `TL_NO_PERMISSION`.
 */
export async function readFromArchive<Result>(
  path: string,
  read: (unpacked: string, configuration: string | undefined) => Promise<Result>,
): Promise<Result> {
  const invalid = (what: string, hint: string, cause?: unknown): TrunklineError =>
    new TrunklineError('TL_WEIGHTS_INVALID', what, { hint, exitStatus: 2, cause });
  const folder = await mkdtemp(join(tmpdir(), 'trunkline-weights-'));
  try {
    const found: string[] = [];
    let pickled = false;
    let configured = false;
    let unpacked: readonly string[];
    try {
      unpacked = await unpackZip(path, folder, (entry) => {
        const kind = entryKind(entry);
        if (kind === 'pickle') pickled = true;
        if (entry === 'config.json' && !configured) {
          configured = true;
          return entry;
        }
        if (kind !== 'weights') return undefined;
        found.push(entry);
        return found.length > 1 ? undefined : `weights${/\.\w+$/.exec(entry)?.[0]}`;
      });
    } catch (error) {
      if (isTrunklineError(error) && error.code !== 'TL_ARCHIVE_UNSAFE') throw error;
      const what = error instanceof Error ? error.message.split('\n')[0]?.replace(/\.$/, '') : String(error);
      throw invalid(
        `${path} is not a usable archive: ${what}.`,
        'Fetch it again from a source you trust, or unpack it and give the file of weights.',
        error,
      );
    }
    if (found.length > 1) {
      throw invalid(
        `The archive ${path} holds ${found.length} files of weights (${found.slice(0, 4).join(', ')}); one was expected.`,
        'Unpack it and give the file that you mean.',
      );
    }
    const one = unpacked.find((file) => basename(file) !== 'config.json');
    if (one !== undefined) {
      return await read(one, configured ? await readFile(join(folder, 'config.json'), 'utf8') : undefined);
    }
    if (pickled) throw invalid(`${path} is a PyTorch checkpoint (a pickle in a zip archive).`, pickleHint);
    throw invalid(
      `The archive ${path} holds no .onnx, .h5 or .safetensors file.`,
      'Give a file of weights, or an archive with one.',
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function entryKind(entry: string): EntryKind {
  if (entry.includes('__MACOSX/') || basename(entry).startsWith('._')) return 'none';
  if (/\.(?:onnx|h5|hdf5|safetensors)$/i.test(entry)) return 'weights';
  return /(?:^|\/)data\.pkl$|\.(?:pkl|pth|pt)$/.test(entry) ? 'pickle' : 'none';
}

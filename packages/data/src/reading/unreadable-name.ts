import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { TrunklineError } from '@trunkline/system';

/**
 * Why a name in `folder` that Node shows with replacement characters cannot be used: its bytes are no UTF-8. Undefined
 * where the name really has such a character.
 */
export async function refuseName(folder: string, name: string): Promise<TrunklineError | undefined> {
  const entries = await readdir(folder, { encoding: 'buffer' });
  if (entries.some((bytes) => bytes.equals(Buffer.from(name)))) return undefined;
  const bytes = entries.find((one) => one.toString('utf8') === name);
  const escaped = (bytes ?? Buffer.from(name))
    .toString('latin1')
    .replace(/[^\x20-\x7e]/g, (character) => `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`);
  const guess =
    bytes === undefined ? '' : ` (as Windows-1252: ${JSON.stringify(new TextDecoder('windows-1252').decode(bytes))})`;
  return new TrunklineError('TL_NAME_NOT_UTF8', `${join(folder, escaped)}: the name is not UTF-8${guess}.`, {
    exitStatus: 2,
    hint: `Rename it; for all names below: convmv -r -f windows-1252 -t utf-8 --notest ${JSON.stringify(folder)}. onCorrupt: 'skip' leaves such names out.`,
  });
}

import { cacheFolder, isTrunklineError, readStored, writeFileAtomic, type StoredSchema } from '@trunkline/system';
import { decodeImage, decodePolicy, mapConcurrently } from './decode.ts';
import type { FileIndexProgress } from './file-index.ts';

/** A picture that cannot be used, and why. */
export interface SkippedPicture {
  readonly id: string;
  readonly reason: string;
}

type Entry = readonly [place: number, picture: SkippedPicture];

const memorySchema: StoredSchema<readonly Entry[]> = {
  safeParse(value) {
    if (Array.isArray(value) && value.every(isEntry)) return { success: true, data: value };
    return { success: false, error: { issues: [] } };
  },
};

function isEntry(value: unknown): value is Entry {
  if (!Array.isArray(value)) return false;
  const [place, picture] = value as readonly unknown[];
  if (!Number.isSafeInteger(place) || typeof picture !== 'object' || picture === null) return false;
  const { id, reason } = picture as Partial<SkippedPicture>;
  return typeof id === 'string' && typeof reason === 'string';
}

const unusable = ['TL_IMAGE_CORRUPT', 'TL_IMAGE_KIND', 'TL_IMAGE_TOO_LARGE', 'TL_IMAGE_TOO_SMALL'];

/**
 * Decodes every picture once and returns those that cannot be used, by place. The answer is remembered under `digest`
 * (of the pictures' contents), so the next call reads none of them.
 */
export async function findCorrupt(
  digest: string,
  paths: readonly string[],
  ids: readonly string[],
  onProgress?: FileIndexProgress,
): Promise<ReadonlyMap<number, SkippedPicture>> {
  const memoryPath = cacheFolder('index', `${digest.slice(0, 32)}-${decodePolicy}.corrupt.json`);
  const remembered = await readStored(memoryPath, memorySchema);
  if (remembered.state === 'whole') return new Map(remembered.value);
  let done = 0;
  const found = new Map<number, SkippedPicture>();
  await mapConcurrently(paths, async (path, place) => {
    const id = ids[place] as string;
    try {
      await decodeImage(path, { height: 8, width: 8 }, id);
    } catch (error) {
      if (!isTrunklineError(error) || !unusable.includes(error.code)) throw error;
      found.set(place, { id, reason: error.message });
    }
    done += 1;
    if (done % 200 === 0) onProgress?.({ done, total: paths.length, note: 'checking pictures' });
  });
  const entries = [...found].sort(([a], [b]) => a - b);
  await writeFileAtomic(memoryPath, JSON.stringify(entries)).catch(() => undefined); // only costs the next check some time
  return new Map(entries);
}

import { join } from 'node:path';
import { checkSize } from './check-size.ts';
import { contentsOfFiles } from './contents.ts';
import { decodeImage, decodePolicy, mapConcurrently, type DecodeLimits } from './decode.ts';
import type { ImageSize } from '../images/images.ts';
import { openPixelCache, type PixelCache } from './pixel-cache.ts';
import type { PixelSource } from './pixel-source.ts';
import { unchangedFiles } from './unchanged-files.ts';

/** Picture files in a fixed order. */
export interface FileSourceOptions {
  /** SHA-256 of the files' contents, in this order. */
  readonly digest: string;
  /** SHA-256 of each file, where they are known: files of equal content then stay on one side of a split. */
  readonly hashes?: readonly string[];
  /** Where relative paths start. Default: the working folder. */
  readonly root?: string;
  readonly paths: readonly string[];
  /** What messages call each file. Default: its path, with the root. */
  readonly names?: readonly string[];
  readonly limits?: DecodeLimits;
  /** When {@link hashes} were made: a file that changes before it is decoded is refused then (`TL_DATA_CHANGED`). */
  readonly lookedAt?: number;
}

/** Decoded pictures that are written to the cache together (a write costs as much for many as for one), and most bytes of them. */
const keptAtOnce = { pictures: 64, bytes: 64 * 2 ** 20 };

/** A source over picture files; what is decoded once at a size is not decoded again, in this process or the next. */
export function createFileSource({
  digest,
  hashes,
  lookedAt,
  root,
  paths,
  names,
  limits = {},
}: FileSourceOptions): PixelSource {
  const contents_N = hashes && contentsOfFiles(hashes);
  const checkUnchanged = contents_N && lookedAt !== undefined ? unchangedFiles(contents_N, lookedAt) : undefined;
  const caches = new Map<string, PixelCache>();
  // joined when a file is read: a million whole paths would take more memory than what they lead to
  const pathOf = (index: number): string =>
    root === undefined ? (paths[index] as string) : join(root, paths[index] as string);
  const cacheOf = ({ height, width }: ImageSize): PixelCache => {
    const key = `${digest.slice(0, 32)}-${height}x${width}-${decodePolicy}`;
    let cache = caches.get(key);
    if (!cache) caches.set(key, (cache = openPixelCache(key, paths.length, height * width * 3)));
    return cache;
  };
  return {
    count: paths.length,
    digest,
    contents: () => contents_N,
    async read(indices, size) {
      checkSize(size);
      const cache = cacheOf(size);
      const bytes = size.height * size.width * 3;
      const output = new Uint8Array(indices.length * bytes);
      const atOnce = Math.max(1, Math.min(keptAtOnce.pictures, Math.floor(keptAtOnce.bytes / bytes)));
      let decoded = new Map<number, Uint8Array>();
      const keep = async (): Promise<void> => {
        const kept = decoded;
        decoded = new Map();
        await cache.set(kept);
      };
      try {
        await mapConcurrently([...indices], async (index, place) => {
          let pixels = decoded.get(index) ?? (await cache.get(index));
          if (!pixels) {
            const path = pathOf(index);
            await checkUnchanged?.(index, path, names?.[index] ?? path);
            pixels = await decodeImage(path, size, names?.[index] ?? path, limits);
            decoded.set(index, pixels);
            if (decoded.size >= atOnce) await keep();
          }
          output.set(pixels, place * bytes);
        });
      } finally {
        await keep();
      }
      return output;
    },
  };
}

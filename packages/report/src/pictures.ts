import { readFile } from 'node:fs/promises';
import { isAbsolute, relative, resolve } from 'node:path';
import sharp from 'sharp';

const longestSide = 160;

/**
 * A picture of a run as a data address: WebP, at most 160 px a side, so that a report stays small. Undefined when the
 * file is missing, damaged, or outside the run's folder.
 */
export async function inlinePicture(folder: string, path: string): Promise<string | undefined> {
  const absolute = resolve(folder, path);
  const inside = relative(folder, absolute);
  if (inside.startsWith('..') || isAbsolute(inside)) return undefined;
  try {
    const picture = await sharp(await readFile(absolute), { limitInputPixels: 64_000_000 })
      .resize({ width: longestSide, height: longestSide, fit: 'inside', withoutEnlargement: true })
      .webp({ quality: 82 })
      .toBuffer();
    return `data:image/webp;base64,${picture.toString('base64')}`;
  } catch {
    return undefined; // the page shows a placeholder that names the file
  }
}

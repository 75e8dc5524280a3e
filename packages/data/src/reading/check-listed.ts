import { statSync } from 'node:fs';
import { join } from 'node:path';
import { TrunklineError } from '@trunkline/system';
import type { PictureList } from './image-folder.ts';

/**
 * Looks at every file of a manifest: it is there, it is a file, and no other line names the same by a link or in other
 * letters on a disk that takes them for the same. Throws `TL_CSV_ROW`, naming the line; does nothing for folders.
 */
export function checkListed({ root, paths, lines }: PictureList): void {
  if (!lines) return;
  const at = (place: number): string => `${lines.file}, line ${lines.line_N[place] as number}`;
  const bad = (place: number, why: string, hint: string): TrunklineError =>
    new TrunklineError('TL_CSV_ROW', `${at(place)}: ${JSON.stringify(paths[place])} ${why}`, { exitStatus: 2, hint });
  const seen = new Map<string, number>();
  for (const [place, path] of paths.entries()) {
    const entry = statSync(join(root, path), { throwIfNoEntry: false, bigint: true });
    if (!entry) {
      throw bad(
        place,
        `does not exist below ${root}.`,
        'Correct the path; paths start at the folder of the table, or at root.',
      );
    }
    if (entry.isDirectory()) throw bad(place, 'is a folder.', 'List each picture of it in a line of its own.');
    if (!entry.isFile()) throw bad(place, 'is no file (a pipe, a device or a socket).', 'List files only.');
    if (entry.ino === 0n) continue;
    const key = `${entry.dev}/${entry.ino}`;
    const before = seen.get(key);
    if (before !== undefined) {
      throw bad(
        place,
        `is listed twice: line ${lines.line_N[before] as number} names the same file as ${JSON.stringify(paths[before])}.`,
        'Keep one of the two lines.',
      );
    }
    seen.set(key, place);
  }
}

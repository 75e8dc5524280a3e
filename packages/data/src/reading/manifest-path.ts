import { existsSync, realpathSync } from 'node:fs';
import { isAbsolute, join, posix, relative, resolve, sep } from 'node:path';
import { insideRoot } from '../pixels/file-index.ts';

/** Makes of what a manifest calls a picture its one path below the root, with `/` and without `.` and `..`. */
export type PathReader = (path: string) => string;

/**
 * A reader of the paths of a manifest below `root`: absolute ones become relative, backslashes of Windows become slashes
 * (unless a file has them in its name), `./a` and `b/../a` become `a`. It throws `Error` for what is no path of this
 * machine, and `TL_PATH_ESCAPES_ROOT`.
 */
export function pathReader(root: string): PathReader {
  const base = resolve(root);
  const real = existsSync(base) ? realpathSync(base) : base;
  return (given) => {
    if (/^[a-z][a-z\d+.-]+:\/\//i.test(given)) {
      throw new Error(`${JSON.stringify(given)} is an address; download the picture, and give its path below ${base}.`);
    }
    const windows = given.includes('\\') && !existsSync(join(base, given));
    const path = windows ? given.replaceAll('\\', '/') : given;
    if (sep === '/' && (/^[a-z]:\//i.test(path) || (windows && path.startsWith('//')))) {
      throw new Error(`${JSON.stringify(given)} is an absolute path of Windows; give it as it starts below ${base}.`);
    }
    if (
      !path.includes('..') &&
      !path.includes('./') &&
      !path.includes('//') &&
      !path.startsWith('/') &&
      !path.includes('\0') &&
      !isAbsolute(path)
    ) {
      return path.replace(/\/$/, '');
    }
    const full = isAbsolute(path) && !path.includes('\0') ? resolve(path) : insideRoot(base, path);
    const way =
      full === real || full.startsWith(real + sep) ? relative(real, full) : relative(base, insideRoot(base, full));
    return posix.normalize(way.split(sep).join('/'));
  };
}

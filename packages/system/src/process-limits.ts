import { readFileSync } from 'node:fs';

/** What the shell's `ulimit` bounds, as Linux calls it. */
export type ProcessLimit = 'Max file size' | 'Max address space';

/** The limit of this process in bytes; `undefined` where there is none or it is not known. */
export function processLimit(name: ProcessLimit): number | undefined {
  try {
    const line = readFileSync('/proc/self/limits', 'utf8')
      .split('\n')
      .find((one) => one.startsWith(`${name} `));
    const [soft] = line?.slice(name.length).trim().split(/\s+/) ?? [];
    return soft !== undefined && /^\d+$/.test(soft) ? Number(soft) : undefined;
  } catch {
    return undefined;
  }
}

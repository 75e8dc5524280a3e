import { isAbsolute, relative, resolve, sep } from 'node:path';
import type { EngineInfo } from '@trunkline/engine';
import { notice } from '../output/notice.ts';
import { shellWord } from '../output/shell-word.ts';
import { withoutSecrets } from '../output/without-secrets.ts';

/** The folder of a new invocation, or of the one to go on with: `''` and `latest` stand for the newest unfinished. */
export async function chooseFolder(
  args: { readonly resume?: string | undefined; readonly folder: string },
  { name, smoke }: { readonly name: string; readonly smoke: boolean },
): Promise<string> {
  const { newInvocationFolder, resumedInvocationFolder } = await import('@trunkline/training');
  if (args.resume === undefined) return newInvocationFolder(args.folder, name);
  // `mine/2026…` as other commands take it is the same as 2026…
  const given = args.resume.startsWith(`${name}/`) ? args.resume.slice(name.length + 1) : args.resume;
  return await resumedInvocationFolder({ root: args.folder, experiment: name, smoke, given });
}

/** Warns of an experiment that is a program and lies outside of the folders `experiments` below the working folder. */
export function tellProgramFromElsewhere(path: string): void {
  if (path.endsWith('.json')) return;
  const way = relative(process.cwd(), path);
  if (way.startsWith(`..${sep}`) || isAbsolute(way) || !way.split(sep).includes('experiments')) {
    notice(`note: ${path} is a program and runs with all your rights; a .json experiment is only data.`);
  }
}

/** What computes, in one line. */
export function engineLine(engine: Pick<EngineInfo, 'name' | 'version' | 'device' | 'threads' | 'reason'>): string {
  return `Engine: ${engine.name} ${engine.version} on the ${engine.device}, ${engine.threads} threads: ${engine.reason}`;
}

/** What was typed, for the records; values with blanks quoted, secrets in addresses removed. */
export function commandOf(argv: readonly string[]): string {
  return withoutSecrets(['trunkline', ...argv.map(shellWord)].join(' '));
}

/** Options that say where and how a run is carried out, not what it is: with a value, and without. */
const besideTheRun = {
  valued: ['workers', 'folder', 'checkpoint-seconds'],
  plain: ['json', 'profile', 'report', 'no-report', 'tracking', 'no-tracking', 'dry-run'],
} as const;

/** What to type to do the same again, from what was typed: without `--resume` and what does not belong to the run. */
export function repeatCommand(argv: readonly string[], resume: string | undefined): string {
  const kept = argv.filter((word, index) => {
    const [, name] = /^--([a-z-]+)/.exec(word) ?? [];
    const before = /^--([a-z-]+)$/.exec(argv[index - 1] ?? '')?.[1] ?? '';
    if (besideTheRun.valued.some((one) => one === name || one === before)) return false;
    if (name === 'resume' || (before === 'resume' && word === resume)) return false;
    return !besideTheRun.plain.some((one) => one === name);
  });
  return commandOf(kept);
}

/** What to type to go on with the invocation in `folder`: what was typed now, with its name behind `--resume`. */
export function resumeCommand(name: string, resume: string | undefined, folder: string): string {
  const kept = process.argv.slice(3).filter((word, index, all) => {
    const before = all[index - 1];
    return !word.startsWith('--resume') && !(before === '--resume' && word === resume);
  });
  return `${commandOf([name, ...kept])} --resume ${folder.split(/[\\/]/).at(-1)}`;
}

/** A path as a person reads it best: relative where it lies below the working folder. */
export function shown(path: string): string {
  const way = relative(process.cwd(), resolve(path));
  return way.startsWith('..') ? resolve(path) : way;
}

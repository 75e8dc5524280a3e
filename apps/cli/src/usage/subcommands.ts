import { commandNames } from '../commands/index.ts';

/** Names of the commands in the block "Commands:" of the help of `trunkline <path…>`; the examples look alike and are none. */
export function subcommandsIn(help: string, path: readonly string[]): string[] {
  if (path.length === 0) return [...commandNames];
  const prefix = ['trunkline', ...path].join(' ');
  const listed = /^Commands:\n((?: .*\n?)*)/m.exec(help)?.[1] ?? '';
  return [...listed.matchAll(new RegExp(`^  ${prefix} ([a-z-]+)`, 'gm'))].map((match) => match[1] ?? '');
}

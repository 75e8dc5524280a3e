import { dirname, relative, resolve } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { TrunklineError } from '@trunkline/system';
import { notice } from '../output/notice.ts';
import { printRows } from '../output/print-rows.ts';
import { counted, duration, readableBytes } from '../output/readable.ts';
import { bytesIn, isInUse, removable, removeAll, type Removal } from '../runs/clean-runs.ts';
import { invocationFolder } from '../runs/run-folders.ts';

/** `trunkline runs`. */
export async function handleRuns(args: {
  readonly experiment?: string | undefined;
  readonly folder: string;
  readonly json: boolean;
}): Promise<void> {
  const { latestInvocation, listInvocations } = await import('@trunkline/training');
  const found = await listInvocations(args.folder, args.experiment);
  const rows = await Promise.all(
    found.map(async ({ experiment, invocation, folder, state, rows: count, startedAt }) => {
      const latest = await latestInvocation(dirname(folder));
      const seconds = Math.max(0, (Date.now() - Date.parse(startedAt)) / 1000);
      const bytes = await bytesIn(folder);
      const isLatest = latest === invocation;
      if (args.json) return { experiment, invocation, state, rows: count, bytes, startedAt, latest: isLatest, folder };
      const size = readableBytes(bytes);
      return { experiment, invocation, state, rows: count, size, age: age(seconds), latest: isLatest ? 'latest' : '' };
    }),
  );
  if (rows.length === 0 && !args.json) {
    const of = args.experiment === undefined ? '' : ` of ${args.experiment}`;
    process.stdout.write(`there is no run${of} in ${args.folder}\n`);
    return;
  }
  await printRows(rows, ['experiment', 'invocation', 'state', 'rows', 'size', 'age', 'latest'], args.json);
}

function age(seconds: number): string {
  return seconds < 172_800 ? duration(seconds) : `${Math.floor(seconds / 86_400)} days`;
}

/** Arguments that all that removes has. */
interface RemovingArguments {
  readonly folder: string;
  readonly yes: boolean;
  readonly json: boolean;
}

/** `trunkline runs rm`. */
export async function handleRunsRemove(args: RemovingArguments & { readonly runs: readonly string[] }): Promise<void> {
  const { listInvocations } = await import('@trunkline/training');
  const root = resolve(args.folder);
  const known = await listInvocations(root);
  const removals = await Promise.all(
    args.runs.map(async (given) => {
      const folder = await invocationFolder(given, args.folder);
      const entry = known.find((one) => resolve(one.folder) === folder);
      const last = given.split(/[\\/]/).findLast((part) => part !== '' && part !== '.') ?? '';
      if (entry === undefined || (last !== 'latest' && !entry.invocation.startsWith(last))) throw unnamed(given, root);
      if (await isInUse(folder)) {
        throw new TrunklineError('TL_RUN_IN_USE', `${folder} is being written to.`, {
          hint: 'Wait until it ends, or stop it with Ctrl-C.',
          exitStatus: 2,
        });
      }
      return { path: folder, why: entry.state, bytes: await bytesIn(folder) };
    }),
  );
  await removeAfterAsking([...new Map(removals.map((one) => [one.path, one])).values()], root, args);
}

function unnamed(given: string, root: string): TrunklineError {
  return new TrunklineError('TL_RUN_REFERENCE', `"${given}" names no single invocation in ${root}.`, {
    hint: 'Name the invocation, mine/20260131-100000-ab12 or the beginning of it; `trunkline runs` lists them.',
    exitStatus: 2,
  });
}

/** `trunkline runs gc`. */
export async function handleRunsCollect(args: RemovingArguments & { readonly olderThan: number }): Promise<void> {
  const { listInvocations } = await import('@trunkline/training');
  const root = resolve(args.folder);
  await removeAfterAsking(await removable(await listInvocations(root), args.olderThan), root, args);
}

/** Lists what would go; removes it after `--yes`, or a yes on a terminal. */
async function removeAfterAsking(removals: readonly Removal[], root: string, args: RemovingArguments): Promise<void> {
  const shown = removals.map(({ path, why, bytes }) => ({
    path: relative('.', path),
    why,
    size: readableBytes(bytes),
  }));
  const bytes = removals.reduce((sum, one) => sum + one.bytes, 0);
  const doesRemove = removals.length > 0 && (args.yes || (!args.json && (await isWanted(shown, bytes))));
  const removed = doesRemove ? await removeAll(removals, root) : [];
  if (doesRemove && removed.length < removals.length) {
    notice(`${counted(removals.length - removed.length, 'folder')} of these are in use by now, and stay.`);
  }
  if (args.json) {
    process.stdout.write(`${JSON.stringify({ removed: doesRemove, bytes, removals }, undefined, 2)}\n`);
    return;
  }
  if (removals.length === 0) process.stdout.write('there is nothing to remove\n');
  else if (doesRemove) {
    if (args.yes) await printRows(shown, ['path', 'why', 'size'], false);
    process.stdout.write(
      `removed ${counted(removed.length, 'folder')}, ${readableBytes(removed.reduce((sum, one) => sum + one.bytes, 0))}\n`,
    );
  } else notice('Nothing is removed. Add --yes to remove all of these.');
}

async function isWanted(shown: readonly Readonly<Record<string, unknown>>[], bytes: number): Promise<boolean> {
  await printRows(shown, ['path', 'why', 'size'], false);
  if (!process.stdin.isTTY || !process.stdout.isTTY) return false;
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return /^y(es)?$/i.test((await terminal.question(`Remove all of these, ${readableBytes(bytes)}? [y/N] `)).trim());
  } finally {
    terminal.close();
  }
}

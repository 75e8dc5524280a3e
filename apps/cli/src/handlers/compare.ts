import { invocationFolder } from '../runs/run-folders.ts';
import { terminalColumns } from '../output/terminal-columns.ts';

/** `trunkline compare`. */
export async function handleCompare(args: {
  readonly runs: readonly string[];
  readonly folder: string;
  readonly format: 'table' | 'markdown' | 'csv' | 'json';
  readonly json: boolean;
  readonly csv: boolean;
  readonly markdown: boolean;
}): Promise<void> {
  const format = args.json ? 'json' : args.csv ? 'csv' : args.markdown ? 'markdown' : args.format;
  // `runs/mine/*` names the latest one twice: by itself and by the file `latest`
  const folders = new Set(await Promise.all(args.runs.map((run) => invocationFolder(run, args.folder))));
  const { compareSummaries, readSummary } = await import('@trunkline/report');
  const summaries = await Promise.all([...folders].map((folder) => readSummary(folder)));
  if (format === 'json') {
    const rows = summaries.flatMap(({ experiment, invocation, methods }) =>
      methods.map((row) => ({ experiment, invocation, ...row })),
    );
    process.stdout.write(`${JSON.stringify(rows, undefined, 2)}\n`);
    return;
  }
  const width = process.stdout.isTTY ? { width: terminalColumns(process.stdout) } : {};
  const text = compareSummaries(summaries, format, width);
  process.stdout.write(text.endsWith('\n') ? text : `${text}\n`);
}

import { TrunklineError } from '@trunkline/system';
import { allInvocations, invocationFolder } from '../runs/run-folders.ts';
import { counted } from '../output/readable.ts';
import { withoutSecrets } from '../output/without-secrets.ts';

/** `trunkline sync`. */
export async function handleSync(args: {
  readonly runs?: readonly string[] | undefined;
  readonly folder: string;
  readonly json: boolean;
}): Promise<void> {
  const { syncFolder } = await import('@trunkline/tracking');
  const folders =
    args.runs === undefined || args.runs.length === 0
      ? await allInvocations(args.folder)
      : await Promise.all(args.runs.map((run) => invocationFolder(run, args.folder)));
  let pending = 0;
  let reason = '';
  for (const folder of folders) {
    const report = await syncFolder(folder);
    pending += report.pending;
    reason = report.reason ?? reason;
    if (args.json) process.stdout.write(`${JSON.stringify({ folder, ...report })}\n`);
    else {
      const refused = report.rejected > 0 ? `, ${report.rejected} refused by the server` : '';
      process.stdout.write(`${folder}: ${counted(report.sent, 'record')} sent, ${report.pending} pending${refused}\n`);
    }
  }
  if (!args.json && folders.length === 0) process.stdout.write(`there is no run in ${args.folder}\n`);
  if (pending > 0) {
    throw new TrunklineError(
      'TL_SYNC_INCOMPLETE',
      withoutSecrets(`${counted(pending, 'record')} could not be sent: ${reason}`),
      {
        hint: 'Check the server and run trunkline sync again: what was sent is not sent twice.',
      },
    );
  }
}

import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { lockHolder, takeProcessLock, TrunklineError } from '@trunkline/system';
import { journalPaths } from './journal.ts';
import { type BackOff, backOffMilliseconds, defaultBackOff } from './mlflow/back-off.ts';
import { readConnection } from './mlflow/connection.ts';
import { RestClient, retriesOf } from './mlflow/rest-client.ts';
import { Experiments } from './mlflow/experiments.ts';
import { JournalsSender } from './mlflow/journals-sender.ts';
import { ServerTrouble } from './mlflow/server-trouble.ts';
import { reportTrouble } from './mlflow/trouble-report.ts';
import { patienceOf } from './patience.ts';
import { createScrub } from './scrub.ts';

/** Options of {@link syncFolder}. */
export interface SyncOptions {
  /** Default: `process.env`. */
  readonly environment?: NodeJS.ProcessEnv;
  /** Default: standard error. */
  readonly onNotice?: (line: string) => void;
  /** Records sent so far, of those that were pending. */
  readonly onProgress?: (sent: number, total: number) => void;
  /** How long to go on when the server takes nothing. Default: `TRUNKLINE_MLFLOW_PATIENCE` seconds, else 20 s. */
  readonly patienceMilliseconds?: number;
  readonly backOff?: BackOff;
}

/** What {@link syncFolder} did. */
export interface SyncReport {
  /** Journal records sent now. */
  readonly sent: number;
  /** Journal records still to send; not 0 only when `reason` says why. */
  readonly pending: number;
  /** The server's address, without credentials. */
  readonly sentTo: string;
  /** Parts that the server refuses for good; they stay in the journal. */
  readonly rejected: number;
  readonly reason?: string;
}

/**
 * Brings what is pending in the journals of a folder, and of all folders below it, to the server that `MLFLOW_TRACKING_URI` names. Interrupted and
 * repeated calls send nothing twice. Throws `TL_MLFLOW_NOT_SET`, `TL_JOURNAL_MISSING`, `TL_LOCKED` (another process is
 * sending this folder), `TL_MLFLOW_UNAUTHORISED`, `TL_MLFLOW_UNEXPECTED`; a server that is down is not an error but
 * a report with `pending` records.
 */
export async function syncFolder(folder: string, options: SyncOptions = {}): Promise<SyncReport> {
  const environment = options.environment ?? process.env;
  const scrub = createScrub(environment);
  const onNotice = options.onNotice ?? ((line: string) => void process.stderr.write(`${line}\n`));
  const connection = readConnection(environment);
  if (!connection) {
    throw new TrunklineError('TL_MLFLOW_NOT_SET', 'There is no server to send to: MLFLOW_TRACKING_URI is not set.', {
      hint: 'Start a server with "trunkline mlflow up", which prints the address to set.',
      exitStatus: 2,
    });
  }
  const paths = journalPaths(folder);
  if (!existsSync(paths.journal)) {
    throw new TrunklineError('TL_JOURNAL_MISSING', `${folder} has no journal.jsonl.`, {
      hint: 'Give a run folder, for example runs/<experiment>/<invocation>.',
      exitStatus: 2,
    });
  }
  const release = takeProcessLock(paths.sendLock, 'this run folder to send it to a server');
  const client = new RestClient(connection, retriesOf(options.backOff));
  try {
    const experimentName = environment['MLFLOW_EXPERIMENT_NAME'];
    const experiments = new Experiments(client, (line) => onNotice(scrub(line)));
    const sender = new JournalsSender(folder, {
      client,
      experiments,
      scrub,
      onNotice,
      ...(experimentName ? { experimentName } : {}),
    });
    for (const nested of foldersBelow(folder)) sender.add(nested);
    const patience = patienceOf(options.patienceMilliseconds, environment);
    const backOff = options.backOff ?? defaultBackOff;
    const total = sender.pending();
    let sent = 0;
    let failures = 0;
    let lastGood = Date.now();
    let { arrivals } = sender;
    for (;;) {
      try {
        const count = await sender.sendNext();
        sent += count;
        if (count === 0 && sender.pending() === 0) {
          await sender.closeAbandoned((one) => !lockHolder(journalPaths(one).lock));
          break;
        }
        options.onProgress?.(Math.min(sent, total), total);
        failures = 0;
        lastGood = Date.now();
      } catch (error) {
        if (!(error instanceof ServerTrouble)) throw error;
        const report = reportTrouble(error, connection.address);
        if (error.kind !== 'unreachable')
          throw new TrunklineError(report.code, scrub(report.message), reportOptions(report));
        // a slow server, or one with many faults, is one that takes something
        if (sender.arrivals > arrivals) {
          failures = 0;
          lastGood = Date.now();
        }
        ({ arrivals } = sender);
        failures++;
        const wait = backOffMilliseconds(backOff, failures, error.retryAfterMilliseconds);
        if (Date.now() + wait - lastGood > patience) {
          const pending = sender.pending();
          const reason = scrub(report.message);
          return { sent, pending, sentTo: connection.address, rejected: sender.rejected.length, reason };
        }
        await new Promise((resolve) => setTimeout(resolve, wait));
      }
    }
    return { sent, pending: 0, sentTo: connection.address, rejected: sender.rejected.length };
  } finally {
    client.close();
    release();
  }
}

/** The folders below that have a journal. */
function foldersBelow(folder: string): string[] {
  const { journal } = journalPaths('');
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith(journal) && path !== journal)
    .map((path) => join(folder, dirname(path)))
    .sort();
}

function reportOptions(error: TrunklineError): { hint?: string; exitStatus: number } {
  return { ...(error.hint === undefined ? {} : { hint: error.hint }), exitStatus: error.exitStatus };
}

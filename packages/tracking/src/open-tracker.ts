import { isTrunklineError, takeProcessLock } from '@trunkline/system';
import { journalPaths } from './journal.ts';
import type { BackOff } from './mlflow/back-off.ts';
import { readConnection } from './mlflow/connection.ts';
import { Experiments } from './mlflow/experiments.ts';
import { JournalsSender } from './mlflow/journals-sender.ts';
import { LiveSender } from './mlflow/live-sender.ts';
import { RestClient, retriesOf } from './mlflow/rest-client.ts';
import { noticeLine } from './mlflow/trouble-report.ts';
import { openJournal, type OpenJournalOptions } from './open-journal.ts';
import { patienceOf } from './patience.ts';
import { createScrub, type Scrub } from './scrub.ts';
import type { CloseReport, Tracker } from './types.ts';

/** Options of {@link openTracker}. */
export interface OpenTrackerOptions extends Omit<OpenJournalOptions, 'onAppend'> {
  /**
   * How long {@link Tracker.flush} and {@link Tracker.close} wait for a server that takes nothing. Default:
   * `TRUNKLINE_MLFLOW_PATIENCE` seconds, else 20 s.
   */
  readonly patienceMilliseconds?: number;
  /** Waits between attempts to reach the server. Default: 0.5 s, doubling up to 30 s. */
  readonly backOff?: BackOff;
  /** Records are gathered this long before they are sent. Default: 500 ms. */
  readonly gatherMilliseconds?: number;
}

/** How often journals that other processes write are looked at. */
const lookMilliseconds = 1000;

/**
 * Opens the tracker of a run folder: always a journal on disk and, when `MLFLOW_TRACKING_URI` is set, a sender that
 * brings it to that server in the background. Throws `TL_LOCKED` when another process writes to the folder.
 */
export async function openTracker(options: OpenTrackerOptions): Promise<Tracker> {
  const environment = options.environment ?? process.env;
  const onNotice = options.onNotice ?? ((line: string) => void process.stderr.write(`${line}\n`));
  const patience = patienceOf(options.patienceMilliseconds, environment);
  const scrub = createScrub(environment);
  let wake: () => void = () => undefined;
  const open = async (folder: string): Promise<Tracker> =>
    await openJournal({ folder, environment, onNotice, onAppend: () => wake() });
  const journal = await open(options.folder);
  const server = connect(options, environment, scrub, onNotice);
  if (server) wake = () => server.live.wake();
  wake();
  let looking: NodeJS.Timeout | undefined;
  const follow = (folder: string): void => {
    if (!server) return;
    server.sender.add(folder);
    server.live.wake();
    const { sender, live } = server;
    looking ??= setInterval(() => {
      if (!sender.upToDate) live.wake();
    }, lookMilliseconds).unref();
  };
  let closing: Promise<CloseReport> | undefined;
  const close = async (): Promise<CloseReport> => {
    await journal.flush();
    clearInterval(looking);
    try {
      await server?.live.flush(patience, 300_000);
      await server?.live.stop();
    } finally {
      await journal.close();
      server?.release();
    }
    if (!server) return { pending: 0 };
    const pending = server.sender.pending();
    const { address } = server.sender;
    if (pending > 0) {
      onNotice(
        `TL_MLFLOW_PENDING: ${pending} records are not on ${address} yet; the journal has them. Bring them up with: trunkline sync ${options.folder}`,
      );
    }
    const { experiment } = server.sender;
    const page = experiment === undefined ? {} : { page: `${address}/#/experiments/${experiment}` };
    return { pending, sentTo: address, ...page };
  };
  return {
    ...journal,
    rewind(position) {
      server?.sender.rewind(options.folder, position);
      journal.rewind(position);
    },
    async nested(folder) {
      const nested = await open(folder);
      // what an earlier attempt wrote may be cut back first: sending begins with the run
      return {
        ...nested,
        startRun(run) {
          follow(folder);
          return nested.startRun(run);
        },
        resumeRun(id) {
          follow(folder);
          return nested.resumeRun(id);
        },
        rewind(position) {
          server?.sender.rewind(folder, position);
          nested.rewind(position);
        },
      };
    },
    follow,
    async flush() {
      await journal.flush();
      await server?.live.flush(patience, 60_000);
    },
    close: () => (closing ??= close()),
  };
}

interface Server {
  readonly sender: JournalsSender;
  readonly live: LiveSender;
  readonly release: () => void;
}

/** The sender to the server that the environment names, unless something is wrong with it: then only a notice. */
function connect(
  options: OpenTrackerOptions,
  environment: NodeJS.ProcessEnv,
  scrub: Scrub,
  onNotice: (line: string) => void,
): Server | undefined {
  try {
    const connection = readConnection(environment);
    if (!connection) return undefined;
    const release = takeProcessLock(journalPaths(options.folder).sendLock, 'this run folder to send it to a server');
    const client = new RestClient(connection, retriesOf(options.backOff));
    const experimentName = environment['MLFLOW_EXPERIMENT_NAME'];
    const sender = new JournalsSender(options.folder, {
      client,
      experiments: new Experiments(client, (line) => onNotice(scrub(line))),
      scrub,
      onNotice,
      ...(experimentName ? { experimentName } : {}),
    });
    const live = new LiveSender({
      sender,
      scrub,
      onNotice,
      ...(options.backOff ? { backOff: options.backOff } : {}),
      ...(options.gatherMilliseconds === undefined ? {} : { gatherMilliseconds: options.gatherMilliseconds }),
    });
    return { sender, live, release };
  } catch (error) {
    const line = isTrunklineError(error) ? noticeLine(error) : `TL_MLFLOW_ADDRESS: ${String(error)}`;
    onNotice(scrub(`${line} The run goes on; the journal keeps everything.`));
    return undefined;
  }
}

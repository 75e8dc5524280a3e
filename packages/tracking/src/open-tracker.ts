import { isTrunklineError, makeFolder, takeProcessLock } from '@trunkline/system';
import { gitInformation } from './git-information.ts';
import { Journal, readRecords } from './journal.ts';
import type { BackOff } from './mlflow/back-off.ts';
import { readConnection } from './mlflow/connection.ts';
import { LiveSender } from './mlflow/live-sender.ts';
import { RestClient } from './mlflow/rest-client.ts';
import { limitOffsets } from './mlflow/send-state.ts';
import { Sender } from './mlflow/sender.ts';
import { noticeLine } from './mlflow/trouble-report.ts';
import { originTags } from './origin-tags.ts';
import { RunBook } from './run-book.ts';
import { createScrub, type Scrub } from './scrub.ts';
import type { CloseReport, Tracker } from './types.ts';

/** Options of {@link openTracker}. */
export interface OpenTrackerOptions {
  /** The run folder; the journal is `journal.jsonl` in it. Made when missing. */
  readonly folder: string;
  /** Where `MLFLOW_…` variables and secrets are looked up. Default: `process.env`. */
  readonly environment?: NodeJS.ProcessEnv;
  /** Gets one line whenever something deserves a person's attention. Default: standard error. */
  readonly onNotice?: (line: string) => void;
  /** How long {@link Tracker.flush} and {@link Tracker.close} wait for a server that takes nothing. Default: 20 s. */
  readonly patienceMilliseconds?: number;
  /** Waits between attempts to reach the server. Default: 0.5 s, doubling up to 30 s. */
  readonly backOff?: BackOff;
  /** Records are gathered this long before they are sent. Default: 500 ms. */
  readonly gatherMilliseconds?: number;
}

/**
 * Opens the tracker of a run folder: always a journal on disk and, when `MLFLOW_TRACKING_URI` is set, a sender that
 * brings it to that server in the background. Throws `TL_LOCKED` when another process writes to the folder.
 */
export async function openTracker(options: OpenTrackerOptions): Promise<Tracker> {
  const environment = options.environment ?? process.env;
  const onNotice = options.onNotice ?? ((line: string) => void process.stderr.write(`${line}\n`));
  const scrub = createScrub(environment);
  const git = await gitInformation();
  await makeFolder(options.folder);
  const journal = new Journal(options.folder);
  if (journal.torn > 0) {
    onNotice(
      `TL_JOURNAL_TORN: the journal's last line was cut off in the middle (${journal.torn} bytes); it was removed.`,
    );
  }
  limitOffsets(journal.paths.state, journal.opened);
  const server = connect(options, environment, scrub, journal, onNotice);
  journal.onAppend = () => server?.live.wake();
  server?.live.wake();
  const book = new RunBook({
    append: (record) => journal.append(record),
    scrub,
    folder: options.folder,
    contents: journal.paths.contents,
    kept: () => readRecords(journal.paths.journal),
    cut: () => readRecords(journal.paths.cut),
    tags: originTags(git),
  });
  let closing: Promise<CloseReport> | undefined;
  const close = async (): Promise<CloseReport> => {
    journal.position();
    try {
      await server?.live.flush(options.patienceMilliseconds ?? 20_000, 120_000);
      await server?.live.stop();
    } finally {
      journal.close();
      server?.client.close();
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
    return { pending, sentTo: address };
  };
  return {
    startRun: (run) => book.startRun(run),
    resumeRun: (id) => book.resumeRun(id),
    runs: () => book.runs(),
    position: () => journal.position(),
    rewind(position) {
      journal.checkPosition(position);
      limitOffsets(journal.paths.state, position);
      server?.sender.rewind(position);
      book.wasCut(journal.rewind(position));
    },
    async flush() {
      journal.position();
      await server?.live.flush(options.patienceMilliseconds ?? 20_000, 60_000);
    },
    close: () => (closing ??= close()),
  };
}

interface Server {
  readonly client: RestClient;
  readonly sender: Sender;
  readonly live: LiveSender;
  readonly release: () => void;
}

/** The sender to the server that the environment names, unless something is wrong with it: then only a notice. */
function connect(
  options: OpenTrackerOptions,
  environment: NodeJS.ProcessEnv,
  scrub: Scrub,
  journal: Journal,
  onNotice: (line: string) => void,
): Server | undefined {
  try {
    const connection = readConnection(environment);
    if (!connection) return undefined;
    const release = takeProcessLock(journal.paths.sendLock, 'this run folder to send it to a server');
    const client = new RestClient(connection);
    const experimentName = environment['MLFLOW_EXPERIMENT_NAME'];
    const sender = new Sender({
      folder: options.folder,
      client,
      scrub,
      onNotice,
      ...(experimentName ? { experimentName } : {}),
    });
    const live = new LiveSender({
      sender,
      scrub,
      onNotice,
      end: () => journal.end,
      ...(options.backOff ? { backOff: options.backOff } : {}),
      ...(options.gatherMilliseconds === undefined ? {} : { gatherMilliseconds: options.gatherMilliseconds }),
    });
    return { client, sender, live, release };
  } catch (error) {
    const line = isTrunklineError(error) ? noticeLine(error) : `TL_MLFLOW_ADDRESS: ${String(error)}`;
    onNotice(scrub(`${line} The run goes on; the journal keeps everything.`));
    return undefined;
  }
}

import cliProgress from 'cli-progress';

/** Shows how far a piece of work is. */
export interface Progress {
  /** `done` of the total, in the unit that {@link createProgress} was given. */
  update(done: number, note?: string): void;
  /** Ends the bar, leaving one line. */
  finish(note?: string): void;
}

/** What a progress bar shows. */
export interface ProgressOptions {
  readonly label: string;
  readonly total: number;
  readonly unit?: 'bytes' | 'steps' | 'images' | 'runs';
  /** Default: standard error. */
  readonly stream?: NodeJS.WriteStream;
  /** Show nothing at all. */
  readonly quiet?: boolean;
}

const silent: Progress = { update: () => undefined, finish: () => undefined };

/**
 * A progress bar with time left on a terminal; where the stream is piped, one line at the start and one at the end and
 * nothing between.
 */
export function createProgress(options: ProgressOptions): Progress {
  if (options.quiet) return silent;
  const stream = options.stream ?? process.stderr;
  const start = Date.now();
  if (!stream.isTTY) {
    stream.write(`${options.label} …\n`);
    return {
      update: () => undefined,
      finish: (note) =>
        void stream.write(`${options.label}: ${note ?? 'done'} in ${((Date.now() - start) / 1000).toFixed(1)} s\n`),
    };
  }
  const scale = options.unit === 'bytes' ? 1 / (1 << 20) : 1;
  const unit = options.unit === 'bytes' ? 'MiB' : (options.unit ?? '');
  const bar = new cliProgress.SingleBar({
    stream,
    format: `{label} {bar} {value}/{total} ${unit} · {eta_formatted} left {note}`,
    hideCursor: true,
    clearOnComplete: true,
    etaBuffer: 20,
  });
  bar.start(Math.ceil(options.total * scale), 0, { label: options.label, note: '' });
  return {
    update: (done, note) => bar.update(Math.floor(done * scale), note === undefined ? {} : { note }),
    finish(note) {
      bar.stop();
      stream.write(`${options.label}: ${note ?? 'done'} in ${((Date.now() - start) / 1000).toFixed(1)} s\n`);
    },
  };
}

import type { Scrub } from '../scrub.ts';
import { type BackOff, backOffMilliseconds, defaultBackOff } from './back-off.ts';
import type { JournalsSender } from './journals-sender.ts';
import { ServerTrouble } from './server-trouble.ts';
import { noticeLine, reportTrouble } from './trouble-report.ts';

/** How a {@link LiveSender} behaves. */
export interface LiveSenderOptions {
  readonly sender: JournalsSender;
  readonly scrub: Scrub;
  readonly onNotice: (line: string) => void;
  readonly backOff?: BackOff;
  /** Records are gathered this long before a request. Default: 500 ms. */
  readonly gatherMilliseconds?: number;
}

/**
 * Sends journals in the background while they grow. It never throws and never keeps the process alive by a timer: what
 * the server did not take stays in the journals.
 */
export class LiveSender {
  readonly #options: LiveSenderOptions;
  readonly #backOff: BackOff;
  #timer: NodeJS.Timeout | undefined;
  #sending: Promise<void> | undefined;
  #failures = 0;
  #trouble: ServerTrouble | undefined;
  #stopped = false;

  constructor(options: LiveSenderOptions) {
    this.#options = options;
    this.#backOff = options.backOff ?? defaultBackOff;
  }

  /** Why nothing is sent at the moment, if so. */
  get trouble(): ServerTrouble | undefined {
    return this.#trouble;
  }

  get upToDate(): boolean {
    return this.#options.sender.upToDate;
  }

  /** Something has been written. */
  wake(): void {
    if (this.#timer || this.#sending || this.#stopped || this.#trouble?.isFinal) return;
    this.#schedule(this.#options.gatherMilliseconds ?? 500);
  }

  #schedule(milliseconds: number): void {
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#start();
    }, milliseconds);
    this.#timer.unref();
  }

  #start(): void {
    this.#sending ??= this.#sendAll().finally(() => {
      this.#sending = undefined;
      if (this.#stopped) return;
      if (this.#trouble) {
        if (this.#trouble.isFinal) return;
        const slow = this.#trouble.kind === 'unreachable' ? 0 : this.#backOff.longestMilliseconds;
        const atLeast = Math.max(slow, this.#trouble.retryAfterMilliseconds ?? 0);
        this.#schedule(backOffMilliseconds(this.#backOff, this.#failures, atLeast));
      } else if (!this.upToDate) this.wake();
    });
  }

  async #sendAll(): Promise<void> {
    const { sender, onNotice } = this.#options;
    try {
      while (!this.#stopped && (await sender.sendNext()) > 0) this.#recovered();
      this.#recovered();
    } catch (error) {
      if (this.#stopped) return;
      const trouble =
        error instanceof ServerTrouble ? error : new ServerTrouble('unreachable', this.#options.scrub(String(error)));
      this.#failures++;
      if (this.#trouble?.kind !== trouble.kind) {
        onNotice(this.#options.scrub(noticeLine(reportTrouble(trouble, sender.address))));
      }
      this.#trouble = trouble;
    }
  }

  #recovered(): void {
    if (this.#trouble)
      this.#options.onNotice(`${this.#options.sender.address} answers again; sending what has gathered.`);
    this.#trouble = undefined;
    this.#failures = 0;
  }

  /**
   * Resolves when the server has everything; or when it has answered nothing for `patienceMilliseconds`,
   * `limitMilliseconds` have passed in all, or an attempt fails that was made after this call while the server had been in
   * trouble before.
   */
  async flush(patienceMilliseconds: number, limitMilliseconds: number): Promise<void> {
    const { sender } = this.#options;
    const limit = Date.now() + limitMilliseconds;
    let { progress } = sender;
    let deadline = Date.now() + patienceMilliseconds;
    const hadTrouble = this.#trouble !== undefined;
    while (!this.upToDate && Date.now() < Math.min(deadline, limit)) {
      if (this.#trouble?.isFinal) return;
      const failures = this.#failures;
      if (!this.#sending && (failures === 0 || hadTrouble)) {
        clearTimeout(this.#timer);
        this.#timer = undefined;
        this.#start();
      }
      const wait = Math.min(deadline, limit) - Date.now();
      await settledWithin(this.#sending ?? pause(50), Math.max(1, Math.min(wait, 1_000)));
      if (sender.progress > progress) {
        progress = sender.progress;
        deadline = Date.now() + patienceMilliseconds;
      } else if (this.#failures > failures && (hadTrouble || this.#trouble?.kind !== 'unreachable')) return;
    }
  }

  /** Ends sending, and what is under way; nothing is sent any more when this resolves. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#options.sender.abort();
    await this.#sending;
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

async function settledWithin(work: Promise<void>, milliseconds: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  await Promise.race([work, new Promise<void>((resolve) => (timer = setTimeout(resolve, milliseconds)))]);
  clearTimeout(timer);
}

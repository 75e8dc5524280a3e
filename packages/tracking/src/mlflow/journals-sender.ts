import type { Rejection } from './send-state.ts';
import { Sender, type SenderOptions } from './sender.ts';

/**
 * Brings the journals of an invocation to a server: its own first, so that the runs in the others find the run above
 * them there.
 */
export class JournalsSender {
  readonly #options: Omit<SenderOptions, 'folder'>;
  readonly #senders = new Map<string, Sender>();

  constructor(folder: string, options: Omit<SenderOptions, 'folder'>) {
    this.#options = options;
    this.add(folder);
  }

  /** Sends the journal of this folder as well. */
  add(folder: string): void {
    if (!this.#senders.has(folder)) this.#senders.set(folder, new Sender({ ...this.#options, folder }));
  }

  get address(): string {
    return this.#options.client.connection.address;
  }

  /** Grows while the server answers, whether or not a stretch of a journal is whole there. */
  get progress(): number {
    return this.#options.client.progress;
  }

  /** Grows with everything that is on the server for good. */
  get arrivals(): number {
    return this.#sum((sender) => sender.arrivals);
  }

  /** Ends the request that is under way, and all later ones. */
  abort(): void {
    this.#options.client.close();
  }

  /** MLflow's id of the experiment that the first of the runs is in. */
  get experiment(): string | undefined {
    const [first] = this.#senders.values();
    return first?.experiment;
  }

  get upToDate(): boolean {
    return [...this.#senders.values()].every((sender) => sender.upToDate);
  }

  get rejected(): readonly Rejection[] {
    return [...this.#senders.values()].flatMap((sender) => sender.rejected);
  }

  /** Journal records that are not on the server yet. */
  pending(): number {
    return this.#sum((sender) => sender.pending());
  }

  /** The journal of this folder is being cut back: what is written there from now on must be sent. */
  rewind(folder: string, position: number): void {
    this.#senders.get(folder)?.rewind(position);
  }

  /** Sends one stretch and returns how many records it had; 0 when there is nothing to send. Throws `ServerTrouble`. */
  async sendNext(): Promise<number> {
    for (const sender of this.#senders.values()) {
      const count = await sender.sendNext();
      if (count > 0) return count;
    }
    return 0;
  }

  /** Tells the server that runs without an end were killed; for journals whose process is gone. */
  async closeAbandoned(isGone: (folder: string) => boolean): Promise<void> {
    for (const [folder, sender] of this.#senders) if (isGone(folder)) await sender.closeAbandoned();
  }

  #sum(of: (sender: Sender) => number): number {
    return [...this.#senders.values()].reduce((sum, sender) => sum + of(sender), 0);
  }
}

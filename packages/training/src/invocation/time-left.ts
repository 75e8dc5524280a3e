/** Estimated seconds that count as confirmed before anything is measured: one short run says little about long ones. */
const prior = 10;

interface Going {
  readonly begun: number;
  fraction: number;
}

/** Seconds an invocation still takes, from the plan's estimates and how they compared with the clock so far. */
export class TimeLeft {
  readonly #estimates: Map<string, number>;
  readonly #sideBySide: number;
  readonly #going = new Map<string, Going>();
  #estimatedDone = 0;
  #secondsDone = 0;

  /** `sideBySide` runs go on at a time. */
  constructor(runs: readonly { readonly id: string; readonly estimatedSeconds: number }[], sideBySide = 1) {
    this.#estimates = new Map(runs.map(({ id, estimatedSeconds }) => [id, estimatedSeconds]));
    this.#sideBySide = sideBySide;
  }

  /** Puts a better estimate in the place of a run's, unless it has ended. */
  estimate(id: string, seconds: number): void {
    if (this.#estimates.has(id)) this.#estimates.set(id, seconds);
  }

  begin(id: string): void {
    this.#going.set(id, { begun: performance.now(), fraction: 0 });
  }

  /** So much of a run is done. */
  reach(id: string, fraction: number): void {
    const going = this.#going.get(id);
    if (going) going.fraction = Math.min(1, fraction);
  }

  /** Takes a run off the list; a skipped or failed one says nothing about speed. */
  end(id: string, counts: boolean): void {
    const going = this.#going.get(id);
    if (counts && going) {
      this.#estimatedDone += this.#estimates.get(id) ?? 0;
      this.#secondsDone += (performance.now() - going.begun) / 1000;
    }
    this.#estimates.delete(id);
    this.#going.delete(id);
  }

  left(): number {
    let passed = 0;
    let done = 0;
    for (const [id, { begun, fraction }] of this.#going) {
      passed += (performance.now() - begun) / 1000;
      done += (this.#estimates.get(id) ?? 0) * fraction;
    }
    const rest = [...this.#estimates.values()].reduce((sum, seconds) => sum + seconds, 0) - done;
    const ratio = (this.#secondsDone + passed + prior) / (this.#estimatedDone + done + prior);
    const lanes = Math.max(1, Math.min(this.#sideBySide, this.#estimates.size));
    return Math.max(0, (rest * ratio) / lanes);
  }
}

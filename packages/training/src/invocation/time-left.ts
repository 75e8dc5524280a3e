/** Estimated seconds that count as confirmed before anything is measured: one short run says little about long ones. */
const prior = 10;

/** Seconds an invocation still takes, from the plan's estimates and how they compared with the clock so far. */
export class TimeLeft {
  readonly #estimates: Map<string, number>;
  #estimatedDone = 0;
  #secondsDone = 0;
  #current: { readonly id: string; readonly begun: number } | undefined;

  constructor(runs: readonly { readonly id: string; readonly estimatedSeconds: number }[]) {
    this.#estimates = new Map(runs.map(({ id, estimatedSeconds }) => [id, estimatedSeconds]));
  }

  begin(id: string): void {
    this.#current = { id, begun: performance.now() };
  }

  /** Takes a run off the list; a skipped or failed one says nothing about speed. */
  end(id: string, counts: boolean): void {
    const estimate = this.#estimates.get(id) ?? 0;
    if (counts && this.#current?.id === id) {
      this.#estimatedDone += estimate;
      this.#secondsDone += (performance.now() - this.#current.begun) / 1000;
    }
    this.#estimates.delete(id);
    this.#current = undefined;
  }

  /** With this fraction of the current run done. */
  left(fraction: number): number {
    const passed = this.#current ? (performance.now() - this.#current.begun) / 1000 : 0;
    const estimate = this.#current ? (this.#estimates.get(this.#current.id) ?? 0) : 0;
    const rest = [...this.#estimates].reduce((sum, [, seconds]) => sum + seconds, 0) - estimate * Math.min(1, fraction);
    const known = this.#estimatedDone + estimate * fraction;
    const ratio = (this.#secondsDone + passed + prior) / (known + prior);
    return Math.max(0, rest * ratio);
  }
}

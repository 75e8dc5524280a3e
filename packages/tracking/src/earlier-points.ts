import type { JournalRecord, MetricValue } from './records.ts';

/** One value that an earlier attempt logged. */
export interface EarlierPoint {
  readonly time: number;
  /** Still in the journal: logging it again would write it twice. */
  readonly kept: boolean;
}

interface Entry extends EarlierPoint {
  readonly value: MetricValue;
}

/**
 * What earlier attempts logged, so that a run which goes on from a checkpoint and computes the same values again does
 * not count them twice: a server knows a value by (key, step, value, time), so an equal one must keep its time.
 */
export class EarlierPoints {
  readonly #points = new Map<string, Entry[]>();
  readonly #stems = new Map<string, string>();
  /** The last step of each key of each run. */
  readonly #lastSteps = new Map<string, number>();

  /** Takes in a record. Later calls with `kept` win over earlier ones without. */
  add(record: JournalRecord, kept: boolean): void {
    if (record.type === 'image') {
      this.#stems.set(`${record.run}\n${record.key}\n${record.step}`, record.stem);
    } else if (record.type === 'metrics') {
      for (const [key, value] of Object.entries(record.metrics)) {
        const name = `${record.run}\n${key}\n${record.step}`;
        const entries = this.#points.get(name) ?? [];
        this.#points.set(name, entries);
        this.reach(record.run, key, record.step);
        const same = entries.findIndex((entry) => entry.value === value && entry.time === record.time);
        if (same < 0) entries.push({ time: record.time, value, kept });
        else entries[same] = { time: record.time, value, kept };
      }
    }
  }

  /** Finds and forgets an equal value at an equal step. */
  take(run: string, key: string, step: number, value: MetricValue): EarlierPoint | undefined {
    const name = `${run}\n${key}\n${step}`;
    const entries = this.#points.get(name);
    if (!entries) return undefined;
    let index = entries.findIndex((entry) => entry.value === value && entry.kept);
    if (index < 0) index = entries.findIndex((entry) => entry.value === value);
    const found = entries[index];
    if (!found) return undefined;
    entries.splice(index, 1);
    if (entries.length === 0) this.#points.delete(name);
    return found;
  }

  /** A key of a run has a value at this step. */
  reach(run: string, key: string, step: number): void {
    const series = `${run}\n${key}`;
    this.#lastSteps.set(series, Math.max(this.#lastSteps.get(series) ?? step, step));
  }

  /** The step behind the last one that a key had; 0 for a key that had none. */
  nextStep(run: string, key: string): number {
    const last = this.#lastSteps.get(`${run}\n${key}`);
    return last === undefined ? 0 : last + 1;
  }

  /** The file name that this picture had, if it was logged before. */
  stemOf(run: string, key: string, step: number): string | undefined {
    return this.#stems.get(`${run}\n${key}\n${step}`);
  }
}

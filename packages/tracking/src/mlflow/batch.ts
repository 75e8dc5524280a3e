import type { MetricValue } from '../records.ts';
import type { ServerRun } from './answers.ts';
import { fitKey, fitValue, limits } from './limits.ts';

/** A metric as `runs/log-batch` takes it; NaN and infinities are strings. */
export interface BatchMetric {
  readonly key: string;
  readonly value: MetricValue;
  readonly timestamp: number;
  readonly step: number;
}

/** A parameter or tag as `runs/log-batch` takes it. */
export interface BatchText {
  readonly key: string;
  readonly value: string;
}

/** One request's worth of values. */
export interface Batch {
  readonly metrics: readonly BatchMetric[];
  readonly params: readonly BatchText[];
  readonly tags: readonly BatchText[];
}

/** Collects what is logged to one run and cuts it into requests that MLflow accepts. */
export class BatchBuilder {
  readonly #metrics: BatchMetric[] = [];
  readonly #params = new Map<string, string>();
  readonly #tags = new Map<string, string>();
  /** Names whose key or value did not fit and was changed. */
  readonly changed = new Set<string>();
  /** Parameters that were logged a second time with another value, and that value. */
  readonly conflicts = new Map<string, string>();

  addMetric(name: string, value: MetricValue, timestamp: number, step: number): void {
    this.#metrics.push({ key: this.#key(name), value, timestamp, step });
  }

  /** A parameter cannot change: the first value stands and a different one goes to {@link conflicts}. */
  addParameter(name: string, value: string): void {
    const key = this.#key(name);
    const fitted = this.#value(name, value, limits.parameterValue);
    const first = this.#params.get(key);
    if (first === undefined) this.#params.set(key, fitted);
    else if (first !== fitted) this.conflicts.set(name, fitted);
  }

  addTag(name: string, value: string): void {
    this.#tags.set(this.#key(name), this.#value(name, value, limits.tagValue));
  }

  #key(name: string): string {
    const fitted = fitKey(name);
    if (fitted.changed) this.changed.add(name);
    return fitted.text;
  }

  #value(name: string, value: string, length: number): string {
    const fitted = fitValue(value, length);
    if (fitted.changed) this.changed.add(name);
    return fitted.text;
  }

  /** The requests, in order; each within all of MLflow's limits. */
  *batches(): Generator<Batch> {
    let metrics: BatchMetric[] = [];
    let params: BatchText[] = [];
    let tags: BatchText[] = [];
    let bytes = 0;
    const isFull = (room: boolean, size: number): boolean =>
      !room ||
      bytes + size > limits.bytesPerBatch ||
      metrics.length + params.length + tags.length >= limits.entitiesPerBatch;
    const take = (): Batch => {
      const batch = { metrics, params, tags };
      metrics = [];
      params = [];
      tags = [];
      bytes = 0;
      return batch;
    };
    const sizeOf = (entry: BatchMetric | BatchText): number => Buffer.byteLength(JSON.stringify(entry)) + 1;
    for (const [key, value] of this.#params) {
      const entry = { key, value };
      const size = sizeOf(entry);
      if (isFull(params.length < limits.parametersPerBatch, size)) yield take();
      params.push(entry);
      bytes += size;
    }
    for (const [key, value] of this.#tags) {
      const entry = { key, value };
      const size = sizeOf(entry);
      if (isFull(tags.length < limits.tagsPerBatch, size)) yield take();
      tags.push(entry);
      bytes += size;
    }
    for (const entry of this.#metrics) {
      const size = sizeOf(entry);
      if (isFull(metrics.length < limits.metricsPerBatch, size)) yield take();
      metrics.push(entry);
      bytes += size;
    }
    if (metrics.length + params.length + tags.length > 0) yield take();
  }
}

/** Two halves of a batch, or `undefined` for a single value: to find the one that the server refuses. */
export function halve(batch: Batch): readonly [Batch, Batch] | undefined {
  const all = [
    ...batch.params.map((entry) => ({ params: entry })),
    ...batch.tags.map((entry) => ({ tags: entry })),
    ...batch.metrics.map((entry) => ({ metrics: entry })),
  ] as readonly { params?: BatchText; tags?: BatchText; metrics?: BatchMetric }[];
  if (all.length < 2) return undefined;
  const pack = (part: typeof all): Batch => ({
    metrics: part.flatMap((entry) => entry.metrics ?? []),
    params: part.flatMap((entry) => entry.params ?? []),
    tags: part.flatMap((entry) => entry.tags ?? []),
  });
  const middle = all.length >> 1;
  return [pack(all.slice(0, middle)), pack(all.slice(middle))];
}

/**
 * Names of a batch's values that a run does not have. Of metrics MLflow tells the newest value, by step, then time: a run
 * whose newest is older than the batch's has lost some.
 */
export function missingOf(batch: Batch, run: ServerRun): readonly string[] {
  const lost = batch.metrics.filter(({ key, step, timestamp }) => {
    const newest = run.metrics.get(key);
    return !newest || newest.step < step || (newest.step === step && newest.timestamp < timestamp);
  });
  return [
    ...new Set(lost.map(({ key }) => key)),
    ...batch.params.filter(({ key }) => !run.parameters.has(key)).map(({ key }) => key),
    ...batch.tags.filter(({ key }) => !run.tags.has(key)).map(({ key }) => key),
  ];
}

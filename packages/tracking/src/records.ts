import type { RunStatus } from './types.ts';

/** A metric's value in JSON, which has no NaN and no infinities. */
export type MetricValue = number | 'NaN' | 'Infinity' | '-Infinity';

/** Content of a text artefact: in the journal, or, when it is long, in a file beside it. */
export type Content = { readonly text: string } | { readonly file: string };

/** A data set input as the journal keeps it. */
export interface DataSetRecord {
  readonly name: string;
  readonly digest: string;
  readonly source: string;
  readonly context: string;
  readonly schema?: string;
}

/** What happened to a run. `time` is in integer milliseconds and never changes once written. */
export type RunRecord = { readonly run: string; readonly time: number } & (
  | {
      readonly type: 'start';
      readonly name: string;
      readonly experiment: string;
      readonly parent?: string;
      readonly tags: Readonly<Record<string, string>>;
    }
  | { readonly type: 'resume' }
  | { readonly type: 'tags'; readonly tags: Readonly<Record<string, string>> }
  | { readonly type: 'parameters'; readonly parameters: Readonly<Record<string, string>> }
  | { readonly type: 'metrics'; readonly step: number; readonly metrics: Readonly<Record<string, MetricValue>> }
  | { readonly type: 'inputs'; readonly dataSets: readonly DataSetRecord[] }
  | { readonly type: 'artifact'; readonly path: string; readonly file: string }
  | ({ readonly type: 'text'; readonly path: string } & Content)
  | {
      readonly type: 'image';
      readonly key: string;
      readonly step: number;
      readonly file: string;
      /** Name without extension, as MLflow's pages parse it. */
      readonly stem: string;
    }
  | { readonly type: 'end'; readonly status: RunStatus }
);

/** One line of the journal. An `attempt` line opens each process's part. */
export type JournalRecord =
  | RunRecord
  | {
      readonly type: 'attempt';
      readonly schema: 1;
      readonly attempt: string;
      readonly time: number;
      readonly process: number;
    };

/** A number as {@link MetricValue}. */
export function toMetricValue(value: number): MetricValue {
  if (Number.isFinite(value)) return value;
  return Number.isNaN(value) ? 'NaN' : value > 0 ? 'Infinity' : '-Infinity';
}

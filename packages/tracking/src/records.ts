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

const isText = (value: unknown): boolean => typeof value === 'string';
const isMetricValue = (value: unknown): boolean =>
  typeof value === 'number' || value === 'NaN' || value === 'Infinity' || value === '-Infinity';
const isOptional = (value: unknown): boolean => value === undefined || isText(value);

/** Whether a value is an object all of whose values pass. */
function isBook(value: unknown, passes: (one: unknown) => boolean): boolean {
  return isObject(value) && Object.values(value).every(passes);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const statuses: readonly unknown[] = ['FINISHED', 'FAILED', 'KILLED'] satisfies RunStatus[];

/** What each type of record must hold beside `type`, `run` and `time`; a new type of record is a line here. */
const shapes: Readonly<Record<RunRecord['type'], Readonly<Record<string, (value: unknown) => boolean>>>> = {
  start: { name: isText, experiment: isText, parent: isOptional, tags: (tags) => isBook(tags, isText) },
  resume: {},
  tags: { tags: (tags) => isBook(tags, isText) },
  parameters: { parameters: (parameters) => isBook(parameters, isText) },
  metrics: { step: Number.isSafeInteger, metrics: (metrics) => isBook(metrics, isMetricValue) },
  inputs: { dataSets: (sets) => Array.isArray(sets) && sets.every(isDataSet) },
  artifact: { path: isText, file: isText },
  text: { path: isText, text: isOptional, file: isOptional },
  image: { key: isText, step: Number.isSafeInteger, file: isText, stem: isText },
  end: { status: (status) => statuses.includes(status) },
};

function isDataSet(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { name, digest, source, context, schema } = value;
  return [name, digest, source, context].every(isText) && isOptional(schema);
}

/** Whether a line of a journal, parsed, is a record: one that is not was damaged on the disk, or edited. */
export function isJournalRecord(value: unknown): value is JournalRecord {
  if (!isObject(value) || typeof value['time'] !== 'number') return false;
  const { type } = value;
  if (type === 'attempt') return isText(value['attempt']);
  if (typeof type !== 'string' || !Object.hasOwn(shapes, type) || !isText(value['run'])) return false;
  const shape = shapes[type as RunRecord['type']];
  const isWhole = Object.entries(shape).every(([key, passes]) => passes(value[key]));
  return isWhole && (type !== 'text' || isText(value['text']) || isText(value['file']));
}

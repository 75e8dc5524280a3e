import { ServerTrouble } from './server-trouble.ts';

/** Takes what it needs from an answer of the request `what`. Throws {@link ServerTrouble} `unexpected` for another shape. */
export type Read<T> = (answer: unknown, what: string) => T;

/** An experiment as MLflow tells it. */
export interface ServerExperiment {
  readonly id: string;
  readonly isDeleted: boolean;
}

/** A run as MLflow tells it. */
export interface ServerRun {
  readonly id: string;
  readonly artifacts: string;
  readonly isDeleted: boolean;
  readonly status: string | undefined;
  /** Of each metric the newest value's place. */
  readonly metrics: ReadonlyMap<string, { readonly step: number; readonly timestamp: number }>;
  readonly parameters: ReadonlyMap<string, string>;
  readonly tags: ReadonlyMap<string, string>;
  /** `name digest` of its data sets. */
  readonly dataSets: ReadonlySet<string>;
}

type Fields = Readonly<Record<string, unknown>>;

function wrong(answer: unknown, what: string, wanted: string): ServerTrouble {
  const shown = (JSON.stringify(answer) ?? 'nothing').slice(0, 100);
  return new ServerTrouble('unexpected', `${what}: the answer has no ${wanted}: ${shown}`);
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Any JSON object: where MLflow confirms with `{}`. */
export const readObject: Read<Fields> = (answer, what) => {
  if (isFields(answer)) return answer;
  throw wrong(answer, what, 'fields');
};

/** `experiments/create`. */
export const readExperimentId: Read<string> = (answer, what) => {
  const id = isFields(answer) ? answer['experiment_id'] : undefined;
  if (typeof id === 'string' && id !== '') return id;
  throw wrong(answer, what, 'experiment_id');
};

/** `experiments/get-by-name`. */
export const readExperiment: Read<ServerExperiment> = (answer, what) => {
  const experiment = isFields(answer) ? answer['experiment'] : undefined;
  if (!isFields(experiment)) throw wrong(answer, what, 'experiment');
  return { id: readExperimentId(experiment, what), isDeleted: experiment['lifecycle_stage'] === 'deleted' };
};

function toRun(run: unknown, what: string): ServerRun {
  const info = isFields(run) ? run['info'] : undefined;
  if (!isFields(run) || !isFields(info)) throw wrong(run, what, 'run.info');
  const { run_id: id, artifact_uri: artifacts, status, lifecycle_stage: stage } = info;
  if (typeof id !== 'string' || id === '' || typeof artifacts !== 'string') throw wrong(run, what, 'run_id');
  const data = isFields(run['data']) ? run['data'] : {};
  const inputs = isFields(run['inputs']) ? run['inputs'] : {};
  const texts = (list: unknown): Map<string, string> =>
    new Map(entries(list).map(({ key, value }) => [String(key), typeof value === 'string' ? value : '']));
  return {
    id,
    artifacts,
    isDeleted: stage === 'deleted',
    status: typeof status === 'string' ? status : undefined,
    metrics: new Map(
      entries(data['metrics']).map(({ key, step, timestamp }) => [
        String(key),
        { step: Number(step ?? 0), timestamp: Number(timestamp ?? 0) },
      ]),
    ),
    parameters: texts(data['params']),
    tags: texts(data['tags']),
    dataSets: new Set(
      entries(inputs['dataset_inputs']).flatMap(({ dataset }) =>
        isFields(dataset) ? [`${String(dataset['name'])} ${String(dataset['digest'])}`] : [],
      ),
    ),
  };
}

function entries(list: unknown): readonly Fields[] {
  return Array.isArray(list) ? list.filter(isFields) : [];
}

/** `runs/create` and `runs/get`. */
export const readRun: Read<ServerRun> = (answer, what) => toRun(isFields(answer) ? answer['run'] : undefined, what);

/** `runs/search`; without a run the list itself is missing. */
export const readRuns: Read<readonly ServerRun[]> = (answer, what) => {
  const { runs = [] } = readObject(answer, what);
  if (!Array.isArray(runs)) throw wrong(answer, what, 'list of runs');
  return runs.map((run) => toRun(run, what));
};

/** `runs/update`. */
export const readStatus: Read<string> = (answer, what) => {
  const info = isFields(answer) ? answer['run_info'] : undefined;
  const status = isFields(info) ? info['status'] : undefined;
  if (typeof status === 'string') return status;
  throw wrong(answer, what, 'run_info.status');
};

/** `artifacts/list`: paths with their sizes in bytes. An empty folder has no list. */
export const readFiles: Read<ReadonlyMap<string, number>> = (answer, what) => {
  const { files = [], root_uri: root } = readObject(answer, what);
  if (!Array.isArray(files) || typeof root !== 'string') throw wrong(answer, what, 'root_uri');
  return new Map(entries(files).map(({ path, file_size: size }) => [String(path), Number(size ?? 0)]));
};

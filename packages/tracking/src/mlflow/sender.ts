import { existsSync } from 'node:fs';
import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { journalPaths, readChunk, readRecords } from '../journal.ts';
import type { DataSetRecord, RunRecord } from '../records.ts';
import type { Scrub } from '../scrub.ts';
import { type Batch, BatchBuilder, halve } from './batch.ts';
import { imagePreview } from './image-preview.ts';
import { fitValue, limits } from './limits.ts';
import type { RestClient, UploadBody } from './rest-client.ts';
import { readServerState, type SentRun, type ServerState, writeServerState } from './send-state.ts';
import { ServerTrouble } from './server-trouble.ts';

/** Options of a {@link Sender}. */
export interface SenderOptions {
  readonly folder: string;
  readonly client: RestClient;
  readonly scrub: Scrub;
  /** Use this experiment name instead of the recorded ones (`MLFLOW_EXPERIMENT_NAME`). */
  readonly experimentName?: string;
  readonly onNotice: (line: string) => void;
}

type Start = Extract<RunRecord, { type: 'start' }>;
type Upload = Extract<RunRecord, { type: 'artifact' | 'text' | 'image' | 'inputs' }>;

/** What a stretch of the journal holds for one run. */
interface Part {
  readonly id: string;
  start?: Start;
  readonly values: BatchBuilder;
  readonly uploads: Upload[];
  status?: { readonly status: string; readonly time: number };
}

const stretch = 256 << 10;

/**
 * Brings a journal to an MLflow server, a stretch at a time. Sending a stretch again doubles nothing: runs are found by
 * their tag `trunkline.runId`, values keep their original times, the rest overwrites itself. So the offset of what has
 * been sent is stored after the fact.
 */
export class Sender {
  readonly #options: SenderOptions;
  readonly #paths: ReturnType<typeof journalPaths>;
  readonly #experiments = new Map<string, string>();
  readonly #told = new Set<string>();
  #state: ServerState;
  /** Changes when the journal is cut back while a stretch is being sent. */
  #generation = 0;
  #checked = false;
  #forgotten = 0;

  constructor(options: SenderOptions) {
    this.#options = options;
    this.#paths = journalPaths(options.folder);
    this.#state = readServerState(this.#paths.state, this.address);
  }

  get address(): string {
    return this.#options.client.connection.address;
  }

  /** Everything before this offset of the journal is on the server. */
  get offset(): number {
    return this.#state.offset;
  }

  /** Rejections so far, newest last. */
  get rejected(): ServerState['rejected'] {
    return this.#state.rejected;
  }

  /** Journal records that are not on the server yet. */
  pending(): number {
    let count = 0;
    for (const record of readRecords(this.#paths.journal, this.#state.offset)) if (record.type !== 'attempt') count++;
    return count;
  }

  /** The journal is being cut back: what is written there from now on must be sent. */
  rewind(position: number): void {
    this.#generation++;
    this.#state.offset = Math.min(this.#state.offset, position);
  }

  /** Sends the next stretch and returns how many records it had; 0 when there is nothing to send. Throws {@link ServerTrouble}. */
  async sendNext(): Promise<number> {
    await this.#check();
    const generation = this.#generation;
    const { offset } = this.#state;
    const chunk = readChunk(this.#paths.journal, offset, stretch);
    if (chunk.end === offset) return 0;
    if (chunk.damaged > 0) {
      this.#notice(
        'TL_JOURNAL_DAMAGED',
        `${chunk.damaged} lines of ${this.#paths.journal} are damaged and were left out.`,
      );
    }
    const parts = new Map<string, Part>();
    for (const record of chunk.records) {
      if (record.type !== 'attempt') collect(parts, record);
    }
    try {
      for (const part of parts.values()) await this.#sendPart(part);
    } catch (error) {
      if (await this.#hasForgotten(error)) return chunk.records.length;
      throw error;
    }
    if (this.#generation === generation) this.#state.offset = chunk.end;
    this.#save();
    return chunk.records.filter((record) => record.type !== 'attempt').length;
  }

  /** Whether the server lost its runs meanwhile, so that everything starts again. */
  async #hasForgotten(error: unknown): Promise<boolean> {
    if (!(error instanceof ServerTrouble && error.errorCode === 'RESOURCE_DOES_NOT_EXIST')) return false;
    if (this.#forgotten++ >= 2) throw new ServerTrouble('unexpected', error.message);
    this.#checked = false;
    const { offset } = this.#state;
    await this.#check();
    return this.#state.offset < offset || Object.keys(this.#state.runs).length === 0;
  }

  #save(): void {
    try {
      writeServerState(this.#paths.state, this.address, this.#state);
    } catch (error) {
      this.#notice(
        'TL_MLFLOW_STATE',
        `What has been sent could not be noted (${String(error)}); it may be sent again.`,
      );
    }
  }

  /** A server that lost its data (a new store at the old address) gets everything again. */
  async #check(): Promise<void> {
    if (this.#checked) return;
    const first = Object.values(this.#state.runs)[0];
    if (first) {
      try {
        await this.#options.client.get('runs/get', { run_id: first.run });
      } catch (error) {
        if (!(error instanceof ServerTrouble && error.errorCode === 'RESOURCE_DOES_NOT_EXIST')) throw error;
        this.#notice('TL_MLFLOW_FORGOT', `${this.address} no longer has these runs; everything is sent again.`);
        this.#state = { offset: 0, runs: {}, rejected: [] };
        this.#experiments.clear();
      }
    }
    this.#checked = true;
  }

  #notice(code: string, message: string): void {
    const line = this.#options.scrub(`${code}: ${message}`);
    if (this.#told.has(line)) return;
    this.#told.add(line);
    this.#options.onNotice(line);
  }

  #reject(run: string, what: string, reason: string): void {
    const clean = this.#options.scrub(reason);
    this.#state.rejected.push({ run, what, reason: clean });
    if (this.#state.rejected.length > 20) return; // the state file has them all
    this.#notice('TL_MLFLOW_REFUSED', `${what} is not on the server and stays in the journal only: ${clean}`);
  }

  async #sendPart(part: Part): Promise<void> {
    const run = await this.#run(part);
    if (!run) return;
    const known = new Set(run.changed ?? []);
    const before = known.size;
    for (const name of part.values.changed) known.add(name);
    if (known.size > before) {
      run.changed = [...known];
      part.values.addTag('trunkline.changedToFit', run.changed.join(', '));
      this.#notice(
        'TL_MLFLOW_CHANGED_TO_FIT',
        `MLflow's limits do not allow ${[...part.values.changed].slice(0, 5).join(', ')} as logged: names or values were shortened there.`,
      );
    }
    for (const [name, value] of part.values.conflicts) {
      this.#reject(part.id, `parameter ${name} = ${value}`, 'a parameter cannot change once it is logged');
    }
    for (const batch of part.values.batches()) await this.#sendBatch(part.id, run, batch);
    for (const upload of part.uploads) await this.#sendUpload(run, upload);
    if (part.status) await this.#sendStatus(part.id, run, part.status);
  }

  async #sendStatus(id: string, run: SentRun, { status, time }: { status: string; time: number }): Promise<void> {
    delete run.closed;
    try {
      const end = status === 'RUNNING' ? {} : { end_time: time };
      await this.#options.client.post('runs/update', { run_id: run.run, status, ...end });
    } catch (error) {
      if (!isFinal(error)) throw error;
      this.#reject(id, `status ${status}`, error.message);
    }
  }

  /** Sends values; when the server refuses them, looks for the ones it refuses and sends the rest. */
  async #sendBatch(id: string, run: SentRun, batch: Batch): Promise<void> {
    try {
      await this.#options.client.post('runs/log-batch', { run_id: run.run, ...batch });
    } catch (error) {
      if (!isFinal(error)) throw error;
      const halves = halve(batch);
      if (halves && (await this.#isDeleted(run))) {
        this.#reject(id, `run ${id}`, `it was deleted on ${this.address}`);
        return;
      }
      if (halves) {
        for (const half of halves) await this.#sendBatch(id, run, half);
        return;
      }
      const param = batch.params[0];
      const what = param ? `parameter ${param.key}` : (batch.tags[0] ?? batch.metrics[0])!.key;
      this.#reject(id, what, error.message);
    }
  }

  async #isDeleted(run: SentRun): Promise<boolean> {
    const answer = await this.#options.client.get('runs/get', { run_id: run.run });
    return (answer as { run: { info: { lifecycle_stage?: string } } }).run.info.lifecycle_stage === 'deleted';
  }

  async #sendUpload(run: SentRun, upload: Upload): Promise<void> {
    try {
      switch (upload.type) {
        case 'inputs':
          await this.#options.client.post('runs/log-inputs', {
            run_id: run.run,
            datasets: toDatasets(upload.dataSets),
          });
          return;
        case 'artifact':
          await this.#put(run, upload.path, { file: this.#file(upload.file) });
          return;
        case 'text':
          await this.#put(
            run,
            upload.path,
            'text' in upload ? Buffer.from(upload.text) : { file: this.#file(upload.file) },
          );
          return;
        case 'image': {
          const file = this.#file(upload.file);
          await this.#put(run, `images/${upload.stem}+compressed.webp`, await imagePreview(file));
          await this.#put(run, `images/${upload.stem}.png`, { file });
          return;
        }
      }
    } catch (error) {
      const what =
        upload.type === 'inputs' ? 'data sets' : upload.type === 'image' ? `image ${upload.key}` : upload.path;
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
        this.#reject(upload.run, what, 'its file has gone');
      } else if (isFinal(error)) this.#reject(upload.run, what, error.message);
      else throw error;
    }
  }

  #file(recorded: string): string {
    return isAbsolute(recorded) ? recorded : join(this.#options.folder, recorded);
  }

  async #put(run: SentRun, path: string, body: UploadBody): Promise<void> {
    const proxied = /^mlflow-artifacts:(?:\/\/[^/]*)?\/*(.*)$/.exec(run.artifacts)?.[1];
    if (proxied !== undefined) return await this.#options.client.put(`${proxied}/${path}`, body);
    // a server without artefact proxy on this very machine
    const root = run.artifacts.startsWith('file:') ? fileURLToPath(run.artifacts) : run.artifacts;
    if (!isAbsolute(root) || !existsSync(dirname(dirname(root)))) {
      throw new ServerTrouble(
        'refused',
        `the server keeps artefacts at ${run.artifacts}, which only it can write; start it with --serve-artifacts`,
      );
    }
    const target = resolve(root, path);
    await mkdir(dirname(target), { recursive: true });
    if (body instanceof Uint8Array) await writeFile(target, body);
    else await copyFile(body.file, target);
  }

  /** The server's run for a part: known, found by its tag, or made. */
  async #run(part: Part): Promise<SentRun | undefined> {
    const known = this.#state.runs[part.id];
    if (known) return known;
    const { start } = part;
    if (!start) {
      this.#reject(part.id, `run ${part.id}`, 'the journal has no start of it');
      return undefined;
    }
    const experiment = await this.#experiment(this.#options.experimentName ?? start.experiment);
    const found = (await this.#options.client.post('runs/search', {
      experiment_ids: [experiment],
      filter: `tags.\`trunkline.runId\` = '${part.id.replaceAll("'", '')}'`,
      run_view_type: 'ALL',
      max_results: 1,
    })) as { runs?: readonly ServerRun[] };
    const server = found.runs?.[0] ?? (await this.#createRun(experiment, start));
    const sent: SentRun = { run: server.info.run_id, experiment, artifacts: server.info.artifact_uri };
    this.#state.runs[part.id] = sent;
    this.#save();
    return sent;
  }

  async #createRun(experiment: string, start: Start): Promise<ServerRun> {
    const parent = start.parent === undefined ? undefined : this.#state.runs[start.parent]?.run;
    const tags = [
      { key: 'trunkline.runId', value: start.run },
      ...(parent === undefined ? [] : [{ key: 'mlflow.parentRunId', value: parent }]),
    ];
    const user = start.tags['mlflow.user'];
    const answer = (await this.#options.client.post('runs/create', {
      experiment_id: experiment,
      run_name: fitValue(start.name, limits.key).text,
      start_time: start.time,
      ...(user === undefined ? {} : { user_id: user }),
      tags,
    })) as { run: ServerRun };
    return answer.run;
  }

  /** Id of the experiment of this name. One that was deleted stays deleted: the name gets a number. */
  async #experiment(given: string): Promise<string> {
    const name = fitValue(given || 'Default', limits.experimentName - 8).text;
    const cached = this.#experiments.get(name);
    if (cached !== undefined) return cached;
    for (let number = 1; ; number++) {
      const candidate = number === 1 ? name : `${name} (${number})`;
      const found = await this.#findExperiment(candidate);
      if (found?.lifecycle_stage === 'deleted') {
        this.#notice(
          'TL_MLFLOW_EXPERIMENT_DELETED',
          `The experiment "${candidate}" was deleted on ${this.address} and stays so; the runs go to "${name} (${number + 1})". Restore it there to use it again.`,
        );
        continue;
      }
      const id = found?.experiment_id ?? (await this.#createExperiment(candidate));
      if (id === undefined) {
        number--; // another process made it just now
        continue;
      }
      this.#experiments.set(name, id);
      return id;
    }
  }

  async #findExperiment(name: string): Promise<{ experiment_id: string; lifecycle_stage?: string } | undefined> {
    try {
      const answer = await this.#options.client.get('experiments/get-by-name', { experiment_name: name });
      return (answer as { experiment: { experiment_id: string; lifecycle_stage?: string } }).experiment;
    } catch (error) {
      if (error instanceof ServerTrouble && error.errorCode === 'RESOURCE_DOES_NOT_EXIST') return undefined;
      throw error;
    }
  }

  async #createExperiment(name: string): Promise<string | undefined> {
    try {
      return ((await this.#options.client.post('experiments/create', { name })) as { experiment_id: string })
        .experiment_id;
    } catch (error) {
      if (error instanceof ServerTrouble && error.errorCode === 'RESOURCE_ALREADY_EXISTS') return undefined;
      throw error;
    }
  }

  /** Tells the server that runs without an end were killed; for a journal whose process is gone. */
  async closeAbandoned(): Promise<void> {
    const open = new Map<string, number>();
    for (const record of readRecords(this.#paths.journal)) {
      if (record.type === 'attempt') continue;
      if (record.type === 'end') open.delete(record.run);
      else if (record.type === 'start' || record.type === 'resume' || open.has(record.run))
        open.set(record.run, record.time);
    }
    for (const [id, time] of open) {
      const run = this.#state.runs[id];
      if (!run || run.closed) continue;
      await this.#sendStatus(id, run, { status: 'KILLED', time });
      run.closed = true;
      this.#save();
    }
  }
}

interface ServerRun {
  readonly info: { readonly run_id: string; readonly artifact_uri: string };
}

function isFinal(error: unknown): error is ServerTrouble {
  return error instanceof ServerTrouble && error.kind === 'refused' && error.errorCode !== 'RESOURCE_DOES_NOT_EXIST';
}

function collect(parts: Map<string, Part>, record: RunRecord): void {
  let part = parts.get(record.run);
  if (!part) {
    part = { id: record.run, values: new BatchBuilder(), uploads: [] };
    parts.set(record.run, part);
  }
  switch (record.type) {
    case 'start':
      part.start = record;
      for (const [key, value] of Object.entries(record.tags)) part.values.addTag(key, value);
      return;
    case 'resume':
      part.status = { status: 'RUNNING', time: record.time };
      return;
    case 'end':
      part.status = { status: record.status, time: record.time };
      return;
    case 'tags':
      for (const [key, value] of Object.entries(record.tags)) part.values.addTag(key, value);
      return;
    case 'parameters':
      for (const [key, value] of Object.entries(record.parameters)) part.values.addParameter(key, value);
      return;
    case 'metrics':
      for (const [key, value] of Object.entries(record.metrics)) {
        part.values.addMetric(key, value, record.time, record.step);
      }
      return;
    case 'image':
      part.values.addTag('mlflow.loggedImages', 'True');
      part.uploads.push(record);
      return;
    default:
      part.uploads.push(record);
  }
}

/** Data sets as `runs/log-inputs` takes them; one that serves several purposes is listed once, with all of them. */
function toDatasets(dataSets: readonly DataSetRecord[]): readonly unknown[] {
  const byIdentity = new Map<string, DataSetRecord[]>();
  for (const dataSet of dataSets) {
    const identity = `${dataSet.name}\n${dataSet.digest}`;
    byIdentity.set(identity, [...(byIdentity.get(identity) ?? []), dataSet]);
  }
  return [...byIdentity.values()].map((same) => {
    const { name, digest, source, schema } = same[0]!;
    const contexts = [...new Set(same.map((one) => one.context))].join(', ');
    const web = /^https?:/.test(source);
    return {
      dataset: {
        name: fitValue(name, limits.dataSetName).text,
        digest: digest.slice(0, limits.dataSetDigest),
        source_type: web ? 'http' : 'local',
        source: fitValue(JSON.stringify(web ? { url: source } : { uri: source }), limits.dataSetSource).text,
        ...(schema === undefined ? {} : { schema: fitValue(schema, limits.dataSetSchema).text }),
      },
      tags: [{ key: 'mlflow.data.context', value: contexts }],
    };
  });
}

import { statSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { sha256 } from '@trunkline/system';
import { journalPaths, readChunk, readRecords } from '../journal.ts';
import type { Scrub } from '../scrub.ts';
import { readObject, readRun, readRuns, readStatus, type ServerRun } from './answers.ts';
import { backOffMilliseconds } from './back-off.ts';
import { type Batch, halve, missingOf } from './batch.ts';
import type { Experiments } from './experiments.ts';
import { type JournalPart, partsOf, type Start, type Upload } from './journal-part.ts';
import { fitValue, limits } from './limits.ts';
import { defaultRetries, type RestClient } from './rest-client.ts';
import { readServerState, type SentRun, type ServerState, writeServerState } from './send-state.ts';
import { isRefusal, ServerTrouble } from './server-trouble.ts';
import { nameOf, Uploads } from './uploads.ts';

/** Options of a {@link Sender}. */
export interface SenderOptions {
  readonly folder: string;
  readonly client: RestClient;
  /** Shared by the journals that go to one server. */
  readonly experiments: Experiments;
  readonly scrub: Scrub;
  /** Use this experiment name instead of the recorded ones (`MLFLOW_EXPERIMENT_NAME`). */
  readonly experimentName?: string;
  readonly onNotice: (line: string) => void;
}

const stretch = 256 << 10;
/** How often what arrived is noted on the disk within a stretch, in milliseconds. */
const saveEvery = 1_000;
/** Of making a run, each after looking for it. */
const createAttempts = 5;
/** How often something is sent that the server confirms and does not have. */
const lostAttempts = 3;

/**
 * Brings a journal to an MLflow server, a stretch at a time. Sending a stretch again doubles nothing: runs are found by
 * their tag `trunkline.runId`, values keep their original times, the rest overwrites itself. So the offset of what has
 * been sent is stored after the fact.
 */
export class Sender {
  readonly #options: SenderOptions;
  readonly #paths: ReturnType<typeof journalPaths>;
  readonly #uploads: Uploads;
  readonly #told = new Set<string>();
  #state: ServerState;
  /** Changes when the journal is cut back while a stretch is being sent. */
  #generation = 0;
  /** The generation of the server's data in which its runs were looked for. */
  #checked: number | undefined;
  #forgotten = 0;
  #saved = Date.now();
  #arrivals = 0;

  constructor(options: SenderOptions) {
    this.#options = options;
    this.#paths = journalPaths(options.folder);
    this.#uploads = new Uploads(options.client, options.folder);
    this.#state = readServerState(this.#paths.state, this.address);
  }

  get address(): string {
    return this.#options.client.connection.address;
  }

  /** Everything before this offset of the journal is on the server. */
  get offset(): number {
    return this.#state.offset;
  }

  /** Counts what arrived. */
  get arrivals(): number {
    return this.#arrivals;
  }

  /** MLflow's id of the experiment that the first run of the journal is in. */
  get experiment(): string | undefined {
    return Object.values(this.#state.runs)[0]?.experiment;
  }

  /** Rejections so far, newest last. */
  get rejected(): ServerState['rejected'] {
    return this.#state.rejected;
  }

  /** Whether the server has all that is in the journal now, whoever writes it. */
  get upToDate(): boolean {
    return this.offset >= (statSync(this.#paths.journal, { throwIfNoEntry: false })?.size ?? 0);
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
    delete this.#state.arrived;
  }

  /** Sends the next stretch and returns how many records it had; 0 when there is nothing to send. Throws {@link ServerTrouble}. */
  async sendNext(): Promise<number> {
    // a server that lost its data gets every journal again, the first one first
    if (await this.#isForgotten()) return 1;
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
    try {
      for (const part of partsOf(chunk.records)) await this.#sendPart(part);
    } catch (error) {
      if (await this.#hasForgotten(error)) return chunk.records.length;
      this.#save();
      throw error;
    }
    if (this.#generation === generation) this.#state.offset = chunk.end;
    delete this.#state.arrived;
    this.#save();
    return chunk.records.filter((record) => record.type !== 'attempt').length;
  }

  /** Whether the server lost its runs meanwhile, so that everything starts again. */
  async #hasForgotten(error: unknown): Promise<boolean> {
    if (!(error instanceof ServerTrouble && error.errorCode === 'RESOURCE_DOES_NOT_EXIST')) return false;
    if (this.#forgotten++ >= 2) throw new ServerTrouble('unexpected', error.message);
    this.#checked = undefined;
    return (await this.#isForgotten()) || Object.keys(this.#state.runs).length === 0;
  }

  /**
   * Sends something unless it is there already: what arrived of a stretch is noted, so that a fault in its middle costs
   * no more than what it hit. `place` says where in the stretch it stands; there, the latest counts.
   */
  async #once(place: string, content: unknown, send: () => Promise<void>): Promise<void> {
    const generation = this.#generation;
    const digest = sha256(JSON.stringify(content)).slice(0, 16);
    if (this.#state.arrived?.[place] === digest) return;
    await send();
    this.#arrivals++;
    if (this.#generation !== generation) return;
    (this.#state.arrived ??= {})[place] = digest;
    if (Date.now() - this.#saved > saveEvery) this.#save();
  }

  #save(): void {
    this.#saved = Date.now();
    try {
      writeServerState(this.#paths.state, this.address, this.#state);
    } catch (error) {
      this.#notice(
        'TL_MLFLOW_STATE',
        `What has been sent could not be noted (${String(error)}); it may be sent again.`,
      );
    }
  }

  /** Whether the server lost its data (a new store at the old address): everything is to be sent again then. */
  async #isForgotten(): Promise<boolean> {
    const { experiments } = this.#options;
    if (this.#checked === experiments.generation) return false;
    let forgotten = false;
    const first = Object.values(this.#state.runs)[0];
    if (first) {
      try {
        await this.#options.client.get('runs/get', { run_id: first.run }, readRun);
      } catch (error) {
        if (!(error instanceof ServerTrouble && error.errorCode === 'RESOURCE_DOES_NOT_EXIST')) throw error;
        this.#notice('TL_MLFLOW_FORGOT', `${this.address} no longer has these runs; everything is sent again.`);
        this.#state = { offset: 0, runs: {}, rejected: [] };
        experiments.forget();
        forgotten = true;
      }
    }
    this.#checked = experiments.generation;
    return forgotten;
  }

  #notice(code: string, message: string): void {
    const line = this.#options.scrub(`${code}: ${message}`);
    if (this.#told.has(line)) return;
    this.#told.add(line);
    this.#options.onNotice(line);
  }

  #reject(run: string, what: string, reason: string): void {
    const clean = this.#options.scrub(reason);
    if (this.#state.rejected.some((one) => one.run === run && one.what === what && one.reason === clean)) return;
    this.#state.rejected.push({ run, what, reason: clean });
    if (this.#state.rejected.length > 20) return; // the state file has them all
    this.#notice('TL_MLFLOW_REFUSED', `${what} is not on the server and stays in the journal only: ${clean}`);
  }

  async #sendPart(part: JournalPart): Promise<void> {
    const run = await this.#run(part);
    if (!run) return;
    const known = new Set(run.changed ?? []);
    const before = known.size;
    for (const name of part.values.changed) known.add(name);
    if (part.values.changed.size > 0) {
      // added at every attempt: one that failed may have noted the names before it sent them
      run.changed = [...known].sort();
      part.values.addTag('trunkline.changedToFit', run.changed.join(', '));
    }
    if (known.size > before) {
      this.#notice(
        'TL_MLFLOW_CHANGED_TO_FIT',
        `MLflow's limits do not allow ${[...part.values.changed].slice(0, 5).join(', ')} as logged: names or values were shortened there.`,
      );
    }
    for (const [name, value] of part.values.conflicts) {
      this.#reject(part.id, `parameter ${name} = ${value}`, 'a parameter cannot change once it is logged');
    }
    let place = 0;
    for (const batch of part.values.batches()) {
      await this.#once(`${part.id} values ${place++}`, batch, () => this.#sendBatch(part.id, run, batch));
    }
    await this.#sendUploads(part, run);
    const { status } = part;
    if (status) await this.#once(`${part.id} status`, status, () => this.#sendStatus(part.id, run, status));
  }

  /** Sends what goes one by one, and looks afterwards whether it is there. */
  async #sendUploads({ id, uploads }: JournalPart, run: SentRun): Promise<void> {
    const place = (upload: Upload): string => `${id} upload ${uploads.indexOf(upload)}`;
    for (let attempt = 1; uploads.length > 0; attempt++) {
      for (const upload of uploads) {
        await this.#once(place(upload), upload, async () => {
          const refused = await this.#uploads.send(run, upload);
          if (refused) this.#reject(id, refused.what, refused.reason);
        });
      }
      const rejected = new Set(this.#state.rejected.filter((one) => one.run === id).map(({ what }) => what));
      const wanted = uploads.filter((upload) => !rejected.has(nameOf(upload)));
      const lost = await this.#uploads.missing(run, wanted);
      if (lost.length === 0) return;
      for (const upload of lost) delete this.#state.arrived?.[place(upload)];
      if (attempt === lostAttempts) throw notKept(lost.map(nameOf));
    }
  }

  async #sendStatus(id: string, run: SentRun, { status, time }: { status: string; time: number }): Promise<void> {
    delete run.closed;
    try {
      const end = status === 'RUNNING' ? {} : { end_time: time };
      await this.#options.client.post('runs/update', { run_id: run.run, status, ...end }, readStatus);
    } catch (error) {
      if (!isRefusal(error)) throw error;
      this.#reject(id, `status ${status}`, error.message);
    }
  }

  /** Sends values; when the server refuses them, looks for the ones it refuses and sends the rest. */
  async #sendBatch(id: string, run: SentRun, batch: Batch): Promise<void> {
    const { client } = this.#options;
    try {
      for (let attempt = 1; ; attempt++) {
        await client.post('runs/log-batch', { run_id: run.run, ...batch }, readObject);
        // MLflow confirms with {}, as many a thing does that is not MLflow
        const lost = missingOf(batch, await client.get('runs/get', { run_id: run.run }, readRun));
        if (lost.length === 0) return;
        if (attempt === lostAttempts) throw notKept(lost);
      }
    } catch (error) {
      if (!isRefusal(error)) throw error;
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
    return (await this.#options.client.get('runs/get', { run_id: run.run }, readRun)).isDeleted;
  }

  /** The server's run for a part: known, found by its tag, or made. */
  async #run(part: JournalPart): Promise<SentRun | undefined> {
    const known = this.#state.runs[part.id];
    if (known) return known;
    const { start } = part;
    if (!start) {
      this.#reject(part.id, `run ${part.id}`, 'the journal has no start of it');
      return undefined;
    }
    const experiment = await this.#options.experiments.idOf(this.#options.experimentName ?? start.experiment);
    const server = await this.#findOrCreateRun(experiment, start);
    const sent: SentRun = { run: server.id, experiment, artifacts: server.artifacts };
    this.#state.runs[part.id] = sent;
    this.#save();
    return sent;
  }

  /** Looks first at each attempt: a run may have been made although the answer was lost. */
  async #findOrCreateRun(experiment: string, start: Start): Promise<ServerRun> {
    for (let failures = 1; ; failures++) {
      const found = await this.#find(experiment, start.run);
      if (found) return found;
      try {
        return await this.#createRun(experiment, start);
      } catch (error) {
        const isWorthwhile = error instanceof ServerTrouble && (error.passes || error.kind === 'unexpected');
        if (!isWorthwhile || failures === createAttempts) throw error;
        await pause(backOffMilliseconds(defaultRetries.backOff, failures));
      }
    }
  }

  /** The run that carries this local id as a tag. */
  async #find(experiment: string, id: string): Promise<ServerRun | undefined> {
    const wanted = {
      experiment_ids: [experiment],
      filter: `tags.\`trunkline.runId\` = '${id.replaceAll("'", '')}'`,
      run_view_type: 'ALL',
      max_results: 1,
    };
    return (await this.#options.client.post('runs/search', wanted, readRuns))[0];
  }

  /** The server's id of the run above, which may be in another journal of the invocation. */
  async #parent(experiment: string, start: Start): Promise<string | undefined> {
    if (start.parent === undefined) return undefined;
    const parent = this.#state.runs[start.parent]?.run ?? (await this.#find(experiment, start.parent))?.id;
    if (parent === undefined) {
      this.#notice(
        'TL_MLFLOW_NO_PARENT',
        `The run above ${start.name} is not on ${this.address}, so it stands alone there.`,
      );
    }
    return parent;
  }

  async #createRun(experiment: string, start: Start): Promise<ServerRun> {
    const parent = await this.#parent(experiment, start);
    const tags = [
      { key: 'trunkline.runId', value: start.run },
      ...(parent === undefined ? [] : [{ key: 'mlflow.parentRunId', value: parent }]),
    ];
    const user = start.tags['mlflow.user'];
    const wanted = {
      experiment_id: experiment,
      run_name: fitValue(start.name, limits.key).text,
      start_time: start.time,
      ...(user === undefined ? {} : { user_id: user }),
      tags,
    };
    return await this.#options.client.post('runs/create', wanted, readRun);
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

function notKept(names: readonly string[]): ServerTrouble {
  return new ServerTrouble('unexpected', `the server confirms ${names.slice(0, 5).join(', ')} and does not have it`);
}

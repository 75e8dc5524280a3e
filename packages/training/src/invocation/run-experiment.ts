import { readFile, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { loadDomain, splitPair, type LabelledImages, type PairSplits } from '@trunkline/data';
import {
  canTrainConvolutions,
  choosePrecision,
  currentEngine,
  slowEngineNotice,
  startEngine,
  type EngineInfo,
  type Precision,
} from '@trunkline/engine';
import { findValidator, inputsOf, type RunResult, type Summary, type Validator } from '@trunkline/evaluation';
import { findMethod } from '@trunkline/methods';
import { isTrunklineError, sha256, TrunklineError, writeFileAtomic } from '@trunkline/system';
import {
  gitInformation,
  openTracker,
  startSystemMetrics,
  systemInformation,
  type Run,
  type Tracker,
} from '@trunkline/tracking';
import { ActivationCache } from '../inputs/activation-cache.ts';
import type { OnEvent } from './training-event.ts';
import { toDataReference } from '../experiment/domain-reference.ts';
import { architectureOf, type Plan, type PlannedRun } from '../plan/plan.ts';
import { evaluatedSample, readsSource } from '../run/evaluate-step.ts';
import { flatten } from '../run/log-run.ts';
import type { RunEvent } from '../run/run-event.ts';
import type { RunServices } from '../run/run-services.ts';
import type { RunSettings } from '../run/run-settings.ts';
import type { RunData } from '../inputs/run-data.ts';
import { DomainPixels } from '../inputs/domain-pixels.ts';
import { DomainInputs } from '../inputs/split-input.ts';
import { planStages, type StagePlan } from '../stages/stage-plan.ts';
import { checkpointStore, interrupted, trainRun } from '../run/train-run.ts';
import { defined } from '../values/defined.ts';
import { buildSummary } from './build-summary.ts';
import { prepareActivations } from '../inputs/prepare-activations.ts';
import { TimeLeft } from './time-left.ts';
import { WeightedTrunks } from '../inputs/weighted-trunks.ts';

/** How {@link runExperiment} runs. */
export interface RunExperimentOptions {
  /** Folder of this invocation; made when missing. See `newInvocationFolder`. */
  readonly folder: string;
  /** Go on with what is in the folder: finished runs stay as they are, the interrupted one continues. */
  readonly resume?: boolean;
  /** Stops at the next step, saves, and throws `TL_INTERRUPTED`. */
  readonly signal?: AbortSignal;
  readonly onEvent?: OnEvent;
  /** Default: the tracker of the folder. One that is given is not closed. */
  readonly tracker?: Tracker;
  /** What the user typed, for the records. */
  readonly command?: string;
  /** What the user types to go on after an interruption. */
  readonly resumeCommand?: string;
  /** Called when everything is done and `summary.json` written, while the parent run is open: for a report. */
  readonly onSummary?: (done: {
    readonly folder: string;
    readonly summary: Summary;
    readonly parent: Run;
  }) => Promise<void>;
  /** Longest time between checkpoints, in seconds; 0 writes one after every step. Default: 20. */
  readonly checkpointSeconds?: number;
  readonly activations?: ActivationCache;
}

interface InvocationRecord {
  readonly startedAt: string;
  readonly parentRun: string;
  /** The run that is being trained: after a kill, the tracker's journal is cut back to its checkpoint. */
  readonly current?: string;
  readonly secondsBefore: number;
  readonly prefixSecondsBefore?: number;
}

/**
 * Runs a plan: every run that has no result yet, one after another, and at the end `summary.json`. A run that fails by its
 * own fault (its loss became NaN) is recorded and the others go on. Throws `TL_INTERRUPTED` (exit status 3), `TL_LOCKED`,
 * `TL_RUN_FOLDER_EXISTS`, `TL_EXPERIMENT_CHANGED`, and what data, weights and files throw.
 */
export async function runExperiment(plan: Plan, options: RunExperimentOptions): Promise<Summary> {
  const onEvent = options.onEvent ?? (() => undefined);
  const onNotice = (message: string): void => onEvent({ type: 'notice', message });
  await checkFolder(plan, options);
  const activations = options.activations ?? new ActivationCache({ onNotice });
  const invocation = new Invocation(plan, options, activations, onEvent);
  await invocation.prepare(); // refuses bad data and weights before anything is written
  const tracker = options.tracker ?? (await openTracker({ folder: options.folder, onNotice }));
  try {
    return await invocation.run(tracker);
  } finally {
    if (!options.activations) await activations.close();
    if (!options.tracker) {
      const { pending, sentTo } = await tracker.close();
      if (pending === 0 && sentTo !== undefined) {
        onNotice(`MLflow: all of it is at ${sentTo}, experiment ${plan.experiment.name}.`);
      }
    }
  }
}

async function checkFolder(plan: Plan, { folder, resume }: RunExperimentOptions): Promise<void> {
  const path = join(folder, 'experiment.json');
  const before = await readFile(path, 'utf8').catch(() => undefined);
  const now = JSON.stringify(plan.experiment, undefined, 2);
  if (before === undefined) {
    if (resume && !(await exists(folder))) {
      throw new TrunklineError('TL_NOTHING_TO_RESUME', `${folder} holds no invocation.`, {
        hint: 'Run the experiment without --resume first.',
        exitStatus: 2,
      });
    }
    return;
  }
  if (!resume) {
    throw new TrunklineError('TL_RUN_FOLDER_EXISTS', `${folder} holds an invocation already.`, {
      hint: 'Add --resume to go on with it, or choose another folder.',
      exitStatus: 2,
    });
  }
  if (JSON.stringify(JSON.parse(before)) !== JSON.stringify(JSON.parse(now))) {
    const changes = differences(JSON.parse(before), JSON.parse(now));
    const shown =
      changes.length === 0
        ? 'the order of its parts'
        : changes.slice(0, 4).join('; ') + (changes.length > 4 ? `; and ${changes.length - 4} more` : '');
    throw new TrunklineError(
      'TL_EXPERIMENT_CHANGED',
      `The experiment is not the one that ${folder} was started with: ${shown}.`,
      {
        hint: 'Give the same file and the same --set as then, or leave --resume out to start anew.',
        exitStatus: 2,
      },
    );
  }
}

/** What differs between two experiments, by place. */
function differences(before: unknown, now: unknown): string[] {
  const [then, today] = [flatten({ experiment: before }), flatten({ experiment: now })] as Record<string, unknown>[];
  const places = new Set([...Object.keys(then ?? {}), ...Object.keys(today ?? {})]);
  const told = (value: unknown): string => (value === undefined ? 'absent' : JSON.stringify(value));
  return [...places].flatMap((place) => {
    const [first, second] = [told(then?.[place]), told(today?.[place])];
    return first === second ? [] : [`${place.replace(/^experiment\./, '')} was ${first} and is ${second}`];
  });
}

async function exists(path: string): Promise<boolean> {
  return await stat(path).then(
    () => true,
    () => false,
  );
}

/** Errors of one run that leave the others untouched. */
const ownFaults = new Set([
  'TL_LOSS_NOT_FINITE',
  'TL_GRADIENT_NOT_FINITE',
  'TL_NO_FINITE_SCORE',
  'TL_LOSS_DISCONNECTED',
  'TL_BATCH_TOO_SMALL',
]);

class Invocation {
  readonly #plan: Plan;
  readonly #options: RunExperimentOptions;
  #tracker!: Tracker;
  readonly #onEvent: OnEvent;
  readonly #signal: AbortSignal;
  readonly #weights: WeightedTrunks;
  readonly #activations: ActivationCache;
  readonly #inputs = new Map<string, DomainInputs>();
  readonly #pixels = new Map<LabelledImages, DomainPixels>();
  readonly #splits = new Map<string, PairSplits>();
  readonly #precisions = new Map<Precision, Precision>();
  readonly #time: TimeLeft;
  readonly #results: RunResult[] = [];
  readonly #failures: Summary['failures'][number][] = [];
  #source!: LabelledImages;
  #targets!: readonly LabelledImages[];
  #parent!: Run;
  #record!: InvocationRecord;
  #prefixSeconds = 0;
  readonly #begun = performance.now();

  constructor(plan: Plan, options: RunExperimentOptions, activations: ActivationCache, onEvent: OnEvent) {
    this.#plan = plan;
    this.#options = options;
    this.#onEvent = onEvent;
    this.#signal = options.signal ?? new AbortController().signal;
    this.#weights = new WeightedTrunks((message) => onEvent({ type: 'notice', message }));
    this.#activations = activations;
    this.#time = new TimeLeft(plan.runs);
  }

  /** Starts the engine, reads indices of data, splits and weights: everything that can be wrong with the input. */
  async prepare(): Promise<void> {
    const notice = (message: string): void => this.#onEvent({ type: 'notice', message });
    const { experiment, runs } = this.#plan;
    checkEngine(this.#plan, await startEngine({ onNotice: notice }), notice);
    await this.#loadDomains();
    for (const run of runs) await this.#splitsOf(run);
    for (const method of experiment.methods) {
      if (method.trunk.weights !== null) await this.#weights.get(method, experiment.seeds[0] ?? 0);
    }
  }

  async run(tracker: Tracker): Promise<Summary> {
    this.#tracker = tracker;
    const notice = (message: string): void => this.#onEvent({ type: 'notice', message });
    const { experiment } = this.#plan;
    await this.#open();
    if (experiment.data.augment?.length) {
      notice(
        'Training images are augmented, so their frozen prefix is computed at every step and nothing of it is cached.',
      );
    }
    const stopMetrics = startSystemMetrics(this.#parent);
    try {
      await this.#runAll();
      return await this.#finish(this.#failures.length > 0 ? 'failed' : 'finished');
    } catch (error) {
      const stopped = this.#signal.aborted && !isTrunklineError(error);
      const told = stopped || isInterruption(error) ? this.#interrupted() : error;
      this.#parent.setNote(`Stopped: ${told instanceof Error ? told.message : String(told)}`);
      this.#parent.end(isInterruption(told) ? 'KILLED' : 'FAILED');
      await this.#writeSummary(isInterruption(told) ? 'interrupted' : 'failed').catch(() => undefined);
      throw told;
    } finally {
      stopMetrics();
    }
  }

  async #loadDomains(): Promise<void> {
    const { data } = this.#plan.experiment;
    const load = async (reference: typeof data.source): Promise<LabelledImages> =>
      await loadDomain(toDataReference(reference), {
        onProgress: ({ note }) => this.#onEvent({ type: 'notice', message: note }),
        onSkip: (skipped) =>
          this.#onEvent({
            type: 'notice',
            message: `${skipped.length} pictures cannot be decoded and are left out: ${skipped
              .slice(0, 5)
              .map((one) => one.id)
              .join(', ')}${skipped.length > 5 ? ', …' : ''}`,
          }),
      });
    this.#source = await load(data.source);
    this.#targets = await Promise.all(data.targets.map(load));
  }

  /** Writes what this invocation is, and opens its parent run: a new one, or that of an earlier attempt. */
  async #open(): Promise<void> {
    const { folder } = this.#options;
    const { experiment } = this.#plan;
    const before = await readFile(join(folder, 'invocation.json'), 'utf8')
      .then((text) => JSON.parse(text) as InvocationRecord)
      .catch(() => undefined);
    const known = before && this.#tracker.runs().some(({ id }) => id === before.parentRun);
    if (before && known) {
      await this.#rewind(before);
      this.#parent = this.#tracker.resumeRun(before.parentRun);
      this.#record = before;
      return;
    }
    const engine = currentEngine();
    this.#parent = this.#tracker.startRun({
      experiment: experiment.name,
      name: basename(folder),
      tags: {
        'trunkline.kind': 'invocation',
        'trunkline.engine': engine?.name ?? 'none',
        'trunkline.engine-version': engine?.version ?? '',
        'trunkline.command': this.#options.command ?? '',
        'trunkline.smoke': experiment.smoke,
        ...Object.fromEntries(
          Object.entries(systemInformation()).map(([key, value]) => [`trunkline.system.${key}`, value]),
        ),
      },
    });
    this.#parent.logParameters(
      flatten({
        ...experiment,
        description: undefined,
        methods: experiment.methods.map(({ label }) => label).join(', '),
      }),
    );
    this.#parent.logInputs([
      this.#inputRecord(this.#source, 'train'),
      ...this.#targets.map((target) => this.#inputRecord(target, 'test')),
    ]);
    this.#parent.setNote(
      `${experiment.description}\n\nRunning ${this.#plan.runs.length} runs: ${experiment.methods.map(({ label }) => label).join(', ')}.`,
    );
    this.#record = { startedAt: new Date().toISOString(), parentRun: this.#parent.id, secondsBefore: 0 };
    await writeFileAtomic(join(folder, 'experiment.json'), `${JSON.stringify(experiment, undefined, 2)}\n`);
    await writeFileAtomic(join(folder, 'plan.json'), `${JSON.stringify(this.#plan, undefined, 2)}\n`);
    await this.#saveRecord();
    await writeFileAtomic(join(dirname(folder), 'latest'), `${basename(folder)}\n`);
    this.#parent.logArtifact(join(folder, 'experiment.json'));
    this.#parent.logArtifact(join(folder, 'plan.json'));
  }

  /** After a kill: the journal back to where the interrupted run's checkpoint was taken. */
  async #rewind({ current }: InvocationRecord): Promise<void> {
    const run = this.#plan.runs.find(({ id }) => id === current);
    if (!run || (await exists(join(this.#runFolder(run), 'result.json')))) return;
    const saved = await checkpointStore(this.#runFolder(run), () => undefined).newest();
    if (saved) this.#tracker.rewind(saved.state.position);
  }

  #inputRecord({ dataSet, domain, digest, count, classNames }: LabelledImages, context: 'train' | 'test') {
    return {
      name: domain === dataSet ? dataSet : `${dataSet}/${domain}`,
      digest,
      source: dataSet,
      context,
      schema: { count, classNames },
    } as const;
  }

  async #saveRecord(): Promise<void> {
    await writeFileAtomic(
      join(this.#options.folder, 'invocation.json'),
      `${JSON.stringify(this.#record, undefined, 2)}\n`,
    );
  }

  #runFolder(run: PlannedRun): string {
    return join(this.#options.folder, 'runs', run.id);
  }

  async #runAll(): Promise<void> {
    const { runs } = this.#plan;
    const total = runs.length;
    const groups = new Map<string, { run: PlannedRun; index: number }[]>();
    for (const [index, run] of runs.entries()) {
      const key = `${run.targetIndex}/${run.seed}`;
      groups.set(key, [...(groups.get(key) ?? []), { run, index }]);
    }
    for (const group of groups.values()) {
      const pending: { run: PlannedRun; index: number }[] = [];
      for (const { run, index } of group) {
        const text = await readFile(join(this.#runFolder(run), 'result.json'), 'utf8').catch(() => undefined);
        if (text === undefined) pending.push({ run, index });
        else {
          this.#results.push(JSON.parse(text) as RunResult);
          this.#time.end(run.id, false);
          this.#onEvent({ type: 'run-skipped', run, index, total });
        }
      }
      await this.#runGroup(pending, total);
    }
    const order = new Map(runs.map(({ id }, index) => [id, index]));
    const place = (result: RunResult): number =>
      order.get(
        runs.find(
          (run) =>
            run.label === result.label &&
            run.seed === result.seed &&
            run.source === result.source &&
            run.target === result.target,
        )?.id ?? '',
      ) ?? 0;
    this.#results.sort((one, other) => place(one) - place(other));
  }

  /** The runs of one pair and seed: they share splits and activations. */
  async #runGroup(pending: readonly { run: PlannedRun; index: number }[], total: number): Promise<void> {
    const [first] = pending;
    if (!first) return;
    const { splits, target } = await this.#splitsOf(first.run);
    const opened: { settings: RunSettings; data: RunData; index: number }[] = [];
    for (const { run, index } of pending) opened.push({ ...(await this.#openRun(run, splits, target)), index });
    const begun = performance.now();
    const before = this.#prefixImages();
    await prepareActivations(
      opened.map(({ settings: { run, method, stages }, data }) => ({
        method,
        stages,
        data,
        source: run.source,
        target: run.target,
      })),
      this.#signal,
      (progress) => this.#onEvent({ type: 'preparing', ...progress }),
    );
    this.#prefixSeconds += (performance.now() - begun) / 1000;
    let computed = this.#prefixImages() - before;
    for (const { settings, data, index } of opened) {
      await this.#runOne(settings, { ...data, imagesPrepared: computed }, index, total);
      computed = 0;
    }
  }

  /** The splits of a pair and seed, made once. */
  async #splitsOf({ targetIndex, seed }: PlannedRun): Promise<{ splits: PairSplits; target: LabelledImages }> {
    const { data } = this.#plan.experiment;
    const target = this.#targets[targetIndex] as LabelledImages;
    const key = `${targetIndex}/${seed}`;
    const splits =
      this.#splits.get(key) ??
      (await splitPair(
        { sources: [this.#source], target },
        {
          seed,
          ...(data.fractions && { fractions: data.fractions }),
          ...(data.limits && { limits: defined(data.limits) }),
        },
      ));
    this.#splits.set(key, splits);
    return { splits, target };
  }

  /** A run's event with the time that the whole invocation still takes. */
  #tell(event: RunEvent): void {
    if (event.type === 'notice') this.#onEvent(event);
    else this.#onEvent({ ...event, secondsLeft: this.#time.left(event.step / event.steps) });
  }

  #prefixImages(): number {
    return [...this.#inputs.values()].reduce((sum, { prefix }) => sum + prefix.imagesComputed, 0);
  }

  async #openRun(
    run: PlannedRun,
    splits: PairSplits,
    target: LabelledImages,
  ): Promise<{ settings: RunSettings; data: RunData }> {
    const { experiment } = this.#plan;
    const row = experiment.methods.find(({ label }) => label === run.label);
    if (!row) throw new Error(`No method '${run.label}'.`);
    const method = findMethod(run.method);
    const weighted = await this.#weights.get(row, run.seed);
    const architecture = architectureOf(
      row,
      experiment.data.imageSize,
      this.#source.classNames.length,
      weighted.trunk.negativeSlope,
    );
    const modules = method.modules(row.options, architecture);
    const stages = planStages(method, row, experiment.data, architecture, modules);
    const validators = experiment.validators.map(findValidator);
    const inputsFor = (domain: LabelledImages): DomainInputs => {
      const key = `${weighted.digest}/${weighted.trunk.negativeSlope}/${domain.digest}/${domain.dataSet}/${domain.domain}`;
      const pixels = this.#pixels.get(domain) ?? new DomainPixels(domain, experiment.data.imageSize);
      this.#pixels.set(domain, pixels);
      const found =
        this.#inputs.get(key) ??
        new DomainInputs(
          this.#activations,
          weighted,
          domain,
          pixels,
          experiment.data.imageSize,
          experiment.cache.precision,
        );
      this.#inputs.set(key, found);
      return found;
    };
    const reads = inputsOf(validators);
    const { evaluation } = experiment;
    const engine = currentEngine();
    const precision = this.#precision(row.training.precision);
    const data: RunData = {
      weighted,
      imagesPrepared: 0,
      source: this.#source,
      splits,
      evaluatedTargetTrain: [...reads].some((name) => name.startsWith('targetTrain'))
        ? evaluatedSample(splits.targetTrain, evaluation.targetTrainImages, run.seed)
        : undefined,
      evaluatedSourceTrain: [...reads].some((name) => name.startsWith('sourceTrain'))
        ? evaluatedSample(splits.sourceTrain, evaluation.sourceTrainImages, run.seed)
        : undefined,
      sourceInputs: inputsFor(this.#source),
      targetInputs: inputsFor(target),
    };
    const settings: RunSettings = {
      experiment,
      run,
      row,
      method,
      validators,
      selection: selectingValidator(experiment, stages),
      architecture,
      modules,
      stages,
      precision,
      fingerprint: sha256(
        JSON.stringify([
          run.id,
          row,
          experiment.data,
          experiment.validators,
          experiment.evaluation,
          experiment.cache,
          experiment.selection,
          this.#source.digest,
          target.digest,
          weighted.digest,
          precision,
          engine ? [engine.name, engine.version, engine.device] : [],
        ]),
      ),
    };
    return { settings, data };
  }

  /** Chosen once, so that a machine without bfloat16 is told of once. */
  #precision(wanted: Precision = 'float32'): Precision {
    const known = this.#precisions.get(wanted);
    const chosen = known ?? choosePrecision(wanted, (message) => this.#onEvent({ type: 'notice', message }));
    this.#precisions.set(wanted, chosen);
    return chosen;
  }

  /** The interruption of a run, with the way to go on. */
  #interrupted(): TrunklineError {
    const command = this.#options.resumeCommand ?? `trunkline run <experiment> --resume ${this.#options.folder}`;
    const { code, message, exitStatus } = interrupted();
    return new TrunklineError(code, message, { hint: `Go on with: ${command}`, exitStatus });
  }

  async #runOne(settings: RunSettings, data: RunData, index: number, total: number): Promise<void> {
    const { run, row, experiment } = settings;
    const { splits } = data;
    if (this.#signal.aborted) throw interrupted();
    this.#record = { ...this.#record, current: run.id };
    await this.#saveRecord();
    const folder = this.#runFolder(run);
    const store = checkpointStore(folder, (message) => this.#onEvent({ type: 'notice', message }));
    const tracked = this.#parent.startChild({
      name: `${row.label} · ${run.source} → ${run.target} · seed ${run.seed}`,
      id: sha256(`${this.#parent.id}/${run.id}`).slice(0, 32),
      tags: {
        'trunkline.kind': 'run',
        'trunkline.label': row.label,
        'trunkline.method': row.method,
        'trunkline.family': row.family,
        'trunkline.seed': run.seed,
        'trunkline.source': run.source,
        'trunkline.target': run.target,
        'trunkline.engine': currentEngine()?.name ?? '',
        'trunkline.weights-digest': data.weighted.digest,
        'trunkline.data-digest': `${splits.sourceTrain.digest.slice(0, 16)}+${splits.targetTrain.digest.slice(0, 16)}`,
        'trunkline.command': this.#options.command ?? '',
      },
    });
    tracked.logParameters(
      flatten({
        label: row.label,
        method: row.method,
        seed: run.seed,
        source: run.source,
        target: run.target,
        ...defined({ options: row.options, training: row.training, head: row.head, trunk: row.trunk }),
        imageSize: experiment.data.imageSize,
        selection: experiment.selection.validator,
      }),
    );
    tracked.logInputs([
      { name: run.source, digest: splits.sourceTrain.digest, source: run.source, context: 'train' },
      { name: run.source, digest: splits.sourceValidation.digest, source: run.source, context: 'validation' },
      { name: run.target, digest: splits.targetTest.digest, source: run.target, context: 'test' },
    ]);
    this.#time.begin(run.id);
    this.#onEvent({ type: 'run-started', run, index, total, step: (await store.newestStep()) ?? 0 });
    const services: RunServices = {
      folder,
      tracked,
      tracker: this.#tracker,
      signal: this.#signal,
      onEvent: (event) => this.#tell(event),
      checkpointSeconds: this.#options.checkpointSeconds ?? 20,
    };
    try {
      const result = await trainRun(settings, data, services, store);
      this.#results.push(result);
      this.#time.end(run.id, true);
      this.#onEvent({ type: 'run-finished', run, index, total, result, secondsLeft: this.#time.left(0) });
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      tracked.setNote(`Stopped: ${message}`);
      tracked.end(isInterruption(error) || this.#signal.aborted ? 'KILLED' : 'FAILED');
      this.#time.end(run.id, false);
      if (!(isTrunklineError(error) && ownFaults.has(error.code))) throw error;
      const { label, seed, source, target } = run;
      this.#failures.push({ label, seed, source, target, message: `${error.code}: ${message}` });
      await store.clear(); // tried again from the start on resume
      this.#onEvent({ type: 'run-failed', run, index, total, message });
    }
  }

  async #writeSummary(status: Summary['status']): Promise<Summary> {
    const { folder } = this.#options;
    const engine = currentEngine();
    if (!engine) throw new Error('The engine is gone.');
    const seconds = this.#record.secondsBefore + (performance.now() - this.#begun) / 1000;
    const prefixSeconds = (this.#record.prefixSecondsBefore ?? 0) + this.#prefixSeconds;
    this.#prefixSeconds = 0;
    this.#record = { ...this.#record, secondsBefore: seconds, prefixSecondsBefore: prefixSeconds };
    await this.#saveRecord();
    const summary = buildSummary({
      experiment: this.#plan.experiment,
      invocation: basename(folder),
      startedAt: this.#record.startedAt,
      status,
      command: this.#options.command ?? '',
      seconds,
      prefixSeconds,
      results: this.#results,
      failures: this.#failures,
      engine,
      git: await gitInformation(),
      domains: [this.#source, ...this.#targets],
    });
    await writeFileAtomic(join(folder, 'summary.json'), `${JSON.stringify(summary, undefined, 2)}\n`);
    return summary;
  }

  async #finish(status: 'finished' | 'failed'): Promise<Summary> {
    const { folder, onSummary } = this.#options;
    const summary = await this.#writeSummary(status);
    const parent = this.#parent;
    parent.logArtifact(join(folder, 'summary.json'));
    parent.logMetrics(
      {
        'time/seconds': summary.seconds,
        'time/prefix-seconds': summary.prefixSeconds ?? 0,
        'cost/prefix-images': this.#prefixImages(),
      },
      0,
    );
    parent.logTable('comparison.json', {
      columns: ['method', 'source', 'target', 'target accuracy', 'low', 'high', 'source accuracy', 'seconds', 'oracle'],
      data: summary.methods.map((row) => {
        const accuracy = row.metrics['test/target/accuracy'];
        return [
          row.label,
          row.source,
          row.target,
          accuracy.mean,
          accuracy.low ?? null,
          accuracy.high ?? null,
          row.metrics['test/source/accuracy'].mean,
          row.seconds.mean,
          row.oracle.mean,
        ];
      }),
    });
    parent.setNote(noteOf(summary));
    await onSummary?.({ folder, summary, parent }).catch((error: unknown) => {
      this.#onEvent({
        type: 'notice',
        message: `The report could not be made: ${error instanceof Error ? error.message : String(error)}`,
      });
    });
    parent.end(status === 'finished' ? 'FINISHED' : 'FAILED');
    this.#onEvent({ type: 'finished', summary });
    return summary;
  }
}

/** Refuses an engine that cannot train what the plan trains, and warns of one that would take hours. */
function checkEngine(plan: Plan, engine: EngineInfo, onNotice: (line: string) => void): void {
  const trains = plan.runs.find(({ stages }) => stages.some(({ trainsTrunk }) => trainsTrunk));
  const notice = slowEngineNotice(engine, trains ? 'training' : 'inference', plan.estimatedSeconds);
  if (trains && !canTrainConvolutions()) {
    throw new TrunklineError(
      'TL_ENGINE_CANNOT_TRAIN',
      `${trains.label} trains convolutions, which the engine '${engine.name}' cannot.`,
      {
        hint: notice ?? 'Take another engine, or compare methods that train the head alone.',
      },
    );
  }
  if (notice !== undefined) onNotice(notice);
}

/** The declared rule; where the last stage sees nothing of the source that the rule reads, the last checkpoint. */
function selectingValidator({ selection }: Plan['experiment'], stages: readonly StagePlan[]): Validator {
  const declared = findValidator(selection.validator);
  return stages.at(-1)?.sourceFree && readsSource(declared) ? findValidator('last') : declared;
}

function isInterruption(error: unknown): boolean {
  return isTrunklineError(error) && error.code === 'TL_INTERRUPTED';
}

function noteOf(summary: Summary): string {
  const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
  const rows = summary.methods.map((row) => {
    const { mean, low, high, count } = row.metrics['test/target/accuracy'];
    const interval =
      low === undefined || high === undefined ? '' : ` (95 % interval ${percent(low)} to ${percent(high)})`;
    return `- ${row.label}, ${row.source} → ${row.target}: ${percent(mean)}${interval}, ${count} seeds`;
  });
  const failed = summary.failures.length > 0 ? [`\n${summary.failures.length} runs failed.`] : [];
  return [
    summary.description,
    '',
    'Target test accuracy of the checkpoints chosen by',
    `*${summary.selectionValidator}*:`,
    '',
    ...rows,
    ...failed,
  ].join('\n');
}

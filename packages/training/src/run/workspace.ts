import { availableParallelism, cpus } from 'node:os';
import { isLabelled, loadDomain, splitPair, type Images } from '@trunkline/data';
import { choosePrecision, startEngine, type EngineInfo, type Precision } from '@trunkline/engine';
import { findValidator, inputsOf } from '@trunkline/evaluation';
import { isTrunklineError, sha256 } from '@trunkline/system';
import { domainName, toDataReference } from '../experiment/domain-reference.ts';
import { methodOf } from '../experiment/method-of.ts';
import type { Pair } from '../experiment/pairs.ts';
import type { ResolvedMethod } from '../experiment/resolve.ts';
import type { ActivationCache } from '../inputs/activation-cache.ts';
import { describeDomains, describeSplits } from '../inputs/describe-data.ts';
import { checkPictures, isMade } from '../inputs/input-checks.ts';
import { JoinedInputs } from '../inputs/joined-inputs.ts';
import { loadedPair, splitOptionsOf, type LoadedPair } from '../inputs/loaded-pair.ts';
import { DomainPixels } from '../inputs/domain-pixels.ts';
import type { WeightedTrunk } from '../inputs/frozen-prefix.ts';
import { prepareActivations, type PrepareProgress } from '../inputs/prepare-activations.ts';
import { imagesFor, type RunData, type RunSplits } from '../inputs/run-data.ts';
import { DomainInputs } from '../inputs/split-input.ts';
import { WeightedTrunks } from '../inputs/weighted-trunks.ts';
import { architectureOf } from '../plan/architecture-of.ts';
import { domainNote, type Plan, type PlannedRun } from '../plan/plan.ts';
import { rowOf } from '../plan/row-of.ts';
import { loadPlugins } from '../plugins/load-plugins.ts';
import { withoutFolder } from '../plugins/plugin.ts';
import { selectingValidator } from '../stages/selecting-validator.ts';
import { planStages } from '../stages/stage-plan.ts';
import { checkBatches } from './check-batches.ts';
import type { InputsRecord } from '../records/record-schemas.ts';
import { ownVersion } from '../values/own-version.ts';
import { checkSameInputs } from './compare-inputs.ts';
import { evaluatedSample } from './evaluate-step.ts';
import type { RunSettings } from './run-settings.ts';

/** What a {@link Workspace} works with. */
export interface WorkspaceOptions {
  readonly activations: ActivationCache;
  readonly onNotice: (line: string) => void;
  /** What the invocation was started with: a process that finds something else refuses it. */
  readonly expected?: { readonly inputs: InputsRecord; readonly folder: string };
  /** Threads of the engine, where this process has not started it yet. Default: every processor. */
  readonly threads?: number;
}

/** One run with everything that it reads. */
export interface OpenedRun {
  readonly settings: RunSettings;
  readonly data: RunData;
}

/**
 * What the runs of a plan share in one process: the engine, domains, splits, weights, decoded pixels, activations. Each is
 * made when it is first asked for, once.
 */
export class Workspace {
  readonly plan: Plan;
  readonly #options: WorkspaceOptions;
  readonly #weights: WeightedTrunks;
  readonly #inputs = new Map<string, DomainInputs>();
  readonly #pixels = new Map<Images, DomainPixels>();
  readonly #domains = new Map<string, Promise<Images>>();
  readonly #pairs = new Map<number, LoadedPair>();
  readonly #splits = new Map<string, Promise<RunSplits>>();
  readonly #precisions = new Map<Precision, Precision>();
  /** Ends with the latest preparation: one goes on at a time, or each would count what the others compute. */
  #preparing: Promise<unknown> = Promise.resolve();
  #secondsPreparing = 0;

  constructor(plan: Plan, options: WorkspaceOptions) {
    this.plan = plan;
    this.#options = options;
    this.#weights = new WeightedTrunks(options.onNotice);
  }

  async engine(): Promise<EngineInfo> {
    const { threads, onNotice } = this.#options;
    return await startEngine({ onNotice, ...(threads !== undefined && { threads }) });
  }

  /**
   * Reads indices of data, a few pictures, splits and weights, and lays the rows out on them: everything that can be wrong
   * with the input. Gives what is to say of it, as sentences. What is not on this machine yet is fetched or made; without
   * `fetches` it is left out, and named. Throws what any of this throws, before anything is written.
   */
  async check({ fetches = true }: { readonly fetches?: boolean } = {}): Promise<readonly string[]> {
    const { experiment, domains, pairs, runs } = this.plan;
    const { imageSize } = experiment.data;
    const said: string[] = [];
    const here = new Map<number, Images>();
    for (const [place, reference] of domains.entries()) {
      if (!fetches && !(await isMade(reference))) {
        said.push(`${domainName(reference)} is not on this machine yet: the run makes it first, and checks it then.`);
        continue;
      }
      const images = await this.#domain(reference);
      await checkPictures(images, imageSize);
      here.set(place, images);
    }
    said.push(...describeDomains(here, this.plan));
    const weighted = new Map<ResolvedMethod, WeightedTrunk>();
    for (const row of experiment.methods) {
      const { weights } = row.trunk;
      if (weights === null) continue;
      try {
        weighted.set(row, await this.#weights.get(row, experiment.seeds[0] ?? 0, { fetches }));
      } catch (error) {
        if (fetches || !isTrunklineError(error) || error.code !== 'TL_WEIGHTS_MISSING') throw error;
        said.push(
          `The weights ${weights} are not on this machine yet: the run fetches them first, and checks them then.`,
        );
      }
    }
    for (const [place, pair] of pairs.entries()) {
      if (![...pair.sources, pair.target].every((one) => here.has(one))) continue;
      const splits = new Map<number, RunSplits>();
      for (const run of runs) {
        if (run.pair === place && !splits.has(run.seed)) splits.set(run.seed, await this.splits(run));
      }
      said.push(...describeSplits(splits, pair));
      const { sources, source } = await this.#pair(place);
      for (const row of experiment.methods) {
        const method = methodOf(row);
        const slope = weighted.get(row)?.trunk.negativeSlope;
        const architecture = architectureOf(row, imageSize, source.classNames.length, slope, sources.length);
        const stages = planStages(
          method,
          row,
          experiment.data,
          architecture,
          method.modules(row.options, architecture),
        );
        said.push(...checkBatches(row, method, stages, [...splits.values()]));
      }
    }
    return [...new Set(said)];
  }

  /** Every domain, in the order of the plan. */
  async domains(): Promise<readonly Images[]> {
    const [first, ...others] = this.plan.domains;
    // one made from the first one's set finds that set made
    const source = first ? [await this.#domain(first)] : [];
    return [...source, ...(await Promise.all(others.map((reference) => this.#domain(reference))))];
  }

  /** Digests of all that these rows read, of all domains, and of what computes. */
  async inputs(rows: readonly ResolvedMethod[] = this.plan.experiment.methods): Promise<InputsRecord> {
    const { name, version, device, threads } = await this.engine();
    const domains = await this.domains();
    const weights: Record<string, string> = {};
    for (const row of rows) {
      if (row.trunk.weights === null) continue;
      weights[row.trunk.weights] = (await this.#weights.get(row, this.plan.experiment.seeds[0] ?? 0)).digest;
    }
    return {
      schema: 1,
      domains: domains.map((images) => ({
        name: images.domain === images.dataSet ? images.dataSet : `${images.dataSet}/${images.domain}`,
        count: images.count,
        digest: images.digest,
        ...(isLabelled(images) && { classNames: [...images.classNames] }),
      })),
      weights,
      engine: { name, version, device },
      precisions: Object.fromEntries(rows.map((row) => [row.label, this.#precision(row)])),
      machine: {
        processor: cpus()[0]?.model.trim() ?? 'unknown',
        processors: availableParallelism(),
        threads,
        node: process.versions.node,
        trunkline: ownVersion(),
      },
    };
  }

  async #domain(reference: Parameters<typeof toDataReference>[0]): Promise<Images> {
    const key = JSON.stringify(reference);
    const { onNotice } = this.#options;
    const loading =
      this.#domains.get(key) ??
      loadDomain(toDataReference(reference), {
        onProgress: ({ note }) => onNotice(note),
        onNote: (note) => {
          const told = domainNote(reference, note);
          if (!this.plan.warnings.includes(told)) onNotice(told);
        },
        onSkip: (skipped) => {
          const named = skipped.slice(0, 5).map(({ id }) => id);
          onNotice(
            `${skipped.length} pictures cannot be decoded and are left out: ${named.join(', ')}${skipped.length > 5 ? ', …' : ''}`,
          );
        },
      });
    this.#domains.set(key, loading);
    return await loading;
  }

  /** The splits of a run's pair and seed. */
  async splits({ pair: place, seed }: PlannedRun): Promise<RunSplits> {
    const key = `${place}/${seed}`;
    const { pair, sources, target } = await this.#pair(place);
    const made =
      this.#splits.get(key) ?? splitPair({ sources, target }, splitOptionsOf(this.plan.experiment.data, pair, seed));
    this.#splits.set(key, made);
    return await made;
  }

  async #pair(place: number): Promise<LoadedPair> {
    const pair = this.plan.pairs[place];
    if (!pair) throw new Error(`The plan has no pair ${place}.`);
    const loaded = this.#pairs.get(place) ?? loadedPair(pair, await this.#domainsOf(pair));
    this.#pairs.set(place, loaded);
    return loaded;
  }

  /** The domains of a pair, at their places in the plan. */
  async #domainsOf({ sources, target }: Pair): Promise<readonly (Images | undefined)[]> {
    const domains: (Images | undefined)[] = [];
    for (const place of [...sources, target]) {
      const reference = this.plan.domains[place];
      if (reference) domains[place] = await this.#domain(reference);
    }
    return domains;
  }

  /** A run with all that it reads. Throws what data, weights and the engine throw. */
  async open(run: PlannedRun): Promise<OpenedRun> {
    const { experiment } = this.plan;
    const engine = await this.engine();
    const row = rowOf(experiment, run);
    const { expected } = this.#options;
    if (expected) checkSameInputs(expected.inputs, await this.inputs([row]), expected.folder);
    const method = methodOf(row);
    const { sources, source, target } = await this.#pair(run.pair);
    const splits = await this.splits(run);
    const weighted = await this.#weights.get(row, run.seed);
    const architecture = architectureOf(
      row,
      experiment.data.imageSize,
      source.classNames.length,
      weighted.trunk.negativeSlope,
      sources.length,
    );
    const modules = method.modules(row.options, architecture);
    const stages = planStages(method, row, experiment.data, architecture, modules);
    const validators = experiment.validators.map(findValidator);
    const reads = inputsOf(validators);
    const { evaluation } = experiment;
    const precision = this.#precision(row);
    const data: RunData = {
      weighted,
      imagesPrepared: 0,
      purpose: '',
      source,
      splits,
      evaluatedTargetTrain: [...reads].some((name) => name.startsWith('targetTrain'))
        ? evaluatedSample(splits.targetTrain, evaluation.targetTrainImages, run.seed)
        : undefined,
      evaluatedSourceTrain: [...reads].some((name) => name.startsWith('sourceTrain'))
        ? evaluatedSample(splits.sourceTrain, evaluation.sourceTrainImages, run.seed)
        : undefined,
      sourceInputs:
        sources.length === 1
          ? this.#inputsOf(weighted, source)
          : new JoinedInputs(
              sources.map((domain) => this.#inputsOf(weighted, domain)),
              experiment.data.imageSize,
              weighted.preprocessing,
            ),
      targetInputs: this.#inputsOf(weighted, target),
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
          (experiment.plugins ?? []).map(withoutFolder),
          row,
          experiment.data,
          experiment.validators,
          experiment.evaluation,
          experiment.cache,
          experiment.selection,
          source.digest,
          target.digest,
          weighted.digest,
          precision,
          [engine.name, engine.version, engine.device],
          run.threads,
        ]),
      ),
    };
    return { settings, data };
  }

  /**
   * Caches what these runs, of one pair and seed, need of their frozen prefixes. Gives how many images had to go through
   * frozen layers for `purpose`, in this process and in earlier ones that were killed.
   */
  async prepare(
    runs: readonly PlannedRun[],
    purpose: string,
    signal: AbortSignal,
    onProgress: (progress: PrepareProgress) => void,
  ): Promise<number> {
    const preparing = this.#preparing.then(async () => {
      const begun = performance.now();
      try {
        return await this.#prepare(runs, purpose, signal, onProgress);
      } finally {
        this.#secondsPreparing += (performance.now() - begun) / 1000;
      }
    });
    this.#preparing = preparing.catch(() => undefined);
    return await preparing;
  }

  async #prepare(
    runs: readonly PlannedRun[],
    purpose: string,
    signal: AbortSignal,
    onProgress: (progress: PrepareProgress) => void,
  ): Promise<number> {
    signal.throwIfAborted();
    const opened: OpenedRun[] = [];
    for (const run of runs) opened.push(await this.open(run));
    await prepareActivations(
      opened.map(({ settings: { run, method, stages }, data }) => ({
        method,
        stages,
        data,
        source: run.source,
        target: run.target,
      })),
      purpose,
      signal,
      onProgress,
    );
    const parts = new Set(opened.flatMap(({ data }) => [...data.sourceInputs.parts, ...data.targetInputs.parts]));
    return await imagesFor([...parts], purpose);
  }

  /** Spent on {@link prepare} in this process. */
  get secondsPreparing(): number {
    return this.#secondsPreparing;
  }

  #inputsOf(weighted: WeightedTrunk, domain: Images): DomainInputs {
    const { imageSize } = this.plan.experiment.data;
    const { precision } = this.plan.experiment.cache;
    const { name, options } = weighted.trunk;
    const key = JSON.stringify([weighted.digest, name, options, domain.digest, domain.dataSet, domain.domain]);
    const pixels = this.#pixels.get(domain) ?? new DomainPixels(domain, imageSize);
    this.#pixels.set(domain, pixels);
    const inputs =
      this.#inputs.get(key) ??
      new DomainInputs(this.#options.activations, weighted, domain, pixels, imageSize, precision);
    this.#inputs.set(key, inputs);
    return inputs;
  }

  /** Chosen once, so that a machine without bfloat16 says so once. */
  #precision({ training: { precision: wanted = 'float32' } }: ResolvedMethod): Precision {
    const chosen = this.#precisions.get(wanted) ?? choosePrecision(wanted, this.#options.onNotice);
    this.#precisions.set(wanted, chosen);
    return chosen;
  }
}

/**
 * Opens what the runs of a plan share in this process. The plan's plugins are loaded where they are not; nothing else is
 * read yet. Throws `TL_EXPERIMENT_CHANGED` for a plugin that is not the code it was, and what loading one throws.
 */
export function openWorkspace(plan: Plan, options: WorkspaceOptions): Workspace {
  loadPlugins(plan.experiment);
  return new Workspace(plan, options);
}

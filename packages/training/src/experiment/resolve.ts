import type { Precision } from '@trunkline/engine';
import { createAugmentation } from '@trunkline/data';
import { findValidator, validators, withMembers, type Trial } from '@trunkline/evaluation';
import { findMethod, findTerm } from '@trunkline/methods';
import { TrunklineError } from '@trunkline/system';
import { checkDomains } from './check-domains.ts';
import { checkSelection } from './check-selection.ts';
import type { Plugin } from '../plugins/plugin.ts';
import type { AddedTermEntry, LinkEntry } from './composition-schema.ts';
import { parseOrExplain } from './explain-issues.ts';
import { explainingTrial, expandSweep } from './expand-sweep.ts';
import { methodOf, type Composition, type ResolvedLink, type ResolvedTerm } from './method-of.ts';
import { refuseCode } from './refuse-code.ts';
import { resolveHead, type ResolvedHead } from './resolved-head.ts';
import { resolveTrunk, type ResolvedTrunk } from './resolved-trunk.ts';
import { experimentSchema, type MethodEntry, type ParsedExperiment } from './schema.ts';

/** Training settings without gaps. */
export interface TrainingSettings {
  readonly steps: number;
  readonly batchSize: number;
  readonly evaluateEvery: number;
  readonly optimiser: ParsedExperiment['training']['optimiser'];
  readonly schedule: ParsedExperiment['training']['schedule'];
  readonly clipNorm?: number;
  readonly precision?: Precision;
  readonly recompute?: boolean;
  readonly labelSmoothing?: number;
  readonly classWeights?: 'balanced' | readonly number[];
  readonly earlyStopping?: { readonly patience: number };
  readonly averageWeights?: { readonly decay: number };
  readonly mix?: { readonly name: 'mixup' | 'cutmix'; readonly alpha: number };
  readonly threadsPerRun?: number;
}

/** Training settings that a stage may have of its own. */
export type StageTraining = Pick<
  TrainingSettings,
  'steps' | 'batchSize' | 'optimiser' | 'schedule' | 'clipNorm' | 'mix'
>;

/** One row of the comparison, or a trial of it, with everything it needs. */
export interface ResolvedMethod extends Composition {
  readonly label: string;
  /** There for a row with a sweep: rows of one label are its trials. */
  readonly trial?: Trial;
  /** A method’s name; of a chain, those of its methods. */
  readonly method: string;
  readonly family: string;
  /** The method’s; those of a chain stand beside its methods. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly training: TrainingSettings;
  /** Of stages that have some of their own, by the stage's name. */
  readonly stages?: Readonly<Record<string, StageTraining>>;
  /** Most steps of any stage; only smoke runs have it. */
  readonly longestStage?: number;
  readonly head: ResolvedHead;
  readonly trunk: ResolvedTrunk;
}

/** An experiment with all defaults filled in and every name looked up: plain JSON, as kept in `experiment.json`. */
export interface ResolvedExperiment {
  readonly name: string;
  readonly description: string;
  readonly smoke: boolean;
  /** Where there are any: the plugins whose definitions it may name. */
  readonly plugins?: readonly Plugin[];
  readonly data: ParsedExperiment['data'];
  readonly methods: readonly ResolvedMethod[];
  readonly seeds: readonly number[];
  readonly selection: { readonly validator: string };
  readonly validators: readonly string[];
  /** There where the file asks for all validators: those that there were when the invocation began are kept by a resume. */
  readonly allValidators?: true;
  readonly evaluation: ParsedExperiment['evaluation'];
  readonly cache: ParsedExperiment['cache'];
  readonly report: ParsedExperiment['report'];
}

/** Reported where the experiment names none. Not all that exist: a new rule must not change what is known already. */
const defaultValidators = ['last', 'source-validation-accuracy'];

/** What `--smoke` uses where the experiment does not say. */
const smokeDefaults = {
  limits: { train: 64, validation: 32, test: 64 },
  training: { steps: 4, batchSize: 16, evaluateEvery: 2 },
};

interface RowOptions {
  readonly training: ParsedExperiment['training'];
  readonly smoke: boolean;
  readonly where: string;
  readonly index: number;
}

/** Checks an experiment and fills in its defaults. `where` names it in errors; `plugins` are those it names, loaded. */
export function resolveExperiment(
  value: unknown,
  options: { smoke?: boolean; where?: string; plugins?: readonly Plugin[] } = {},
): ResolvedExperiment {
  const where = options.where ?? 'experiment';
  refuseCode(value, where);
  const parsed = parseOrExplain(experimentSchema, value, where);
  const plugins = loadedPlugins(parsed.plugins ?? [], options.plugins ?? [], where);
  const smoke = options.smoke ?? false;
  const { data, seeds, training } = smoke ? smokeOf(parsed) : parsed;
  checkDomains(data, where);
  refuseTwice(seeds.map(String), 'seed', where);
  const rows = parsed.methods.map((_, index) =>
    expandSweep(parsed, index, { smoke, where }).map(({ entry, trial }) =>
      explainingTrial(trial, index, () => resolveRow(parsed, entry, trial, { training, smoke, where, index })),
    ),
  );
  const methods = rows.flat();
  refuseTwice(
    rows.flatMap(([first]) => (first === undefined ? [] : [first.label.toLowerCase()])),
    'label',
    where,
  );
  for (const augmentation of parsed.data.augment ?? []) createAugmentation(augmentation); // refuses names and options
  const rule = findValidator(parsed.selection.validator);
  checkSelection(
    rule,
    methods.map((row) => ({
      label: row.label,
      role: methodOf(row).role,
      swept: row.trial !== undefined,
      stopsEarly: row.training.earlyStopping !== undefined,
    })),
    where,
  );
  const selecting = rule.name;
  const asked = parsed.validators === 'all' ? validators().map(({ name }) => name) : parsed.validators;
  const listed = (asked ?? defaultValidators).map((name) => findValidator(name).name);
  return {
    name: parsed.name,
    description: parsed.description,
    smoke,
    ...(plugins.length > 0 && { plugins }),
    data,
    methods,
    seeds,
    selection: { validator: selecting },
    validators: withMembers([selecting, ...listed]),
    ...(parsed.validators === 'all' && { allValidators: true }),
    evaluation: parsed.evaluation,
    cache: parsed.cache,
    report: parsed.report,
  };
}

/** The plugins that an experiment names, in its order. They must have been loaded: their names are looked up here. */
function loadedPlugins(names: readonly string[], loaded: readonly Plugin[], where: string): readonly Plugin[] {
  refuseTwice(names, 'plugin', where);
  return names.map((name) => {
    const found = loaded.find((plugin) => plugin.name === name);
    if (found) return found;
    throw new TrunklineError('TL_PLUGINS_NOT_LOADED', `${where}: the plugin ${name} has not been loaded.`, {
      hint: 'Load the experiment from its file, with loadExperiment, or leave plugins out and call registerMethod or a sister of it.',
      exitStatus: 2,
    });
  });
}

function resolveRow(
  parsed: ParsedExperiment,
  entry: MethodEntry,
  trial: Trial | undefined,
  { training, smoke, where, index }: RowOptions,
): ResolvedMethod {
  const named = compositionOf(entry, where, index);
  const { name, family } = methodOf(named);
  const own = smoke ? withoutLengths(entry.training) : entry.training;
  const merged = settingsOf({ ...training, ...own });
  const { steps, batchSize, optimiser, schedule, clipNorm, mix } = merged;
  const common = {
    steps,
    batchSize,
    optimiser,
    schedule,
    ...(clipNorm !== undefined && { clipNorm }),
    ...(mix && { mix }),
  };
  const stages = Object.entries(entry.stages ?? {}).map(
    ([name, settings]) =>
      [name, { ...common, ...(smoke ? withoutLengths(settings) : settings) } as StageTraining] as const,
  );
  return {
    label: entry.label ?? name,
    ...(trial && { trial }),
    method: named.method,
    family,
    options: named.options,
    ...(named.add && { add: named.add }),
    ...(named.chain && { chain: named.chain }),
    training: merged,
    ...(stages.length > 0 && { stages: Object.fromEntries(stages) }),
    ...(smoke && { longestStage: merged.steps }),
    head: resolveHead(entry.head ?? parsed.head, where, entry.head ? ['methods', index, 'head'] : ['head']),
    trunk: resolveTrunk(parsed.trunk, entry.trunk, where, entry.trunk ? ['methods', index, 'trunk'] : ['trunk']),
  };
}

type Options = Readonly<Record<string, unknown>>;

/** Looks up every name of an entry and fills in its options. */
function compositionOf(
  { method, options, add, chain }: MethodEntry,
  where: string,
  index: number,
): Composition & { readonly options: Options } {
  const path = ['methods', index];
  if (chain === undefined) return linkOf({ method: method ?? '', options, add }, where, path);
  const links = chain.map((link, place): ResolvedLink => ({
    ...linkOf(link, where, [...path, 'chain', place]),
    share: link.share ?? 1,
  }));
  return { method: methodOf({ method: '', chain: links }).name, options: {}, chain: links };
}

function linkOf(
  { method, options, add }: Omit<LinkEntry, 'share'>,
  where: string,
  path: readonly PropertyKey[],
): Composition & { readonly options: Options } {
  const { name, options: schema } = findMethod(method);
  return {
    method: name,
    options: parseOrExplain(schema, options ?? {}, where, [...path, 'options']) as Options,
    ...(add && { add: add.map((one, place) => termOf(one, where, [...path, 'add', place])) }),
  };
}

function termOf({ term, weight, options }: AddedTermEntry, where: string, path: readonly PropertyKey[]): ResolvedTerm {
  const found = findTerm(term);
  return {
    term: found.name,
    weight: parseOrExplain(found.weight, weight, where, [...path, 'weight']),
    options: parseOrExplain(found.options, options ?? {}, where, [...path, 'options']) as Options,
  };
}

function smokeOf(parsed: ParsedExperiment): Pick<ParsedExperiment, 'data' | 'seeds' | 'training'> {
  const { smoke } = parsed;
  return {
    data: {
      ...parsed.data,
      ...(smoke?.data?.imageSize !== undefined && { imageSize: smoke.data.imageSize }),
      limits: { ...smokeDefaults.limits, ...smoke?.data?.limits },
    },
    seeds: smoke?.seeds ?? parsed.seeds.slice(0, 1),
    training: { ...parsed.training, ...smokeDefaults.training, ...smoke?.training } as ParsedExperiment['training'],
  };
}

/** In a smoke run a method's own lengths would undo the smoke's. */
function withoutLengths<T extends object | undefined>(training: T): object {
  const rest: Record<string, unknown> = { ...training };
  for (const key of ['steps', 'batchSize', 'evaluateEvery']) delete rest[key];
  return rest;
}

function settingsOf(training: { steps: number; batchSize: number } & Record<string, unknown>): TrainingSettings {
  const evaluateEvery = (training['evaluateEvery'] as number | undefined) ?? Math.max(1, Math.ceil(training.steps / 5));
  return { ...(training as unknown as TrainingSettings), evaluateEvery: Math.min(evaluateEvery, training.steps) };
}

function refuseTwice(values: readonly string[], what: string, where: string): void {
  const twice = values.find((value, index) => values.indexOf(value) !== index);
  if (twice === undefined) return;
  throw new TrunklineError('TL_EXPERIMENT_INVALID', `${where}: the ${what} '${twice}' is there twice.`, {
    hint: what === 'label' ? 'Give each entry of methods its own label.' : `Give each ${what} once.`,
    exitStatus: 2,
  });
}

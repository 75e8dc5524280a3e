import type { Tables } from '@trunkline/evaluation';
import type { Architecture } from './architecture.ts';
import type { Assignments, Context, Differentiate, LossGradients, LossTerms } from './context.ts';
import { methodInvalid } from './method-invalid.ts';
import type { Modules } from './module.ts';
import { sights, type AnyBatch, type Batch, type OracleSight, type View } from './sight.ts';
import type { TrainableRule } from './trainable-rules.ts';

/** A part of a step that has a loss of its own and updates some of what the stage trains. */
export interface Phase<Options, Own, Sees extends OracleSight, Views extends string> {
  /** Its losses are logged as `train/<name>/loss/…`. */
  readonly name: string;
  /** Patterns of the parameters that it updates. Default: all that the stage trains. `[]`: it only runs forward. */
  readonly updates?: readonly string[];
  /** How often it runs in a step, on the same batch. Default: once. */
  times?(options: Options): number;
  /** Pure: a function of the parameters and the batch. */
  loss?(context: Context<Options, Own>, batch: Batch<Sees, Views>): LossTerms;
  /** Instead of a loss: the gradients themselves, for updates that are no gradient of one function. */
  gradients?(context: Context<Options, Own> & Differentiate, batch: Batch<Sees, Views>): LossGradients;
}

/** What a pass of {@link Refresh} answers by name: kept as tensors in `notes`, and saved with each checkpoint. */
export interface Note {
  readonly shape: readonly number[];
  readonly values: Float32Array | Int32Array;
}

/** A pass over whole training splits, in evaluation mode and without augmentation, every so often. */
export interface Refresh<Options, Reads extends keyof Tables> {
  /** Steps from one pass to the next; `Infinity`: only at the start of the stage. */
  every(options: Options, steps: number): number;
  /** What it reads, by the names that validators use. A stage that sees no source reads none of it here either. */
  readonly reads: readonly Reads[];
  compute(
    tables: Pick<Tables, Reads>,
    context: { readonly options: Options; readonly classes: number; readonly embeddingWidth: number },
  ): Readonly<Record<string, Note>>;
}

/** What a stage of training sees, trains and minimises. Parameters keep their values from one stage to the next. */
export interface StageDefinition<
  Options,
  Own,
  Sees extends OracleSight,
  Views extends string = never,
  Reads extends keyof Tables = never,
> {
  readonly name: string;
  readonly sees: readonly Sees[];
  /** Other pictures of the same rows; a stage with views trains from pixels. */
  views?(options: Options): Readonly<Record<Views, View>>;
  /** Trains from pixels, whatever is frozen. */
  readonly enters?: 'images';
  /** Largest number of steps, given the experiment's budget. Default: the budget. */
  steps?(options: Options, budget: number): number;
  /** Rules over `backbone/…`, `head/…` and the method's own parameters; the first that matches counts. */
  trainable(options: Options, architecture: Architecture): readonly TrainableRule[];
  /** New values at the start of the stage, once. */
  begin?(context: Context<Options, Own>): Assignments;
  readonly refresh?: Refresh<Options, Reads>;
  /** Either one loss, or {@link phases}. */
  loss?(context: Context<Options, Own>, batch: Batch<Sees, Views>): LossTerms;
  readonly phases?: readonly Phase<Options, Own, Sees, Views>[];
  /** New values after each step. `terms` are the step's losses and measurements, by their names in the method. */
  after?(
    context: Context<Options, Own> & { readonly terms: Readonly<Record<string, number>> },
    batch: Batch<Sees, Views>,
  ): Assignments;
  /** Ends the stage early. `means` are the mean training losses between successive evaluations, oldest first. */
  converged?(means: readonly number[], options: Options): boolean;
}

/** A phase of any method. */
export interface AnyPhase {
  /** Undefined for the one loss of a stage without phases. */
  readonly name: string | undefined;
  readonly updates?: readonly string[];
  times(options: unknown): number;
  loss?(context: Context<unknown>, batch: AnyBatch): LossTerms;
  gradients?(context: Context<unknown> & Differentiate, batch: AnyBatch): LossGradients;
}

/** A stage of any method: what the training loop works with. */
export interface Stage {
  readonly name: string;
  readonly sees: readonly OracleSight[];
  /** Trains from pixels, whatever is frozen: it has views, or says so. */
  entersImages(options: unknown): boolean;
  views(options: unknown): Readonly<Record<string, View>>;
  steps(options: unknown, budget: number): number;
  trainable(options: unknown, architecture: Architecture): readonly TrainableRule[];
  begin?(context: Context<unknown>): Assignments;
  readonly refresh?: Refresh<unknown, keyof Tables>;
  /** At least one. */
  readonly phases: readonly AnyPhase[];
  after?(
    context: Context<unknown> & { readonly terms: Readonly<Record<string, number>> },
    batch: AnyBatch,
  ): Assignments;
  converged?(means: readonly number[], options: unknown): boolean;
}

/** Makes a stage; its types follow from what it declares to see, its views and what its refresh reads. */
export interface StageBuilder<Options, Own, Allowed extends OracleSight> {
  <const Sees extends Allowed, const Views extends string = never, const Reads extends keyof Tables = never>(
    stage: StageDefinition<Options, Own, Sees, Views, Reads>,
  ): Stage;
}

/**
 * Checks a definition and fills in its defaults. `method` names it in errors; `allowed` is what it may see. Throws
 * `TL_METHOD_INVALID`.
 */
export function toStage<
  Options,
  Own extends Modules,
  Sees extends OracleSight,
  Views extends string,
  Reads extends keyof Tables,
>(
  method: string,
  definition: StageDefinition<Options, Own, Sees, Views, Reads>,
  allowed: readonly string[] = sights,
): Stage {
  const { loss, phases, views, enters, steps, name, sees, trainable } = definition;
  const invalid = (what: string): Error => methodInvalid(method, [`its stage '${name}' ${what}`]);
  if (!Array.isArray(sees) || sees.length === 0) throw invalid('does not say in sees what it is given of a batch');
  const unknown = sees.filter((sight) => !allowed.includes(sight));
  if (unknown.length > 0) throw invalid(`sees ${unknown.join(', ')}, expected some of ${allowed.join(', ')}`);
  if (typeof trainable !== 'function') throw invalid('has no trainable rules');
  const heldOut = definition.refresh?.reads.filter((name) => !/^(source|target)Train/.test(name)) ?? [];
  if (heldOut.length > 0) {
    throw invalid(
      `has a refresh that reads ${heldOut.join(', ')}, expected names of training images: sourceTrain…, targetTrain…`,
    );
  }
  if ((loss === undefined) === (phases === undefined)) throw invalid('needs either a loss or phases');
  if (phases?.length === 0) throw invalid('has no phases');
  const all = phases ?? [{ name: undefined, loss: loss?.bind(definition) }];
  for (const phase of all) {
    if ((phase.loss === undefined) === (!('gradients' in phase) || phase.gradients === undefined)) {
      throw invalid(`has a phase '${phase.name ?? ''}' that needs either a loss or gradients`);
    }
  }
  // options, modules and batches are what the definition declares: the loop makes them from it
  const stage = {
    ...definition,
    phases: all.map((phase) => ({ ...phase, times: 'times' in phase && phase.times ? phase.times : () => 1 })),
    views: views ?? (() => ({})),
    entersImages: (options: Options) => enters === 'images' || Object.keys(views?.(options) ?? {}).length > 0,
    steps: steps ?? ((_options: Options, budget: number) => budget),
  };
  return stage as unknown as Stage;
}

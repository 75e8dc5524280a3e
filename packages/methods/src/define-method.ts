import type { Parameters, Random, Scalar } from '@trunkline/engine';
import type { Role } from '@trunkline/evaluation';
import type { z } from 'zod';
import type { Family } from './generated/families.ts';
import type { Batch, ModelInput, ModelOutput, OracleSight, Sight } from './sight.ts';
import type { TrainableRule } from './trainable-rules.ts';

/** Where a training stage stands: `step` of `steps` is about to be taken, `fraction` = step / steps in [0, 1). */
export interface StageProgress {
  readonly step: number;
  readonly steps: number;
  readonly fraction: number;
}

/** Parameters (and anything else) a method brings along; the parameters are trained, checkpointed and freed by the loop. */
export interface MethodState {
  readonly parameters?: Parameters;
}

/** What {@link MethodDefinition.setup} is given. */
export interface SetupContext<Options> {
  readonly options: Options;
  /** A stream of this method's own. */
  readonly random: Random;
  readonly embeddingWidth: number;
  readonly classes: number;
  /** The trunk's and head's parameters at the start; a reference point for methods that need one, to be copied. */
  readonly parameters: Parameters;
}

/** What {@link MethodDefinition.loss} is given beside the batch. */
export interface LossContext<Options, State> {
  readonly options: Options;
  readonly state: State;
  /** Every parameter by name: trunk, head and the method's own. */
  readonly parameters: Parameters;
  readonly progress: StageProgress;
  /** A stream of this method's own, saved with every checkpoint. */
  readonly random: Random;
  readonly forward: (images: ModelInput) => ModelOutput;
  /** Both batches in one pass through the model (two passes where a batch norm would mix their statistics). */
  readonly forwardBoth: (source: ModelInput, target: ModelInput) => { source: ModelOutput; target: ModelOutput };
}

/** A loss and its parts. All of it lives inside the loop's scope and is freed there. */
export interface LossTerms {
  readonly total: Scalar;
  /** Logged as `train/loss/<name>`; by convention `classification` and `adaptation`. */
  readonly terms: Readonly<Record<string, Scalar>>;
  /** Logged as `train/<name>`: weights on a schedule, a discriminator's accuracy. */
  readonly measurements?: Readonly<Record<string, Scalar | number>>;
}

/** A part of training with its own trainable rules; parameters keep their values from one stage to the next. */
export interface Stage<Options> {
  readonly name: string;
  /** Largest number of steps, given the experiment's budget. */
  steps(options: Options, budget: number): number;
  trainable(options: Options): readonly TrainableRule[];
  /** Ends the stage early. `means` are the mean training losses between successive evaluations, oldest first. */
  converged?(means: readonly number[], options: Options): boolean;
}

interface Definition<Schema extends z.ZodType, Sees extends readonly OracleSight[], State extends MethodState> {
  /** Kebab-case; equals the file's name. */
  readonly name: string;
  /** Equals the folder's name. */
  readonly family: Family;
  /** Default: `contestant`. */
  readonly role?: Exclude<Role, 'oracle'>;
  /** Where it comes from; with the equation where there is one. */
  readonly paper: string;
  /** One or two sentences for tables and `trunkline methods`. */
  readonly description: string;
  /** Strict, with a documented default for every key. */
  readonly options: Schema;
  readonly sees: Sees;
  /** Rules over `backbone/…`, `head/…` and the method's own parameters; required without {@link stages}. */
  trainable?(options: z.output<Schema>): readonly TrainableRule[];
  /** Stages instead of one run with {@link trainable}. The last one's checkpoints are the ones selection chooses from. */
  readonly stages?: readonly Stage<z.output<Schema>>[];
  setup?(context: SetupContext<z.output<Schema>>): State;
  /** Pure: a function of the parameters and the batch. */
  loss(context: LossContext<z.output<Schema>, State>, batch: Batch<Sees>): LossTerms;
}

/** One method, with the types of its options, of what it sees, and of its state. */
export interface TypedMethod<
  Schema extends z.ZodType,
  Sees extends readonly OracleSight[],
  State extends MethodState,
> extends Omit<Definition<Schema, Sees, State>, 'role'> {
  readonly role: Role;
  /** Always at least one. */
  readonly stages: readonly Stage<z.output<Schema>>[];
}

/** Any method: what the registry holds and the training loop works with. */
export interface MethodDefinition {
  readonly name: string;
  readonly family: Family;
  readonly role: Role;
  readonly paper: string;
  readonly description: string;
  readonly options: z.ZodType;
  readonly sees: readonly OracleSight[];
  readonly stages: readonly Stage<unknown>[];
  setup?(context: SetupContext<unknown>): MethodState;
  loss(context: LossContext<unknown, MethodState>, batch: Batch<readonly OracleSight[]>): LossTerms;
}

function withStages<Schema extends z.ZodType, Sees extends readonly OracleSight[], State extends MethodState>(
  definition: Definition<Schema, Sees, State>,
  role: Role = definition.role ?? 'contestant',
): TypedMethod<Schema, Sees, State> {
  const { trainable, stages } = definition;
  if ((trainable === undefined) === (stages === undefined)) {
    throw new Error(`Method '${definition.name}' needs either trainable rules or stages.`);
  }
  if (stages?.length === 0) throw new Error(`Method '${definition.name}' has no stages.`);
  return {
    ...definition,
    role,
    stages: stages ?? [
      { name: 'train', steps: (_options, budget) => budget, trainable: (options) => trainable?.(options) ?? [] },
    ],
  };
}

/** Defines a method. Its loss is given a batch with exactly what `sees` names; target labels have no name. */
export function defineMethod<
  Schema extends z.ZodType,
  const Sees extends readonly Sight[],
  State extends MethodState = MethodState,
>(definition: Definition<Schema, Sees, State>): TypedMethod<Schema, Sees, State> {
  return withStages(definition);
}

/**
 * Defines the upper bound that learns from target labels. The only kind of definition whose batch can hold them; the
 * training loop opens the sealed labels for it, and reports always set it apart.
 */
export function defineOracle<
  Schema extends z.ZodType,
  const Sees extends readonly OracleSight[],
  State extends MethodState = MethodState,
>(definition: Definition<Schema, Sees, State> & { readonly family: 'oracle' }): TypedMethod<Schema, Sees, State> {
  return withStages(definition, 'oracle');
}

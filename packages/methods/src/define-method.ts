import type { Role, Tables } from '@trunkline/evaluation';
import { markDefinition } from '@trunkline/system';
import type { z } from 'zod';
import type { Architecture } from './architecture.ts';
import type { Assignments, Context } from './context.ts';
import type { Family } from './generated/families.ts';
import { methodInvalid } from './method-invalid.ts';
import type { Modules, NoModules } from './module.ts';
import type { Recipe } from './recipe.ts';
import { oracleSights, type ModelInput, type ModelOutput, type OracleSight, type Sight } from './sight.ts';
import type { Term } from './term.ts';
import { toStage, type Stage, type StageBuilder, type StageDefinition } from './stage.ts';

/** Weights that a method proposes after its last step, for the declared rule to choose among. */
export interface Candidate {
  readonly name: string;
  readonly values: Assignments;
}

interface Common<Schema extends z.ZodType, Own> {
  /** Kebab-case; equals the file's name. */
  readonly name: string;
  /** Equals the folder's name. */
  readonly family: Family;
  /** Default: `'contestant'`. */
  readonly role?: Exclude<Role, 'oracle'>;
  /** Where it comes from; with the equation where there is one. */
  readonly paper: string;
  /** One or two sentences for tables and `trunkline methods`. */
  readonly description: string;
  /** When it helps and when it does not: one or two plain sentences. */
  readonly helps: string;
  /** Each a way in which it differs from the paper or from published implementations, and why. Default: none. */
  readonly departures?: readonly string[];
  /** Strict, with a documented default for every key. */
  readonly options: Schema;
  /** What an architecture lacks for this method to work, in words; undefined where it lacks nothing. */
  requires?(architecture: Architecture, options: z.output<Schema>): string | undefined;
  /** Pictures that a batch must have for its losses to be defined. Default: 1. */
  readonly smallestBatch?: number;
  /** What in a recipe is known to fail, each with its reason and its cure; the method runs nevertheless. */
  warnings?(recipe: Recipe<z.output<Schema>>): readonly string[];
  /** Networks and values of the method's own, by name. */
  modules?(options: z.output<Schema>, architecture: Architecture): Own;
  /** What the model answers outside of training, where that is not the plain forward pass. */
  predict?(context: Context<z.output<Schema>, Own>, input: ModelInput, side: 'source' | 'target'): ModelOutput;
  /** More candidates for the label-free rule, after the last step. */
  finish?(context: Context<z.output<Schema>, Own>): readonly Candidate[];
}

/** Any method: what the registry holds and the training loop works with. */
export interface MethodDefinition {
  readonly name: string;
  readonly family: Family;
  readonly role: Role;
  readonly paper: string;
  readonly description: string;
  readonly helps: string;
  readonly departures: readonly string[];
  readonly options: z.ZodType;
  requires?(architecture: Architecture, options: unknown): string | undefined;
  readonly smallestBatch?: number;
  warnings?(recipe: Recipe): readonly string[];
  modules(options: unknown, architecture: Architecture): Modules;
  /** Always at least one. The last one's checkpoints are the ones selection chooses from. */
  stages(options: unknown, architecture: Architecture): readonly Stage[];
  predict?(context: Context<unknown>, input: ModelInput, side: 'source' | 'target'): ModelOutput;
  finish?(context: Context<unknown>): readonly Candidate[];
  /** The term that it is made of, where it is: see `defineTermMethod`. */
  readonly term?: Term;
}

/** A method whose options keep their type. */
export interface TypedMethod<Schema extends z.ZodType> extends MethodDefinition {
  readonly options: Schema;
}

type OneStage<
  Schema extends z.ZodType,
  Own,
  Sees extends OracleSight,
  Views extends string,
  Reads extends keyof Tables,
> = Common<Schema, Own> & Omit<StageDefinition<z.output<Schema>, NoInfer<Own>, Sees, Views, Reads>, 'name' | 'steps'>;

function toMethod<Schema extends z.ZodType, Own extends Modules>(
  definition: Common<Schema, Own>,
  stages: (options: z.output<Schema>, architecture: Architecture) => readonly Stage[],
  role: Role = definition.role ?? 'contestant',
): TypedMethod<Schema> {
  const { name, family, paper, description, helps, departures, options } = definition;
  const { requires, smallestBatch, warnings, modules, predict, finish } = definition;
  const method = markDefinition('method', {
    name,
    family,
    role,
    paper,
    description,
    helps,
    departures: departures ?? [],
    options,
    stages,
    modules: modules ?? (() => ({})),
    ...(requires && { requires }),
    ...(smallestBatch !== undefined && { smallestBatch }),
    ...(warnings && { warnings }),
    ...(predict && { predict }),
    ...(finish && { finish }),
  });
  // options and modules are those of this definition wherever the loop calls it
  return method as unknown as TypedMethod<Schema>;
}

/**
 * Defines a method of one stage: what most methods are. Its loss is given a batch with exactly what `sees` names; target
 * labels have no name.
 */
export function defineMethod<
  Schema extends z.ZodType,
  const Sees extends Sight,
  const Views extends string = never,
  const Reads extends keyof Tables = never,
  Own extends Modules = NoModules,
>(definition: OneStage<Schema, Own, Sees, Views, Reads>): TypedMethod<Schema> {
  const stage = toStage(definition.name, { ...definition, name: 'train' });
  return toMethod(definition, () => [stage]);
}

/** Defines a method of several stages, each with what it sees, trains and minimises. */
export function defineStagedMethod<Schema extends z.ZodType, Own extends Modules = NoModules>(
  definition: Common<Schema, Own> & {
    stages(
      stage: StageBuilder<z.output<Schema>, NoInfer<Own>, Sight>,
      options: z.output<Schema>,
      architecture: Architecture,
    ): readonly Stage[];
  },
): TypedMethod<Schema> {
  const { name } = definition;
  return toMethod(definition, (options, architecture) => {
    const stages = definition.stages((stage) => toStage(name, stage), options, architecture);
    if (stages.length === 0) throw methodInvalid(name, ['it has no stages']);
    return stages;
  });
}

/**
 * Defines the upper bound that learns from target labels. The only kind of definition whose batch can hold them; the
 * training loop opens the sealed labels for it, and reports always set it apart.
 */
export function defineOracle<Schema extends z.ZodType, const Sees extends OracleSight, Own extends Modules = NoModules>(
  definition: OneStage<Schema, Own, Sees, never, never> & { readonly family: 'oracle' },
): TypedMethod<Schema> {
  const stage = toStage(definition.name, { ...definition, name: 'train' }, oracleSights);
  return toMethod(definition, () => [stage], 'oracle');
}

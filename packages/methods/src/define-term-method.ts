import type { Scalar } from '@trunkline/engine';
import { z } from 'zod';
import type { Architecture } from './architecture.ts';
import { defineMethod, type TypedMethod } from './define-method.ts';
import type { Family } from './generated/families.ts';
import type { Modules, NoModules } from './module.ts';
import type { Recipe } from './recipe.ts';
import type { Term, TermContext, TermLoss, TermOutputs } from './term.ts';
import type { TrainableRule } from './trainable-rules.ts';

type Weight = z.ZodType<number, number | undefined>;

/** The options of a method that is made of a term. */
type MethodOptions<Shape extends z.ZodRawShape> = z.ZodObject<
  { adaptationWeight: Weight } & Shape & { trunkRateFactor: z.ZodDefault<z.ZodNumber> },
  z.core.$strict
>;

/** A method that is made of a term, and the term itself, for the experiments that add it to another method. */
export interface TermMethod<Shape extends z.ZodRawShape> extends TypedMethod<MethodOptions<Shape>> {
  readonly term: Term;
}

interface Definition<Shape extends z.ZodRawShape, Own extends Modules> {
  /** Kebab-case; equals the file's name. */
  readonly name: string;
  /** Equals the folder's name. */
  readonly family: Family;
  /** Where it comes from; with the equation where there is one. */
  readonly paper: string;
  /** One or two sentences for tables and `trunkline methods`. */
  readonly description: string;
  /** When it helps and when it does not: one or two plain sentences. */
  readonly helps: string;
  /** Each a way in which it differs from the paper or from published implementations, and why. Default: none. */
  readonly departures?: readonly string[];
  /** The option `adaptationWeight`: its bounds, default and words. */
  readonly weight: Weight;
  /** Options beside the weight and `trunkRateFactor`. */
  readonly options: Shape;
  requires?(architecture: Architecture, options: z.output<z.ZodObject<Shape>>): string | undefined;
  /** Pictures that a batch must have for the term to be defined. Default: 1. */
  readonly smallestBatch?: number;
  warnings?(recipe: Recipe<z.output<z.ZodObject<Shape>> & { readonly adaptationWeight: number }>): readonly string[];
  /** Networks and values of the term's own, by name. */
  modules?(options: z.output<z.ZodObject<Shape>>, architecture: Architecture): Own;
  /** Rules for their parameters; the trunk and the head learn. */
  trainable?(options: z.output<z.ZodObject<Shape>>, architecture: Architecture): readonly TrainableRule[];
  /** What is added to the classification of the source: a scalar, which is multiplied by the weight, or more. */
  term(context: TermContext<z.output<z.ZodObject<Shape>>, NoInfer<Own>>, outputs: TermOutputs): Scalar | TermLoss;
}

/**
 * Defines a method that minimises the classification of the source and one weighted term on source and target. The term can
 * be added to other methods.
 */
export function defineTermMethod<const Shape extends z.ZodRawShape, Own extends Modules = NoModules>(
  definition: Definition<Shape, Own>,
): TermMethod<Shape> {
  const { name, family, paper, description, helps, departures, weight } = definition;
  const term = termOf(definition);
  const method = defineMethod({
    name,
    family,
    paper,
    description,
    helps,
    ...(departures && { departures }),
    options: z.strictObject({
      adaptationWeight: weight,
      ...definition.options,
      trunkRateFactor: z.number().nonnegative().default(1).describe('Factor on the learning rate of the trunk'),
    }) as unknown as z.ZodObject<{ adaptationWeight: Weight; trunkRateFactor: z.ZodDefault<z.ZodNumber> }>,
    ...(term.requires && { requires: term.requires }),
    ...(term.smallestBatch !== undefined && { smallestBatch: term.smallestBatch }),
    ...(term.warnings && { warnings: term.warnings }),
    modules: term.modules,
    sees: ['sourceImages', 'sourceLabels_B', 'targetImages'],
    trainable: (options, architecture) => [
      ['backbone/*', options.trunkRateFactor],
      ['head/*', 1],
      ...term.trainable(options, architecture),
    ],
    loss(context, { sourceImages, sourceLabels_B, targetImages }) {
      const { source, target } = context.forwardAll({ source: sourceImages, target: targetImages });
      const classification = context.classificationLoss(source.logits_BK, sourceLabels_B);
      const weight = context.options.adaptationWeight;
      const {
        value,
        factor = weight,
        measurements,
      } = term.loss({ ...context, weight }, { source, target, sourceLabels_B });
      return {
        total: classification.add(value.mul(factor)),
        terms: { classification, adaptation: value },
        ...(measurements && { measurements }),
      };
    },
  });
  return Object.assign(method, { term }) as unknown as TermMethod<Shape>;
}

function termOf<Shape extends z.ZodRawShape, Own extends Modules>(definition: Definition<Shape, Own>): Term {
  const { name, description, weight, requires, smallestBatch, warnings, modules, trainable } = definition;
  const term = {
    name,
    description,
    weight,
    options: z.strictObject(definition.options),
    ...(requires && { requires }),
    ...(smallestBatch !== undefined && { smallestBatch }),
    ...(warnings && { warnings }),
    modules: modules ?? (() => ({})),
    trainable: trainable ?? (() => []),
    loss(context: TermContext<z.output<z.ZodObject<Shape>>, NoInfer<Own>>, outputs: TermOutputs): TermLoss {
      const found = definition.term(context, outputs);
      return 'dataSync' in found ? { value: found } : found;
    },
  };
  // options and modules are those of this definition wherever it is called
  return term as unknown as Term;
}

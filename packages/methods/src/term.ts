import type { Scalar, Tensor1D } from '@trunkline/engine';
import type { z } from 'zod';
import type { Architecture } from './architecture.ts';
import type { Context, LossTerms } from './context.ts';
import type { Modules } from './module.ts';
import type { Recipe } from './recipe.ts';
import type { ModelOutput } from './sight.ts';
import type { TrainableRule } from './trainable-rules.ts';

/** What the model makes of the two batches of a step. */
export interface TermOutputs {
  readonly source: ModelOutput;
  readonly target: ModelOutput;
  /** int32, places in the class names. */
  readonly sourceLabels_B: Tensor1D;
}

/** What the loss of a term is given beside {@link TermOutputs}. */
export interface TermContext<Options, Own> extends Pick<
  Context<Options, Own>,
  'options' | 'modules' | 'parameters' | 'progress' | 'random' | 'architecture'
> {
  /** The weight that the experiment gives the term: `adaptationWeight` of the method that is made of it. */
  readonly weight: number;
}

/** A term that does more than be multiplied by its weight. */
export interface TermLoss {
  readonly value: Scalar;
  /** What the value counts in the total. Default: the weight; 1 where the weight is at work within the value. */
  readonly factor?: number;
  readonly measurements?: NonNullable<LossTerms['measurements']>;
}

/**
 * What is added to a loss that looks at source and target: by itself, to the classification of the source, it is a method
 * (`defineTermMethod`); with `add` in an experiment it joins the loss of another one.
 */
export interface Term {
  /** The name of the method that is made of it. */
  readonly name: string;
  readonly description: string;
  /** Schema of the weight, with its default and what it says. */
  readonly weight: z.ZodType<number>;
  /** Options beside the weight, all with defaults. */
  readonly options: z.ZodObject;
  requires?(architecture: Architecture, options: unknown): string | undefined;
  readonly smallestBatch?: number;
  /** The recipe's options are the term's own, and `adaptationWeight`. */
  warnings?(recipe: Recipe): readonly string[];
  modules(options: unknown, architecture: Architecture): Modules;
  /** Rules for the parameters of its modules. */
  trainable(options: unknown, architecture: Architecture): readonly TrainableRule[];
  loss(context: TermContext<unknown, Modules>, outputs: TermOutputs): TermLoss;
}

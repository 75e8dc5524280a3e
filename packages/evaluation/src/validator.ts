import { TrunklineError } from '@trunkline/system';

/**
 * What a validator may read at one checkpoint. Target labels are not among the things that exist here.
 * `[N, K]` and `[N, D]` values are row-major; the sides have their own N.
 */
export interface ValidatorInputs {
  /** K, the number of classes. */
  readonly classes: number;
  /** D, the width of the embeddings. */
  readonly embeddingWidth: number;
  /** Optimiser steps done. */
  readonly step: number;
  readonly sourceTrainLogits: Float32Array;
  readonly sourceTrainEmbeddings: Float32Array;
  readonly sourceTrainLabels: Int32Array;
  readonly sourceValidationLogits: Float32Array;
  readonly sourceValidationEmbeddings: Float32Array;
  readonly sourceValidationLabels: Int32Array;
  /** Of the target training images, without augmentation. */
  readonly targetLogits: Float32Array;
  readonly targetEmbeddings: Float32Array;
}

/** The name of something that a validator may read. */
export type ValidatorInput = keyof ValidatorInputs;

/** A rule that scores a checkpoint without target labels. */
export interface Validator {
  readonly name: string;
  /** The paper that proposes it, or what it is known from. */
  readonly paper: string;
  /** One sentence: what it measures and what it assumes. */
  readonly description: string;
  /** Exactly what {@link score} is given. */
  readonly reads: readonly ValidatorInput[];
  readonly better: 'higher' | 'lower';
  /** Score of one checkpoint; fields outside {@link reads} are neither computed nor read. */
  score(inputs: Partial<ValidatorInputs>): number;
}

/** Makes a {@link Validator}; `score` is typed to receive exactly the inputs that `reads` names, and checks that they are there. */
export function defineValidator<const Name extends ValidatorInput>(definition: {
  readonly name: string;
  readonly paper: string;
  readonly description: string;
  readonly reads: readonly Name[];
  readonly better: 'higher' | 'lower';
  readonly score: (inputs: Pick<ValidatorInputs, Name>) => number;
}): Validator {
  return {
    ...definition,
    score(inputs) {
      return definition.score(pick(inputs, definition.reads, definition.name));
    },
  };
}

function pick<Name extends ValidatorInput>(
  inputs: Partial<ValidatorInputs>,
  names: readonly Name[],
  validator: string,
): Pick<ValidatorInputs, Name> {
  const picked: Partial<ValidatorInputs> = {};
  for (const name of names) {
    if (inputs[name] === undefined) {
      throw new TrunklineError('TL_VALIDATOR_INPUT', `The validator ${validator} reads ${name}, which was not given.`, {
        hint: `Give every input that inputsOf([…]) lists: ${names.join(', ')}.`,
      });
    }
    Object.assign(picked, { [name]: inputs[name] });
  }
  return picked as Pick<ValidatorInputs, Name>;
}

/** Everything that these validators read together: what has to be computed at an evaluation. */
export function inputsOf(validators: readonly Validator[]): ReadonlySet<ValidatorInput> {
  return new Set(validators.flatMap((validator) => validator.reads));
}

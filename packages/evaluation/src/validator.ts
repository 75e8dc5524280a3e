import { markDefinition, TrunklineError } from '@trunkline/system';
import type { Tables } from './tables.ts';

/** What a validator may read at one checkpoint: {@link Tables} and what they are of. */
export interface ValidatorInputs extends Tables {
  /** K, the number of classes. */
  readonly classes: number;
  /** D, the width of the embeddings. */
  readonly embeddingWidth: number;
  /** Optimiser steps done. */
  readonly step: number;
  /**
   * Of the target's training images, each blended with another: {@link mixShare} of itself, the rest of its partner. Pixels
   * are blended where the model begins at pixels, maps or embeddings where it begins behind frozen layers.
   */
  readonly targetTrainMixedLogits: Float32Array;
  /** Row of the image that each was blended with, `[N]`; every image is a partner once. */
  readonly targetTrainPartners: Int32Array;
}

/** What a blended image has of itself; its partner has the rest (Hu et al. 2023, λ). */
export const mixShare = 0.55;

/** The name of something that a validator may read. */
export type ValidatorInput = keyof ValidatorInputs;

/** The domain that a run's held-out labelled images are of: the source, or for an oracle the target. */
export type HeldOutSide = 'source' | 'target';

/**
 * What a validator that reads held-out images needs them to be. `any`: images like those that the method learns to
 * classify, so that the rule has the same meaning for an oracle. `source`: images of the source, because the rule
 * compares them with the target's.
 */
export type HeldOutNeed = 'any' | 'source';

/** A rule that scores a checkpoint without target labels. */
export interface Validator {
  readonly name: string;
  /** The paper that proposes it, or what it is known from. */
  readonly paper: string;
  /** One sentence: what it measures and what it assumes. */
  readonly description: string;
  /** Exactly what {@link score} is given. */
  readonly reads: readonly ValidatorInput[];
  /** There for a validator that reads held-out images. */
  readonly heldOut?: HeldOutNeed;
  readonly better: 'higher' | 'lower';
  /** There for a rule that judges checkpoints by what others say of them all: their names. */
  readonly combines?: readonly string[];
  /**
   * There with {@link combines}: scores of checkpoints, from its own {@link score} of each and what the others that judge them
   * say. A checkpoint that is better by none of these and worse by one must not get a better score: its weights may have
   * been let go.
   */
  readonly combine?: Combine;
  /** Score of one checkpoint, NaN where a table is not finite; fields outside {@link reads} are neither computed nor read. */
  score(inputs: Partial<ValidatorInputs>): number;
}

/** The scores that another rule gives the same checkpoints; undefined for those that it does not judge. */
export interface MemberScores {
  readonly better: 'higher' | 'lower';
  readonly scores: readonly (number | undefined)[];
}

/** See {@link Validator.combine}; `own` are the rule's own scores, of which higher ones are better. */
export type Combine = (own: readonly number[], members: readonly MemberScores[]) => readonly number[];

type HeldOutInput = Extract<ValidatorInput, `heldOut${string}`>;

/**
 * Makes a {@link Validator}. `score` is typed to receive exactly the inputs that `reads` names, and checks that they are
 * there; a validator that reads held-out images must say in `heldOut` what they have to be.
 */
export function defineValidator<const Name extends ValidatorInput>(
  definition: {
    readonly name: string;
    readonly paper: string;
    readonly description: string;
    readonly reads: readonly Name[];
    readonly better: 'higher' | 'lower';
    readonly combines?: readonly string[];
    readonly combine?: Combine;
    readonly score: (inputs: Pick<ValidatorInputs, Name>) => number;
  } & ([Extract<Name, HeldOutInput>] extends [never]
    ? { readonly heldOut?: never }
    : { readonly heldOut: HeldOutNeed }),
): Validator {
  return markDefinition('validator', {
    ...definition,
    score(inputs: Partial<ValidatorInputs>) {
      const picked = pick(inputs, definition.reads, definition.name);
      return Object.values(picked).every(holdsNumbers) ? definition.score(picked) : NaN;
    },
  });
}

/** Whether all of an input are numbers: the largest of logits that are none may look like a class. */
function holdsNumbers(input: unknown): boolean {
  return !(input instanceof Float32Array) || input.every(Number.isFinite);
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

/** Whether a validator's score means what it says for a run whose held-out images are of this side. */
export function judges({ heldOut = 'any' }: Pick<Validator, 'heldOut'>, side: HeldOutSide): boolean {
  return heldOut === 'any' || heldOut === side;
}

/** Whether a validator looks at images of the source; for an oracle the held-out ones are of the target. */
export function readsSource({ reads }: Pick<Validator, 'reads'>): boolean {
  return reads.some((name) => name.startsWith('sourceTrain') || name.startsWith('heldOut'));
}

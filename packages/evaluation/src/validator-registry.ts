import { TrunklineError } from '@trunkline/system';
import { distance } from 'fastest-levenshtein';
import { allValidators } from './generated/validators.ts';
import type { Validator } from './validator.ts';

/** Every validator there is, in the order of their names. */
export function validators(): readonly Validator[] {
  return allValidators;
}

/**
 * The validator of this name.
 *
 * @throws TrunklineError `TL_UNKNOWN_VALIDATOR`, which names one that is near
 */
export function findValidator(name: string): Validator {
  const found = allValidators.find((validator) => validator.name === name);
  if (found !== undefined) return found;
  const names = allValidators.map((validator) => validator.name);
  throw new TrunklineError('TL_UNKNOWN_VALIDATOR', `There is no validator named "${name}".`, {
    hint: `${meant(name, names)}There are: ${names.join(', ')}.`,
    exitStatus: 2,
  });
}

/** A guess only where at most a third of the letters differ, or the given parts begin those of a name: `source-val-acc`. */
function meant(given: string, names: readonly string[]): string {
  const parts = given.toLowerCase().split('-');
  const abbreviated = names.find((name) => parts.every((part, index) => name.split('-')[index]?.startsWith(part)));
  const near = names.find((name) => distance(given.toLowerCase(), name) <= given.length / 3);
  const guess = abbreviated ?? near;
  return guess === undefined ? '' : `Did you mean "${guess}"? `;
}

import { TrunklineError } from '@trunkline/system';
import { closest } from 'fastest-levenshtein';
import { allValidators } from './generated/validators.ts';
import type { Validator } from './validator.ts';

/** Every validator there is, in the order of their names. */
export function validators(): readonly Validator[] {
  return allValidators;
}

/**
 * The validator of this name.
 *
 * @throws TrunklineError `TL_UNKNOWN_VALIDATOR`, which names the nearest one
 */
export function findValidator(name: string): Validator {
  const found = allValidators.find((validator) => validator.name === name);
  if (found !== undefined) return found;
  const names = allValidators.map((validator) => validator.name);
  throw new TrunklineError('TL_UNKNOWN_VALIDATOR', `There is no validator named "${name}".`, {
    hint: `Did you mean "${closest(name, names)}"? There are: ${names.join(', ')}.`,
    exitStatus: 2,
  });
}

import { nearest, TrunklineError } from '@trunkline/system';
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
  const meant = nearest(name, names);
  throw new TrunklineError('TL_UNKNOWN_VALIDATOR', `There is no validator named "${name}".`, {
    hint: `${meant === undefined ? '' : `Did you mean "${meant}"? `}There are: ${names.join(', ')}.`,
    exitStatus: 2,
  });
}

import { createRegistry } from '@trunkline/system';
import { allValidators } from './generated/validators.ts';
import type { Validator } from './validator.ts';

const registry = createRegistry<Validator>({
  noun: 'validator',
  code: 'TL_VALIDATOR_UNKNOWN',
  items: allValidators,
  hint: 'Run `trunkline validators` to see what each of them measures.',
});

/** Every validator there is, in the order of their names. */
export function validators(): readonly Validator[] {
  return registry.list();
}

/** The validator of this name. Throws `TL_VALIDATOR_UNKNOWN`, naming the nearest one. */
export function findValidator(name: string): Validator {
  return registry.find(name);
}

import { createRegistry } from '@trunkline/system';
import { checkValidator } from './check-validator.ts';
import { allValidators } from './generated/validators.ts';
import type { Validator } from './validator.ts';

const registry = createRegistry<Validator>({
  noun: 'validator',
  code: 'TL_VALIDATOR_UNKNOWN',
  items: allValidators,
  hint: 'Run `trunkline validators` to see what each of them measures, or list the file that defines it under `plugins`.',
});

/** Every validator there is, in the order of their names. */
export function validators(): readonly Validator[] {
  return registry.list();
}

/** The validator of this name. Throws `TL_VALIDATOR_UNKNOWN`, naming the nearest one. */
export function findValidator(name: string): Validator {
  return registry.find(name);
}

/**
 * Adds a validator of your own for this process and answers how to take it away again. Throws `TL_VALIDATOR_INVALID`,
 * `TL_NAME_TAKEN`, `TL_BAD_NAME`.
 */
export function registerValidator(validator: Validator): () => void {
  checkValidator(validator);
  return registry.register(validator);
}

import { TrunklineError } from '@trunkline/system';

/** The number, if it is valid. Throws `TL_BAD_OPTION`. */
export function checkNumber(what: string, value: number, valid: (value: number) => boolean, expected: string): number {
  if (Number.isFinite(value) && valid(value)) return value;
  throw new TrunklineError('TL_BAD_OPTION', `The optimiser's ${what} is ${value}, expected a number ${expected}.`, {
    hint: 'See OptimiserOptions of @trunkline/engine.',
    exitStatus: 2,
  });
}

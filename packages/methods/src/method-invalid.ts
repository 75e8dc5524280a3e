import { TrunklineError } from '@trunkline/system';

/** The error for a definition that no compiler has refused. `problems` are what is wrong, as halves of sentences. */
export function methodInvalid(name: string, problems: readonly string[]): TrunklineError {
  return new TrunklineError('TL_METHOD_INVALID', `The method ${JSON.stringify(name)}: ${problems.join('; ')}.`, {
    hint: 'Correct its definition; docs/add-a-method.md shows a whole one.',
    exitStatus: 2,
  });
}

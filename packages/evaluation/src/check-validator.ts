import { definitionOf, TrunklineError } from '@trunkline/system';
import type { Validator, ValidatorInput } from './validator.ts';

const readable: Readonly<Record<ValidatorInput, true>> = {
  classes: true,
  embeddingWidth: true,
  step: true,
  sourceTrainLogits: true,
  sourceTrainEmbeddings: true,
  sourceTrainLabels: true,
  heldOutLogits: true,
  heldOutEmbeddings: true,
  heldOutLabels: true,
  targetTrainLogits: true,
  targetTrainEmbeddings: true,
  targetTrainMixedLogits: true,
  targetTrainPartners: true,
};

/**
 * Checks what the types of `defineValidator` promise, for validators that no compiler has seen. Throws
 * `TL_VALIDATOR_INVALID`, naming everything that is wrong.
 */
export function checkValidator(validator: Validator): void {
  const problems = problemsOf(validator);
  if (problems.length === 0) return;
  throw new TrunklineError(
    'TL_VALIDATOR_INVALID',
    `The validator ${JSON.stringify(validator.name)}: ${problems.join('; ')}.`,
    { hint: 'Correct its definition; docs/add-a-validator.md shows a whole one.', exitStatus: 2 },
  );
}

function problemsOf(validator: Validator): string[] {
  if (definitionOf(validator)?.kind !== 'validator') return ['it is not what defineValidator returns'];
  const { reads, better, heldOut, combines, combine } = validator as Partial<Validator>;
  const problems: string[] = [];
  for (const key of ['paper', 'description'] as const) {
    if (typeof validator[key] !== 'string' || validator[key].trim() === '') problems.push(`${key} is missing`);
  }
  if (!Array.isArray(reads) || reads.length === 0) problems.push('reads is not a list of what it reads');
  else {
    const unknown = reads.filter((name) => !Object.hasOwn(readable, name));
    if (unknown.length > 0) {
      problems.push(`reads names ${unknown.join(', ')}, which is not among ${Object.keys(readable).join(', ')}`);
    }
    if (reads.some((name) => name.startsWith('heldOut')) && heldOut !== 'any' && heldOut !== 'source') {
      problems.push(`it reads held-out images, and heldOut is ${JSON.stringify(heldOut)}, expected "any" or "source"`);
    }
  }
  if (better !== 'higher' && better !== 'lower') {
    problems.push(`better is ${JSON.stringify(better)}, expected "higher" or "lower"`);
  }
  if ((combine === undefined) !== (combines === undefined))
    problems.push('combines and combine are there together or not');
  else if (combines !== undefined && (!Array.isArray(combines) || combines.length === 0)) {
    problems.push('combines is not a list of names of validators');
  }
  return problems;
}

import { definitionOf, TrunklineError } from '@trunkline/system';
import type { AnyAugmentationDefinition } from './define-augmentation.ts';

/**
 * Checks what the types of `defineAugmentation` promise, for augmentations that no compiler has seen. Throws
 * `TL_AUGMENTATION_INVALID`, naming everything that is wrong.
 */
export function checkAugmentation(augmentation: AnyAugmentationDefinition): void {
  const problems = problemsOf(augmentation);
  if (problems.length === 0) return;
  throw new TrunklineError(
    'TL_AUGMENTATION_INVALID',
    `The augmentation ${JSON.stringify(augmentation.name)}: ${problems.join('; ')}.`,
    { hint: 'Correct its definition; docs/add-an-augmentation.md shows a whole one.', exitStatus: 2 },
  );
}

function problemsOf(augmentation: AnyAugmentationDefinition): string[] {
  if (definitionOf(augmentation)?.kind !== 'augmentation') return ['it is not what defineAugmentation returns'];
  const { description, defaults } = augmentation;
  const problems: string[] = [];
  if (typeof description !== 'string' || description.trim() === '') problems.push('description is missing');
  if (typeof defaults !== 'object' || defaults === null) return [...problems, 'defaults is missing'];
  try {
    const made = augmentation.create(defaults);
    if (typeof made.apply !== 'function') problems.push('it does not make an augmentation');
  } catch (error) {
    problems.push(`its own defaults are refused (${error instanceof Error ? error.message : String(error)})`);
  }
  return problems;
}

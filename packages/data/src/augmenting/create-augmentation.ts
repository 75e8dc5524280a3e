import { createRegistry } from '@trunkline/system';
import { checkAugmentation } from './check-augmentation.ts';
import type { AnyAugmentationDefinition, Augmentation } from './define-augmentation.ts';
import { allAugmentations } from '../generated/augmentations.ts';

/** As in an experiment file: a name, or a name with options. */
export type AugmentationReference = string | { readonly name: string; readonly [option: string]: unknown };

const registry = createRegistry<AnyAugmentationDefinition>({
  noun: 'augmentation',
  code: 'TL_AUGMENTATION_UNKNOWN',
  items: allAugmentations,
  hint: 'For one of your own list the file that defines it under `plugins`.',
});

/** Every kind of augmentation there is. */
export function augmentations(): readonly AnyAugmentationDefinition[] {
  return registry.list();
}

/** The kind of augmentation of this name. Throws `TL_AUGMENTATION_UNKNOWN`, naming the nearest one. */
export function findAugmentation(name: string): AnyAugmentationDefinition {
  return registry.find(name);
}

/** The augmentation of a reference. Throws `TL_AUGMENTATION_UNKNOWN` and, for its options, `TL_AUGMENTATION`. */
export function createAugmentation(reference: AugmentationReference): Augmentation {
  const { name, ...options } = typeof reference === 'string' ? { name: reference } : reference;
  return registry.find(name).create(options);
}

/**
 * Adds an augmentation of your own for this process and answers how to take it away again. Throws
 * `TL_AUGMENTATION_INVALID`, `TL_NAME_TAKEN`, `TL_BAD_NAME`.
 */
export function registerAugmentation(augmentation: AnyAugmentationDefinition): () => void {
  checkAugmentation(augmentation);
  return registry.register(augmentation);
}

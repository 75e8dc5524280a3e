import { TrunklineError } from '@trunkline/system';
import type { AnyAugmentationDefinition, Augmentation } from './define-augmentation.ts';
import { allAugmentations } from '../augmentations/index.ts';

/** As in an experiment file: a name, or a name with options. */
export type AugmentationReference = string | { readonly name: string; readonly [option: string]: unknown };

/** Every kind of augmentation there is. */
export function augmentations(): readonly AnyAugmentationDefinition[] {
  return allAugmentations;
}

/** The augmentation of a reference. Throws `TL_AUGMENTATION`. */
export function createAugmentation(reference: AugmentationReference): Augmentation {
  const { name, ...options } = typeof reference === 'string' ? { name: reference } : reference;
  const found = allAugmentations.find((one) => one.name === name);
  if (found) return found.create(options);
  throw new TrunklineError(
    'TL_AUGMENTATION',
    `There is no augmentation ${JSON.stringify(name)}; there are ${allAugmentations.map((one) => one.name).join(', ')}.`,
    { exitStatus: 2, hint: 'Correct the name.' },
  );
}

import type { SealedImages } from '@trunkline/data';
import { openSealedLabels } from '@trunkline/data/sealed';
import type { MethodDefinition } from '@trunkline/methods';

/** Target labels for training and validating the oracle; for any definition that does not declare them, an error. */
export function oracleLabels(definition: MethodDefinition, images: SealedImages): Int32Array {
  if (definition.family !== 'oracle' || !definition.sees.includes('targetLabels')) {
    throw new Error(`Method '${definition.name}' may not see target labels.`);
  }
  return openSealedLabels(images);
}

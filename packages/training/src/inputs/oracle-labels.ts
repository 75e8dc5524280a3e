import type { SealedImages } from '@trunkline/data';
import { openSealedLabels } from '@trunkline/data/sealed';
import type { MethodDefinition } from '@trunkline/methods';

/** Target labels for training and validating the oracle; for any method that does not declare them, an error. */
export function oracleLabels(
  method: Pick<MethodDefinition, 'name' | 'role' | 'sees'>,
  images: SealedImages,
): Int32Array {
  if (method.role !== 'oracle' || !method.sees.includes('targetLabels')) {
    throw new Error(`Method '${method.name}' may not see target labels.`);
  }
  return openSealedLabels(images);
}

import type { SealedImages } from '@trunkline/data';
import { openSealedLabels } from '@trunkline/data/sealed';
import type { MethodDefinition } from '@trunkline/methods';

/** Target labels for training and validating the oracle; for any other method, an error. */
export function oracleLabels(
  method: Pick<MethodDefinition, 'name' | 'role'>,
  images: SealedImages | undefined,
): Int32Array {
  if (method.role !== 'oracle') {
    throw new Error(`Method '${method.name}' may not see target labels.`);
  }
  if (!images) throw new Error(`The target has no labels for method '${method.name}'.`);
  return openSealedLabels(images);
}

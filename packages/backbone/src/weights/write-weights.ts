import { writeSafetensors } from '../readers/safetensors.ts';
import type { ParameterValues } from './trunk-weights.ts';
import { encodeDescription, type WeightsDescription } from './weights-metadata.ts';

/**
 * Writes trunk parameters with what has to go with them (slope, preprocessing) as one safetensors file, atomically, so that
 * `loadWeights` finds everything again. Equal input gives equal bytes. Throws `TL_DISK_FULL`, `TL_NO_PERMISSION`.
 */
export async function writeWeights(
  path: string,
  parameters: ParameterValues,
  description: WeightsDescription,
): Promise<void> {
  await writeSafetensors(path, parameters, encodeDescription(description));
}

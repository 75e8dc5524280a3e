import { TrunklineError } from '@trunkline/system';
import { loadWeights, type LoadOptions } from './load-weights.ts';
import { writeWeights } from './write-weights.ts';

/** What {@link convertWeights} did; plain JSON. */
export interface Conversion {
  readonly from: string;
  readonly to: string;
  readonly parameters: number;
  readonly digest: string;
  readonly weightSet: string | null;
}

/**
 * Writes the VGG16 trunk of any file that can be read (or of a pulled set, by name) as one safetensors file in this
 * project's layout, with its slope and preprocessing. Throws as `loadWeights` and `writeWeights`, and `TL_BAD_OPTION` when
 * `to` is no `.safetensors` path.
 */
export async function convertWeights(from: string, to: string, options: LoadOptions = {}): Promise<Conversion> {
  if (!to.endsWith('.safetensors')) {
    throw new TrunklineError('TL_BAD_OPTION', `The converted file would be ${to}, expected a path in .safetensors.`, {
      hint: 'Name the result something.safetensors.',
      exitStatus: 2,
    });
  }
  const loaded = await loadWeights(from, options);
  await writeWeights(to, loaded.parameters, {
    trunk: 'vgg16-gap',
    negativeSlope: loaded.negativeSlope ?? 0,
    preprocessing: loaded.preprocessing,
    ...(loaded.set?.digests ? { weightSet: loaded.set.name } : {}),
  });
  return {
    from,
    to,
    parameters: Object.keys(loaded.parameters).length,
    digest: loaded.digest,
    weightSet: loaded.set?.name ?? null,
  };
}

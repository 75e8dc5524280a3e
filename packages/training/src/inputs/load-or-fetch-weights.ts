import { loadWeights, pullWeights, type LoadedWeights } from '@trunkline/backbone';
import { isTrunklineError } from '@trunkline/system';

/**
 * The weights that an experiment names. A published set that is not on this machine yet is fetched, with its progress on
 * standard error, and stays in the user cache. Throws what `loadWeights` and `pullWeights` throw.
 */
export async function loadOrFetchWeights(
  nameOrPath: string,
  onNotice: (line: string) => void,
  pull: typeof pullWeights = pullWeights,
): Promise<LoadedWeights> {
  try {
    return await loadWeights(nameOrPath);
  } catch (error) {
    if (!isTrunklineError(error) || error.code !== 'TL_WEIGHTS_MISSING') throw error;
    onNotice(`The weight set ${nameOrPath} is not on this machine yet and is fetched now, once.`);
    await pull(nameOrPath);
    return await loadWeights(nameOrPath);
  }
}

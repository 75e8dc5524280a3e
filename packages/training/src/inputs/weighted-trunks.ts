import { defaultPreprocessing, loadWeights, type ParameterValues, type Trunk } from '@trunkline/backbone';
import { tf } from '@trunkline/engine';
import { createRandom, sha256, TrunklineError } from '@trunkline/system';
import { loadOrFetchWeights } from './load-or-fetch-weights.ts';
import type { WeightedTrunk } from './frozen-prefix.ts';
import type { ResolvedMethod } from '../experiment/resolve.ts';
import { trunkOf } from '../experiment/resolved-trunk.ts';

/** Trunks with their initial weights, each read or drawn once in an invocation. */
export class WeightedTrunks {
  readonly #found = new Map<string, Promise<WeightedTrunk>>();
  readonly #onNotice: (line: string) => void;

  constructor(onNotice: (line: string) => void) {
    this.#onNotice = onNotice;
  }

  /**
   * The trunk of a method; random weights depend on the seed. A published set that is not on this machine is fetched, or
   * without `fetches` an error, `TL_WEIGHTS_MISSING`.
   */
  async get(
    { trunk }: Pick<ResolvedMethod, 'trunk'>,
    seed: number,
    { fetches = true }: { readonly fetches?: boolean } = {},
  ): Promise<WeightedTrunk> {
    const settings = { ...trunk, frozenThrough: undefined };
    const key = JSON.stringify([settings, trunk.weights === null ? seed : null]);
    let found = this.#found.get(key);
    if (!found) {
      found =
        trunk.weights === null ? Promise.resolve(randomTrunk(trunk, seed)) : this.#load(trunk, trunk.weights, fetches);
      this.#found.set(key, found);
    }
    return await found;
  }

  async #load(settings: ResolvedMethod['trunk'], name: string, fetches: boolean): Promise<WeightedTrunk> {
    const loaded = fetches ? await loadOrFetchWeights(name, this.#onNotice) : await loadWeights(name);
    const trunk = trunkOf(settings, loaded.negativeSlope);
    checkFit(name, loaded.parameters, trunk);
    const slope = trunk.negativeSlope;
    if (loaded.negativeSlope !== undefined && slope !== loaded.negativeSlope) {
      this.#onNotice(
        `${name} was trained with slope ${loaded.negativeSlope} and runs with slope ${slope}: its activations change their size (ImageNet's embeddings grow about a hundredfold at 0.2), so learning rates do not carry over.`,
      );
    }
    return {
      trunk,
      parameters: loaded.parameters,
      digest: loaded.digest,
      ...(loaded.seen !== undefined && { seen: loaded.seen }),
      preprocessing: loaded.preprocessing,
    };
  }
}

/** Refuses weights that are not those of a trunk with these options. Throws `TL_TRUNK_MISMATCH`. */
function checkFit(weights: string, parameters: ParameterValues, trunk: Trunk): void {
  const misfit = trunk.parameters().find(({ name, shape }) => parameters[name]?.shape.join() !== shape.join());
  if (!misfit) return;
  const found = parameters[misfit.name]?.shape;
  throw new TrunklineError(
    'TL_TRUNK_MISMATCH',
    `${weights} does not fit the trunk ${trunk.name} with ${JSON.stringify(trunk.options)}: ${misfit.name} is ${found ? `[${found.join(', ')}]` : 'not there'}, expected [${misfit.shape.join(', ')}].`,
    { hint: 'Set the options of trunk to those of the weights, or trunk.weights to null.', exitStatus: 2 },
  );
}

function randomTrunk(settings: ResolvedMethod['trunk'], seed: number): WeightedTrunk {
  const trunk = trunkOf(settings, undefined);
  const variables = trunk.init(createRandom(seed).fork('trunk'));
  const parameters = Object.fromEntries(
    Object.entries(variables).map(([key, variable]) => [
      key,
      { shape: [...variable.shape], data: Float32Array.from(variable.dataSync() as Float32Array) },
    ]),
  );
  tf.dispose(Object.values(variables));
  const digest = sha256(JSON.stringify(['random', trunk.name, trunk.options, seed]));
  return { trunk, parameters, digest, preprocessing: defaultPreprocessing };
}

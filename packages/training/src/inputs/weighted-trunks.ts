import { createTrunk, defaultPreprocessing, type Trunk } from '@trunkline/backbone';
import { createRandom, tf } from '@trunkline/engine';
import { sha256, TrunklineError } from '@trunkline/system';
import { loadOrFetchWeights } from './load-or-fetch-weights.ts';
import type { WeightedTrunk } from './frozen-prefix.ts';
import { without } from '../values/without.ts';
import type { ResolvedMethod } from '../experiment/resolve.ts';

/** Trunks with their initial weights, each read or drawn once in an invocation. */
export class WeightedTrunks {
  readonly #found = new Map<string, Promise<WeightedTrunk>>();
  readonly #onNotice: (line: string) => void;

  constructor(onNotice: (line: string) => void) {
    this.#onNotice = onNotice;
  }

  /** The trunk of a method; random weights depend on the seed. */
  async get({ trunk }: ResolvedMethod, seed: number): Promise<WeightedTrunk> {
    const settings = without(trunk, 'frozenThrough');
    const key = JSON.stringify([settings, settings.weights === null ? seed : null]);
    let found = this.#found.get(key);
    if (!found) {
      found =
        settings.weights === null ? Promise.resolve(randomTrunk(trunk, seed)) : this.#load(trunk, settings.weights);
      this.#found.set(key, found);
    }
    return await found;
  }

  async #load(settings: ResolvedMethod['trunk'], name: string): Promise<WeightedTrunk> {
    const loaded = await loadOrFetchWeights(name, this.#onNotice);
    if (loaded.width !== settings.width || loaded.batchNorm !== settings.batchNorm) {
      throw new TrunklineError(
        'TL_TRUNK_MISMATCH',
        `${name} is a trunk of width ${loaded.width} ${loaded.batchNorm ? 'with' : 'without'} batch norm; the experiment asks for width ${settings.width} ${settings.batchNorm ? 'with' : 'without'}.`,
        {
          hint: 'Set trunk.width and trunk.batchNorm to those of the weights, or trunk.weights to null.',
          exitStatus: 2,
        },
      );
    }
    const slope = settings.negativeSlope ?? loaded.negativeSlope ?? 0.2;
    if (loaded.negativeSlope !== undefined && slope !== loaded.negativeSlope) {
      this.#onNotice(
        `${name} was trained with slope ${loaded.negativeSlope} and runs with slope ${slope}: its activations change their size (ImageNet's embeddings grow about a hundredfold at 0.2), so learning rates do not carry over.`,
      );
    }
    return {
      trunk: createTrunk({
        name: settings.name,
        width: settings.width,
        batchNorm: settings.batchNorm,
        negativeSlope: slope,
      }),
      parameters: loaded.parameters,
      digest: loaded.digest,
      ...(loaded.seen !== undefined && { seen: loaded.seen }),
      preprocessing: loaded.preprocessing,
    };
  }
}

function randomTrunk(settings: ResolvedMethod['trunk'], seed: number): WeightedTrunk {
  const { name, width, batchNorm, negativeSlope = 0.2 } = settings;
  const trunk: Trunk = createTrunk({ name, width, batchNorm, negativeSlope });
  const variables = trunk.init(createRandom(seed).fork('trunk'));
  const parameters = Object.fromEntries(
    Object.entries(variables).map(([key, variable]) => [
      key,
      { shape: [...variable.shape], data: Float32Array.from(variable.dataSync() as Float32Array) },
    ]),
  );
  tf.dispose(Object.values(variables));
  const digest = sha256(JSON.stringify(['random', name, width, batchNorm, negativeSlope, seed]));
  return { trunk, parameters, digest, preprocessing: defaultPreprocessing };
}

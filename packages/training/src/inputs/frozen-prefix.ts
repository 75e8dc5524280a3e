import {
  costOf,
  type Cut,
  cutDepth,
  cutName,
  cutShape,
  globalAveragePool,
  layerAfter,
  preprocess,
  type Preprocessing,
  type Trunk,
} from '@trunkline/backbone';
import { pixelPolicy, type Images } from '@trunkline/data';
import { currentEngine, tf, type Tensor, type Tensor4D } from '@trunkline/engine';
import { TrunklineError } from '@trunkline/system';
import type { ActivationCache } from './activation-cache.ts';
import type { ActivationKey, ActivationTable, CachePrecision, RowReader } from './activation-table.ts';

/** Parameters as plain numbers, as a weight set gives them. */
export type PlainParameters = Readonly<
  Record<string, { readonly shape: readonly number[]; readonly data: Float32Array }>
>;

/** A trunk with its initial weights. */
export interface WeightedTrunk {
  readonly trunk: Trunk;
  readonly parameters: PlainParameters;
  readonly digest: string;
  /** What the trunk has seen, in words, where its weights say. */
  readonly seen?: string;
  readonly preprocessing: Preprocessing;
}

/** Images in one pass: constant, so that a row never depends on which others were missing. */
const chunk = 128;

/** Computes and caches what the frozen part of a trunk makes of the images of one domain. */
export class FrozenPrefix {
  readonly #weighted: WeightedTrunk;
  readonly #domain: Images;
  readonly #imageSize: number;
  readonly #precision: CachePrecision;
  readonly #cache: ActivationCache;
  readonly #indexOf: Map<string, number>;
  readonly #cuts = new Set<Cut>();

  constructor(
    cache: ActivationCache,
    weighted: WeightedTrunk,
    domain: Images,
    imageSize: number,
    precision: CachePrecision,
  ) {
    this.#precision = precision;
    this.#cache = cache;
    this.#weighted = weighted;
    this.#domain = domain;
    this.#imageSize = imageSize;
    this.#indexOf = new Map(domain.keys.map((id, index) => [id, index]));
  }

  /**
   * Makes sure that these images' activations at `cut` are cached. A deeper cut is computed from a shallower one where
   * that holds them already: no layer runs twice on an image.
   */
  async prepare(ids: readonly string[], cut: Exclude<Cut, 'images'>, options: PrepareOptions = {}): Promise<void> {
    const table = await this.#table(cut);
    this.#cuts.add(cut);
    await table.fill(ids, (missing) => this.#compute(missing, cut, options), {
      rowsAtOnce: this.#rowsAtOnce(),
      ...(options.purpose !== undefined && { purpose: options.purpose }),
    });
  }

  /** Images that went through frozen layers for a purpose, in this process or an earlier one, as far as they are cached still. */
  async imagesFor(purpose: string): Promise<number> {
    let images = 0;
    for (const cut of this.#cuts) images += (await this.#table(cut)).madeFor(purpose);
    return images;
  }

  /** As many images as two cores of a small machine need some twenty seconds for. */
  #rowsAtOnce(): number {
    const { totals } = costOf(this.#weighted.trunk, { height: this.#imageSize, width: this.#imageSize });
    return chunk * Math.max(1, Math.floor(1e12 / totals.multiplyAdds / chunk));
  }

  /** Rows of these images at `cut`, prepared before. */
  async reader(ids: readonly string[], cut: Exclude<Cut, 'images'>): Promise<RowReader> {
    return await (await this.#table(cut)).reader(ids);
  }

  async #table(cut: Cut): Promise<ActivationTable> {
    const { trunk, digest, preprocessing } = this.#weighted;
    const engine = currentEngine();
    const key: ActivationKey = {
      weights: digest,
      trunk: { name: trunk.name, ...trunk.options },
      preprocessing,
      imageSize: this.#imageSize,
      cut: cutName(cut),
      data: this.#domain.digest,
      precision: this.#precision,
      pixels: pixelPolicy,
      engine: engine ? `${engine.name} ${engine.version} ${engine.device}` : '',
    };
    return await this.#cache.open(key, length(cutShape(trunk, cut, this.#imageSize)));
  }

  async *#compute(missing: readonly string[], cut: Cut, options: PrepareOptions): AsyncGenerator<Float32Array> {
    const { trunk } = this.#weighted;
    const start = await this.#startingPoint(missing, cut);
    const from = start.cut === 'images' ? trunk.layers[0]?.name : layerAfter(trunk, cutName(start.cut));
    const to = cut === 'embedding' ? trunk.layers.at(-1)?.name : cutName(cut);
    const runs = cutDepth(trunk, start.cut) < Math.min(cutDepth(trunk, cut), trunk.layers.length);
    const names = runs && from !== undefined && to !== undefined ? trunk.parameterNames({ from, to }) : [];
    const parameters = Object.fromEntries(names.map((name) => [name, this.#tensor(name)]));
    try {
      let next = start.input(missing.slice(0, chunk));
      for (let begin = 0; begin < missing.length; begin += chunk) {
        options.signal?.throwIfAborted();
        const input = await next;
        const later = missing.slice(begin + chunk, begin + 2 * chunk);
        if (later.length > 0) {
          next = start.input(later);
          next.catch(() => undefined); // the await that follows throws it
        }
        const count = Math.min(chunk, missing.length - begin);
        const values = tf.tidy(() => {
          let maps = start.tensor(input, count);
          if (runs && from !== undefined && to !== undefined) {
            maps = trunk.apply(parameters, maps, { from, to }, { trainable: () => false });
          }
          return (cut === 'embedding' ? globalAveragePool(maps) : maps).dataSync() as Float32Array;
        });
        yield values.subarray(0, (values.length / chunk) * count);
        options.onProgress?.(count);
        // a turn of the event loop: decoding goes on, signals arrive
        await new Promise((resolve) => setImmediate(resolve));
      }
    } finally {
      tf.dispose(Object.values(parameters));
    }
  }

  #tensor(name: string): Tensor {
    const found = this.#weighted.parameters[name];
    if (!found)
      throw new TrunklineError('TL_PARAMETER_MISSING', `The weights have no parameter '${name}'.`, {
        exitStatus: 2,
        hint: 'Use weights of the same trunk, width and batch normalisation.',
      });
    return tf.tensor(found.data, [...found.shape]);
  }

  /** The deepest cached cut before `cut` that has all these images, or the pictures themselves. */
  async #startingPoint(
    ids: readonly string[],
    cut: Cut,
  ): Promise<{
    cut: Cut;
    input: (ids: readonly string[]) => Promise<Float32Array>;
    tensor: (input: Float32Array, count: number) => Tensor4D;
  }> {
    const { trunk, preprocessing } = this.#weighted;
    const depth = cutDepth(trunk, cut);
    const shallower = [...this.#cuts]
      .filter((one) => one !== 'embedding' && cutDepth(trunk, one) < depth)
      .sort((first, second) => cutDepth(trunk, second) - cutDepth(trunk, first));
    for (const one of shallower) {
      const table = await this.#table(one);
      if (table.missing(ids).length > 0) continue;
      const shape = cutShape(trunk, one, this.#imageSize) as [number, number, number];
      return {
        cut: one,
        input: async (some) => await (await table.reader(some)).gather(some.map((_, index) => index)),
        tensor: (input) => tf.tensor4d(padded(input, length(shape)), [chunk, ...shape]),
      };
    }
    const size = { height: this.#imageSize, width: this.#imageSize };
    const row = this.#imageSize * this.#imageSize * 3;
    return {
      cut: 'images',
      input: async (some) => {
        const indices = some.map((id) => this.#indexOf.get(id) ?? -1);
        return Float32Array.from(await this.#domain.pixels(indices, size));
      },
      tensor: (input) =>
        preprocess(tf.tensor4d(padded(input, row), [chunk, size.height, size.width, 3]), preprocessing),
    };
  }
}

/** How {@link FrozenPrefix.prepare} reports and stops. */
export interface PrepareOptions {
  readonly signal?: AbortSignal;
  /** What the activations are computed for: see {@link FrozenPrefix.imagesFor}. */
  readonly purpose?: string;
  /** Images done since the last call. */
  readonly onProgress?: (images: number) => void;
}

function padded(values: Float32Array, rowLength: number): Float32Array {
  if (values.length === chunk * rowLength) return values;
  const result = new Float32Array(chunk * rowLength);
  result.set(values);
  return result;
}

function length(shape: readonly number[]): number {
  return shape.reduce((product, side) => product * side, 1);
}

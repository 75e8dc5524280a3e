import { type Cut, cutShape, preprocess } from '@trunkline/backbone';
import type { Augmentation, Images } from '@trunkline/data';
import { tf, type Random, type Tensor } from '@trunkline/engine';
import type { ActivationCache } from './activation-cache.ts';
import type { CachePrecision } from './activation-table.ts';
import { FrozenPrefix, type PrepareOptions, type WeightedTrunk } from './frozen-prefix.ts';
import type { DomainPixels } from './domain-pixels.ts';

/** The images of one split as a model takes them at a cut. */
export interface SplitInput {
  readonly count: number;
  readonly cut: Cut;
  /**
   * Numbers of these images; `random` feeds augmentation, and `partners` are pixels of other images that it may mix in. Not on the engine's device yet: can run ahead.
   */
  load(indices: Int32Array, random: Random, partners?: Uint8Array): Promise<Float32Array>;
  /** What {@link load} gave, as the model's input. */
  tensor(values: Float32Array): Tensor;
}

/** One domain seen through one weighted trunk: pixels and cached activations of its images. */
export class DomainInputs {
  readonly prefix: FrozenPrefix;
  readonly pixels: DomainPixels;
  readonly #weighted: WeightedTrunk;
  readonly #imageSize: number;

  constructor(
    cache: ActivationCache,
    weighted: WeightedTrunk,
    domain: Images,
    pixels: DomainPixels,
    imageSize: number,
    precision: CachePrecision,
  ) {
    this.prefix = new FrozenPrefix(cache, weighted, domain, imageSize, precision);
    this.pixels = pixels;
    this.#weighted = weighted;
    this.#imageSize = imageSize;
  }

  /** Computes what is not cached yet of these splits at a cut. */
  async prepare(splits: readonly Images[], cut: Cut, options: PrepareOptions): Promise<void> {
    if (cut === 'images') return;
    const ids = [...new Set(splits.flatMap(({ keys }) => keys))];
    await this.prefix.prepare(ids, cut, options);
  }

  /** A split at a cut that was prepared. */
  async split(images: Images, cut: Cut): Promise<SplitInput> {
    if (cut === 'images') return this.#fromPixels(images, []);
    const reader = await this.prefix.reader(images.keys, cut);
    const shape = cutShape(this.#weighted.trunk, cut, this.#imageSize);
    return {
      count: images.count,
      cut,
      load: (indices) => reader.gather(indices),
      tensor: (values) => tf.tensor(values, [values.length / reader.rowLength, ...shape]),
    };
  }

  /** A training split whose pictures are augmented anew each time; nothing of it can be cached. */
  augmented(images: Images, augment: readonly Augmentation[]): SplitInput {
    return this.#fromPixels(images, augment);
  }

  /** Pixels of images as they are, row after row. */
  async rows(images: Images, indices: Int32Array): Promise<Uint8Array> {
    const { keys } = images;
    return await this.pixels.rows(Array.from(indices, (index) => keys[index] as string));
  }

  #fromPixels(images: Images, augment: readonly Augmentation[]): SplitInput {
    const side = this.#imageSize;
    const { preprocessing } = this.#weighted;
    return {
      count: images.count,
      cut: 'images',
      load: async (indices, random, partners) => {
        let pixels = await this.rows(images, indices);
        const shape = { batch: indices.length, height: side, width: side };
        augment.forEach((one, place) => {
          pixels = one.apply(pixels, shape, random.fork(`${place} ${one.name}`), partners);
        });
        return Float32Array.from(pixels);
      },
      tensor: (values) => {
        const batch = values.length / (side * side * 3);
        return tf.tidy(() => preprocess(tf.tensor4d(values, [batch, side, side, 3]), preprocessing));
      },
    };
  }
}

import { cutShape, preprocess, type Cut, type Preprocessing } from '@trunkline/backbone';
import type { Augmentation, Images } from '@trunkline/data';
import { tf, type Tensor } from '@trunkline/engine';
import type { Random } from '@trunkline/system';
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

/** Images by their keys: all that is needed to find their pixels and activations. */
export type KeyedImages = Pick<Images, 'count' | 'keys'>;

/** One side of a pair, seen through one weighted trunk: pixels and cached activations of its images. */
export interface SideInputs {
  /** The domains that its images are from. */
  readonly parts: readonly DomainInputs[];
  /** Computes what is not cached yet of these splits at a cut. */
  prepare(splits: readonly KeyedImages[], cut: Cut, options: PrepareOptions): Promise<void>;
  /** A split at a cut that was prepared. */
  split(images: KeyedImages, cut: Cut): Promise<SplitInput>;
  /** A training split whose pictures are augmented anew each time; nothing of it can be cached. */
  augmented(images: KeyedImages, augment: readonly Augmentation[]): SplitInput;
  /** Pixels of images as they are: uint8 RGB, `[indices, size, size, 3]`. */
  rows(images: KeyedImages, indices: Int32Array): Promise<Uint8Array>;
}

/** A side that is one domain. */
export class DomainInputs implements SideInputs {
  readonly parts = [this];
  readonly prefix: FrozenPrefix;
  readonly #pixels: DomainPixels;
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
    this.#pixels = pixels;
    this.#weighted = weighted;
    this.#imageSize = imageSize;
  }

  async prepare(splits: readonly KeyedImages[], cut: Cut, options: PrepareOptions): Promise<void> {
    if (cut === 'images') return;
    const ids = [...new Set(splits.flatMap(({ keys }) => keys))];
    await this.prefix.prepare(ids, cut, options);
  }

  async split(images: KeyedImages, cut: Cut): Promise<SplitInput> {
    if (cut === 'images') return this.augmented(images, []);
    const reader = await this.prefix.reader(images.keys, cut);
    const shape = cutShape(this.#weighted.trunk, cut, this.#imageSize);
    return {
      count: images.count,
      cut,
      load: (indices) => reader.gather(indices),
      tensor: (values) => tf.tensor(values, [values.length / reader.rowLength, ...shape]),
    };
  }

  augmented(images: KeyedImages, augment: readonly Augmentation[]): SplitInput {
    return pixelInput(this, images, augment, this.#imageSize, this.#weighted.preprocessing);
  }

  async rows({ keys }: KeyedImages, indices: Int32Array): Promise<Uint8Array> {
    return await this.#pixels.rows(Array.from(indices, (index) => keys[index] as string));
  }
}

/** Images read as pixels, augmented where that is wanted. */
export function pixelInput(
  inputs: Pick<SideInputs, 'rows'>,
  images: KeyedImages,
  augment: readonly Augmentation[],
  side: number,
  preprocessing: Preprocessing,
): SplitInput {
  return {
    count: images.count,
    cut: 'images',
    load: async (indices, random, partners) => {
      let pixels = await inputs.rows(images, indices);
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

/** Height and width in pixels. */
export interface ImageSize {
  readonly height: number;
  readonly width: number;
}

/** Which side of an official split an image belongs to. */
export type Part = 'train' | 'validation' | 'test';

/** Codes in {@link Images.officialParts_N}; 0 means that the data set does not say. */
export const partCodes = { unassigned: 0, train: 1, validation: 2, test: 3 } as const;

/**
 * Which original each image is or was made from. Images with the same `root` and index are the same picture, or show the
 * same original (MNIST and MNIST-M: the same digits), and a fair split must put them on the same side.
 */
export interface Lineage {
  readonly root: string;
  readonly index_N: Int32Array;
}

/** Pictures of one domain, without labels. Holding one costs no pixels: they are read when asked for. */
export interface Images {
  readonly dataSet: string;
  readonly domain: string;
  readonly count: number;
  /** SHA-256 (hexadecimal) of what is in it: pixels or files, labels, and which of them were chosen. */
  readonly digest: string;
  /**
   * One name an image, unique within its data set and domain. Files have their path, which often names the class: where
   * labels are sealed or absent, ids are hashes of it.
   */
  readonly ids: readonly string[];
  /**
   * A key for each image within its domain, the same whether ids are open or hidden: the start of the SHA-256 of its id.
   * Subsets share the strings of the whole, so that asking again costs nothing.
   */
  readonly keys: readonly string[];
  readonly officialParts_N?: Uint8Array;
  /**
   * A number for the content of each image, `[N]`: equal content (bytes of a file, or pixels of a table), equal number,
   * in any domain. Undefined where the reader has not looked at contents.
   */
  contents(): BigUint64Array | undefined;
  /**
   * uint8 RGB, `[indices, height, width, 3]`: the shortest side is scaled to fit, the rest is cropped evenly on both
   * sides. Files are decoded off the main thread. Throws `TL_IMAGE_CORRUPT`, `TL_IMAGE_TOO_SMALL`, `TL_IMAGE_TOO_LARGE`.
   */
  pixels(indices: Int32Array | readonly number[], size: ImageSize): Promise<Uint8Array>;
  /** The images at these places, in this order. */
  subset(indices: Int32Array | readonly number[]): Images;
}

/** Pictures with their classes. */
export interface LabelledImages extends Images {
  /** Index into {@link classNames}, `[N]`. */
  readonly labels_N: Int32Array;
  readonly classNames: readonly string[];
  /** Which of {@link domainNames} each image is from, `[N]`: all 0, but for joined images. */
  readonly domains_N: Int32Array;
  readonly domainNames: readonly string[];
  readonly lineage: Lineage;
  subset(indices: Int32Array | readonly number[]): LabelledImages;
}

declare const sealedBrand: unique symbol;

/** Labels nobody can read, except through `openSealedLabels` of `@trunkline/data/sealed`. */
export interface SealedLabels {
  readonly [sealedBrand]: 'sealed';
}

/** Pictures whose classes exist but are out of reach: what training, methods and validators get of a target domain. */
export interface SealedImages extends Images {
  readonly classNames: readonly string[];
  readonly sealed: SealedLabels;
  subset(indices: Int32Array | readonly number[]): SealedImages;
}

/** Whether images have labels that the final evaluation can open. */
export function isSealed(images: Images): images is SealedImages {
  return 'sealed' in images;
}

/** Whether images have labels that anyone may read. */
export function isLabelled(images: Images): images is LabelledImages {
  return 'labels_N' in images;
}

import type { ImageSize } from '../images/images.ts';

/** Where pixels come from, by index; what `Images` objects and their subsets share. */
export interface PixelSource {
  readonly count: number;
  /** SHA-256 of the content in this order, labels not included. */
  readonly digest: string;
  /** A number for the content of each image: equal content, equal number. Absent where nobody has looked. */
  contents?(): BigUint64Array | undefined;
  /** uint8 RGB, `[indices, height, width, 3]`. */
  read(indices: Int32Array, size: ImageSize): Promise<Uint8Array>;
}

import type { Images } from '@trunkline/data';

/** Decoded pixels kept in memory for one domain at most: a larger one is read from its source, and its cache, each time. */
const memoryBytes = 128 * 2 ** 20;

/** Pictures of one domain at one size, decoded once where they fit into memory. */
export class DomainPixels {
  readonly #images: Images;
  readonly #size: number;
  readonly #indexOf: ReadonlyMap<string, number>;
  readonly #rowLength: number;
  #kept: Uint8Array | undefined;
  #present: Uint8Array | undefined;

  constructor(images: Images, size: number) {
    this.#images = images;
    this.#size = size;
    this.#rowLength = size * size * 3;
    this.#indexOf = new Map(images.keys.map((id, index) => [id, index]));
  }

  /** uint8 RGB rows of these images, `[ids, size, size, 3]`, in a buffer of the caller's own. */
  async rows(ids: readonly string[]): Promise<Uint8Array> {
    const indices = Int32Array.from(ids, (id) => {
      const index = this.#indexOf.get(id);
      if (index === undefined)
        throw new Error(`Image '${id}' is not in ${this.#images.dataSet}/${this.#images.domain}.`);
      return index;
    });
    const size = { height: this.#size, width: this.#size };
    if (this.#images.count * this.#rowLength > memoryBytes) return await this.#images.pixels(indices, size);
    const kept = (this.#kept ??= new Uint8Array(this.#images.count * this.#rowLength));
    const present = (this.#present ??= new Uint8Array(this.#images.count));
    const missing = indices.filter((index) => present[index] === 0);
    if (missing.length > 0) {
      const pixels = await this.#images.pixels(missing, size);
      missing.forEach((index, at) => {
        kept.set(pixels.subarray(at * this.#rowLength, (at + 1) * this.#rowLength), index * this.#rowLength);
        present[index] = 1;
      });
    }
    const result = new Uint8Array(indices.length * this.#rowLength);
    indices.forEach((index, at) => {
      result.set(kept.subarray(index * this.#rowLength, (index + 1) * this.#rowLength), at * this.#rowLength);
    });
    return result;
  }
}

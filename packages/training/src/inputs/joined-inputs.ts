import { partOfKey, type Augmentation } from '@trunkline/data';
import type { Cut, Preprocessing } from '@trunkline/backbone';
import type { PrepareOptions } from './frozen-prefix.ts';
import { pixelInput, type DomainInputs, type KeyedImages, type SideInputs, type SplitInput } from './split-input.ts';

/**
 * A side that is several domains joined, see `joinImages`. Each keeps its own cached activations, so that pairs which share
 * a domain share them too.
 */
export class JoinedInputs implements SideInputs {
  readonly parts: readonly DomainInputs[];
  readonly #imageSize: number;
  readonly #preprocessing: Preprocessing;

  constructor(parts: readonly DomainInputs[], imageSize: number, preprocessing: Preprocessing) {
    this.parts = parts;
    this.#imageSize = imageSize;
    this.#preprocessing = preprocessing;
  }

  async prepare(splits: readonly KeyedImages[], cut: Cut, options: PrepareOptions): Promise<void> {
    const { keys } = this.#route(splits.flatMap((images) => images.keys));
    for (const [place, part] of this.parts.entries()) {
      const own = keys[place] as readonly string[];
      if (own.length > 0) await part.prepare([{ count: own.length, keys: own }], cut, options);
    }
  }

  async split(images: KeyedImages, cut: Cut): Promise<SplitInput> {
    if (cut === 'images') return this.augmented(images, []);
    const { keys, place_N, row_N } = this.#route(images.keys);
    const inputs = await Promise.all(
      this.parts.map(async (part, place) => {
        const own = keys[place] as readonly string[];
        return await part.split({ count: own.length, keys: own }, cut);
      }),
    );
    return {
      count: images.count,
      cut,
      load: async (indices, random) =>
        await this.#gather(
          indices.length,
          (at) => place_N[indices[at] as number] as number,
          async (place, chosen) => {
            const rows = Int32Array.from(chosen, (at) => row_N[indices[at] as number] as number);
            return await (inputs[place] as SplitInput).load(rows, random);
          },
          (length) => new Float32Array(length),
        ),
      tensor: (values) => (inputs[0] as SplitInput).tensor(values),
    };
  }

  augmented(images: KeyedImages, augment: readonly Augmentation[]): SplitInput {
    return pixelInput(this, images, augment, this.#imageSize, this.#preprocessing);
  }

  async rows({ keys }: KeyedImages, indices: Int32Array): Promise<Uint8Array> {
    const known = Array.from(indices, (index) => partOfKey(keys[index] as string));
    return await this.#gather(
      indices.length,
      (at) => known[at]?.part ?? 0,
      async (place, chosen) => {
        const own = chosen.map((at) => known[at]?.key ?? '');
        return await (this.parts[place] as DomainInputs).rows(
          { count: own.length, keys: own },
          Int32Array.from(own.keys()),
        );
      },
      (length) => new Uint8Array(length),
    );
  }

  /** Keys by part, and the part and row there of each of them. */
  #route(joined: readonly string[]) {
    const keys: string[][] = this.parts.map(() => []);
    const place_N = new Int32Array(joined.length);
    const row_N = new Int32Array(joined.length);
    joined.forEach((one, at) => {
      const { part, key } = partOfKey(one);
      const own = keys[part] as string[];
      place_N[at] = part;
      row_N[at] = own.length;
      own.push(key);
    });
    return { keys, place_N, row_N };
  }

  /** Rows of all parts in the order asked for: `load` gives those of one part. */
  async #gather<T extends Float32Array | Uint8Array>(
    count: number,
    placeOf: (at: number) => number,
    load: (place: number, chosen: readonly number[]) => Promise<T>,
    make: (length: number) => T,
  ): Promise<T> {
    const chosen: number[][] = this.parts.map(() => []);
    for (let at = 0; at < count; at++) (chosen[placeOf(at)] as number[]).push(at);
    const loaded = await Promise.all(
      chosen.map(async (own, place) => (own.length > 0 ? { own, values: await load(place, own) } : undefined)),
    );
    let output: T | undefined;
    for (const part of loaded) {
      if (!part) continue;
      const length = part.values.length / part.own.length;
      output ??= make(count * length);
      for (const [row, at] of part.own.entries())
        output.set(part.values.subarray(row * length, (row + 1) * length), at * length);
    }
    return output ?? make(0);
  }
}

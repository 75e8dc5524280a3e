import type { Random } from '@trunkline/system';

/** Where a sampler is: plain JSON. The order of an epoch follows from the random stream's name and the epoch. */
export interface SamplerState {
  readonly epoch: number;
  readonly batch: number;
}

/** One batch of indices, and the stream that its augmentation draws from. */
export interface SampledBatch {
  readonly indices: Int32Array;
  readonly random: Random;
}

/**
 * An endless series of batches without replacement: each epoch is a new order of all `count` images; what remains of an
 * epoch and does not fill a batch is left out. A set smaller than a batch gives all it has.
 */
export class Sampler {
  readonly #count: number;
  readonly #batchSize: number;
  readonly #random: Random;
  #place: SamplerState;
  #order: { readonly epoch: number; readonly indices: Int32Array } | undefined;

  constructor(count: number, batchSize: number, random: Random, place: SamplerState = { epoch: 0, batch: 0 }) {
    this.#count = count;
    this.#batchSize = Math.min(batchSize, count);
    this.#random = random;
    this.#place = place;
  }

  state(): SamplerState {
    return this.#place;
  }

  next(): SampledBatch {
    const { epoch, batch } = this.#place;
    if (this.#order?.epoch !== epoch) {
      this.#order = { epoch, indices: this.#random.fork(`order ${epoch}`).permutation(this.#count) };
    }
    const indices = this.#order.indices.slice(batch * this.#batchSize, (batch + 1) * this.#batchSize);
    const more = (batch + 2) * this.#batchSize <= this.#count;
    this.#place = more ? { epoch, batch: batch + 1 } : { epoch: epoch + 1, batch: 0 };
    return { indices, random: this.#random.fork(`augmentation ${epoch} ${batch}`) };
  }
}

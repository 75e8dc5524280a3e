import { restoreRandom, type Random, type RandomState } from '@trunkline/engine/random';
import { TrunklineError } from '@trunkline/system';
import type { Augmentation } from './augmentation.ts';
import type { Images, ImageSize, LabelledImages } from './images.ts';

/** Some images on their way to the trunk. */
export interface Batch {
  /** Places in the images that the batches were made of, `[B]`. */
  readonly indices: Int32Array;
  /** uint8 RGB, `[B, height, width, 3]`. */
  readonly pixels_BHWC: Uint8Array;
}

/** A batch with classes. */
export interface LabelledBatch extends Batch {
  readonly labels_B: Int32Array;
}

/** How batches are made. */
export interface BatchOptions {
  readonly batchSize: number;
  readonly size: ImageSize;
  /** Order and augmentation; what was drawn from it before does not matter, only its seed and name do. */
  readonly random: Random;
  readonly augment?: readonly Augmentation[];
  /** Batches made ahead of the one asked for. Default: 2. */
  readonly prefetch?: number;
  /**
   * Leave out what remains at an epoch's end when it is not a whole batch. Default: true. Otherwise the last batch of an
   * epoch is smaller. A set smaller than one batch always gives all it has.
   */
  readonly dropRemainder?: boolean;
}

/** Where a stream of batches is: plain JSON, for a checkpoint. It counts what was handed out, not what was made ahead. */
export interface BatchesState {
  readonly digest: string;
  readonly batchSize: number;
  readonly epoch: number;
  /** Images of this epoch that were handed out. */
  readonly cursor: number;
  /** The stream that the order of every epoch and the augmentation of every batch come from. */
  readonly random: RandomState;
}

/** An endless stream of batches: every epoch is a new order of all images. */
export interface Batches<B extends Batch> {
  readonly batchesPerEpoch: number;
  next(): Promise<B>;
  state(): BatchesState;
  /** Goes on from `state`: the batches that follow are identical. Throws `TL_STATE_MISMATCH` for other images or sizes. */
  restore(state: BatchesState): void;
}

export function createBatches(images: LabelledImages, options: BatchOptions): Batches<LabelledBatch>;
export function createBatches(images: Images, options: BatchOptions): Batches<Batch>;
export function createBatches(images: Images | LabelledImages, options: BatchOptions): Batches<Batch> {
  const { batchSize, size, augment = [], prefetch = 2, dropRemainder = true } = options;
  checkBatchSize(batchSize, images);
  const full = Math.floor(images.count / batchSize);
  const batchesPerEpoch = dropRemainder && full > 0 ? full : Math.ceil(images.count / batchSize);
  let random = options.random.fork('batches');
  let handedOut = { epoch: 0, batch: 0 };
  let made = handedOut;
  let order: { readonly epoch: number; readonly random: Random; readonly order_N: Int32Array } | undefined;
  let queue: Promise<Batch>[] = [];

  const make = ({ epoch, batch }: Place): Promise<Batch> => {
    if (order?.epoch !== epoch || order.random !== random) {
      order = { epoch, random, order_N: random.fork(`order ${epoch}`).permutation(images.count) };
    }
    const indices = order.order_N.slice(batch * batchSize, (batch + 1) * batchSize);
    return readBatch(images, indices, size, augment, random.fork(`augmentation ${epoch} ${batch}`));
  };
  const after = ({ epoch, batch }: Place): Place =>
    batch + 1 < batchesPerEpoch ? { epoch, batch: batch + 1 } : { epoch: epoch + 1, batch: 0 };
  const fill = (): void => {
    while (queue.length < prefetch + 1) {
      const batch = make(made);
      batch.catch(() => undefined); // reported by the next() that reaches it
      queue.push(batch);
      made = after(made);
    }
  };

  return {
    batchesPerEpoch,
    async next() {
      fill();
      const batch = await (queue.shift() as Promise<Batch>);
      handedOut = after(handedOut);
      fill();
      return batch;
    },
    state: () => ({
      digest: images.digest,
      batchSize,
      epoch: handedOut.epoch,
      cursor: handedOut.batch * batchSize,
      random: random.state(),
    }),
    restore(state) {
      if (state.digest !== images.digest || state.batchSize !== batchSize || state.cursor % batchSize !== 0) {
        throw new TrunklineError(
          'TL_STATE_MISMATCH',
          `The saved place is in batches of ${state.batchSize} of the images ${state.digest.slice(0, 12)}; these are batches of ${batchSize} of ${images.digest.slice(0, 12)} (${images.dataSet}/${images.domain}).`,
          { exitStatus: 2, hint: 'Resume with the same data and batch size, or start a new run.' },
        );
      }
      random = restoreRandom(state.random);
      handedOut = made = { epoch: state.epoch, batch: state.cursor / batchSize };
      queue = [];
    },
  };
}

interface Place {
  readonly epoch: number;
  readonly batch: number;
}

/** Every image once, in order, the last batch being what remains; one batch is made ahead. */
export function batchesInOrder(
  images: LabelledImages,
  options: Pick<BatchOptions, 'batchSize' | 'size'>,
): AsyncGenerator<LabelledBatch>;
export function batchesInOrder(
  images: Images,
  options: Pick<BatchOptions, 'batchSize' | 'size'>,
): AsyncGenerator<Batch>;
export async function* batchesInOrder(
  images: Images | LabelledImages,
  { batchSize, size }: Pick<BatchOptions, 'batchSize' | 'size'>,
): AsyncGenerator<Batch> {
  checkBatchSize(batchSize, images);
  const make = (start: number): Promise<Batch> | undefined => {
    if (start >= images.count) return undefined;
    const indices = Int32Array.from({ length: Math.min(batchSize, images.count - start) }, (_, place) => start + place);
    const batch = readBatch(images, indices, size, [], undefined);
    batch.catch(() => undefined); // reported when it is reached
    return batch;
  };
  let ahead = make(0);
  for (let start = 0; ahead; start += batchSize) {
    const current = ahead;
    ahead = make(start + batchSize);
    yield await current;
  }
}

async function readBatch(
  images: Images | LabelledImages,
  indices: Int32Array,
  size: ImageSize,
  augment: readonly Augmentation[],
  random: Random | undefined,
): Promise<Batch> {
  let pixels_BHWC = await images.pixels(indices, size);
  if (random) {
    const shape = { batch: indices.length, ...size };
    augment.forEach((augmentation, place) => {
      pixels_BHWC = augmentation.apply(pixels_BHWC, shape, random.fork(`${place} ${augmentation.name}`));
    });
  }
  if (!('labels_N' in images)) return { indices, pixels_BHWC };
  const labels_B = indices.map((index) => images.labels_N[index] as number);
  const batch: LabelledBatch = { indices, pixels_BHWC, labels_B };
  return batch;
}

function checkBatchSize(batchSize: number, images: Images): void {
  if (Number.isInteger(batchSize) && batchSize >= 1 && images.count >= 1) return;
  throw new TrunklineError(
    'TL_BATCH_SIZE',
    `Batches of ${batchSize} from ${images.count} images of ${images.dataSet}/${images.domain}.`,
    { exitStatus: 2, hint: 'The batch size is a whole number, 1 or more, and there must be images.' },
  );
}

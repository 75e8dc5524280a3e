import type { Cut } from '@trunkline/backbone';
import { createAugmentation, Sampler, type AugmentationReference, type SamplerState } from '@trunkline/data';
import { createRandom, tf, type Tensor } from '@trunkline/engine';
import type { Batch, OracleSight } from '@trunkline/methods';
import { trainingSplits, type LabelSight } from './labelled-split.ts';
import type { RunData } from './run-data.ts';
import type { SplitInput } from './split-input.ts';

type SideName = 'source' | 'target';

interface Side {
  readonly input: SplitInput;
  readonly labels?: Int32Array;
  readonly sampler: Sampler;
}

interface Loading {
  readonly indices: Int32Array;
  readonly values: Promise<Float32Array>;
}

/** One batch of each side, off the engine. */
export interface LoadedBatch {
  /** The batch as tensors, with exactly what the method sees. The caller disposes it. */
  tensors(): Batch<readonly OracleSight[]> & Record<string, Tensor>;
}

/** Where the samplers of a stage are, by side. */
export interface SamplerPlaces {
  readonly source?: SamplerState;
  readonly target?: SamplerState;
}

/** What decides which batches a stage is given. */
export interface FeedSettings {
  readonly method: LabelSight;
  readonly seed: number;
  readonly batchSize: number;
  readonly augment: readonly AugmentationReference[];
  readonly stageIndex: number;
  /** Where training enters the model. */
  readonly enters: Cut;
}

/** Training batches of a stage, one loaded ahead of the one that is computed. */
export class Feed {
  /** Where training enters the model. */
  readonly cut: Cut;
  readonly #sides: Partial<Record<SideName, Side>>;
  readonly #sees: readonly OracleSight[];
  #places: SamplerPlaces;
  #next: Partial<Record<SideName, Loading>>;

  private constructor(cut: Cut, sides: Partial<Record<SideName, Side>>, sees: readonly OracleSight[]) {
    this.cut = cut;
    this.#sides = sides;
    this.#sees = sees;
    this.#places = this.#placesNow();
    this.#next = this.#draw();
  }

  /** Opens the splits that a method sees where training enters the model. */
  static async open(data: RunData, settings: FeedSettings, places: SamplerPlaces): Promise<Feed> {
    const { method, seed, batchSize, stageIndex, enters } = settings;
    const augment = settings.augment.map((one) => createAugmentation(one));
    const splits = trainingSplits(method, data.splits);
    const sides: Partial<Record<SideName, Side>> = {};
    for (const name of ['source', 'target'] as const) {
      const split = splits[name];
      if (!split) continue;
      const inputs = name === 'source' ? data.sourceInputs : data.targetInputs;
      const input =
        enters === 'images' ? inputs.augmented(split.images, augment) : await inputs.split(split.images, enters);
      // the order depends on seed, side and stage alone: methods of one seed see the same source batches
      const random = createRandom(seed).fork(`batches ${name} ${stageIndex}`);
      const sampler = new Sampler(split.images.count, batchSize, random, places[name]);
      sides[name] = { input, sampler, ...(split.labels && { labels: split.labels }) };
    }
    return new Feed(enters, sides, method.sees);
  }

  /** Where the next batch begins: what a checkpoint keeps. */
  get places(): SamplerPlaces {
    return this.#places;
  }

  async next(): Promise<LoadedBatch> {
    const loading = this.#next;
    const loaded: { name: SideName; side: Side; indices: Int32Array; values: Float32Array }[] = [];
    for (const name of ['source', 'target'] as const) {
      const side = this.#sides[name];
      const one = loading[name];
      if (side && one) loaded.push({ name, side, indices: one.indices, values: await one.values });
    }
    this.#places = this.#placesNow();
    this.#next = this.#draw();
    const sees = this.#sees;
    return {
      tensors() {
        const batch: Record<string, Tensor> = {};
        for (const { name, side, indices, values } of loaded) {
          batch[`${name}Images`] = side.input.tensor(values);
          const { labels } = side;
          if (!labels || !sees.includes(`${name}Labels`)) continue;
          batch[`${name}Labels_B`] = tf.tensor1d(
            Int32Array.from(indices, (index) => labels[index] as number),
            'int32',
          );
        }
        return batch as unknown as Batch<readonly OracleSight[]> & Record<string, Tensor>;
      },
    };
  }

  /** Waits for what is being loaded ahead, so that nothing goes on in the background. */
  async close(): Promise<void> {
    await Promise.allSettled([this.#next.source?.values, this.#next.target?.values]);
  }

  #placesNow(): SamplerPlaces {
    const { source, target } = this.#sides;
    return { ...(source && { source: source.sampler.state() }), ...(target && { target: target.sampler.state() }) };
  }

  #draw(): Partial<Record<SideName, Loading>> {
    const drawn: Partial<Record<SideName, Loading>> = {};
    for (const [name, side] of Object.entries(this.#sides) as [SideName, Side][]) {
      const { indices, random } = side.sampler.next();
      const values = side.input.load(indices, random);
      values.catch(() => undefined); // the await that follows throws it
      drawn[name] = { indices, values };
    }
    return drawn;
  }
}

import type { Cut } from '@trunkline/backbone';
import {
  createAugmentation,
  Sampler,
  type AugmentationReference,
  type Images,
  type SamplerState,
} from '@trunkline/data';
import { tf, type Tensor } from '@trunkline/engine';
import { createRandom, type Random } from '@trunkline/system';
import type { AnyBatch, OracleSight, View } from '@trunkline/methods';
import { batchSides, seesSide, type BatchSide } from '../stages/batch-sides.ts';
import { trainingSplits, type LabelSight } from './labelled-split.ts';
import type { RunData } from './run-data.ts';
import type { SideInputs, SplitInput } from './split-input.ts';

/** The rows of one domain among those of a side. */
interface Group {
  /** Names the sampler's place in a checkpoint. */
  readonly key: string;
  /** Places of its rows in the split; undefined: all. */
  readonly rows: Int32Array | undefined;
  readonly sampler: Sampler;
}

interface Side {
  readonly images: Images;
  readonly inputs: SideInputs;
  /** Undefined where a stage sees only views of it, or only its labels. */
  readonly input: SplitInput | undefined;
  readonly labels?: Int32Array;
  /** Which source each row is from. */
  readonly domains?: Int32Array;
  readonly groups: readonly Group[];
}

interface OpenView {
  readonly name: string;
  readonly of: View['of'];
  readonly partner: View['partner'];
  readonly input: SplitInput;
}

/** Rows of one side, drawn for a batch: each group's places in the split, and the stream of their augmentation. */
interface Drawn {
  readonly parts: readonly { readonly indices: Int32Array; readonly random: Random }[];
  readonly indices: Int32Array;
}

interface Loading {
  readonly drawn: Partial<Record<BatchSide, Drawn>>;
  readonly images: Readonly<Record<string, Promise<Float32Array>>>;
  readonly views: Readonly<Record<string, Promise<Float32Array>>>;
}

/** A batch off the engine. */
export interface LoadedBatch {
  /** The batch as tensors, with exactly what the stage sees. The caller disposes it. */
  tensors(): AnyBatch;
}

/** Where the samplers of a stage are, by side; `source 0`, `source 1`, … of several sources. */
export type SamplerPlaces = Readonly<Record<string, SamplerState>>;

/** What decides which batches a stage is given. */
export interface FeedSettings {
  readonly method: LabelSight;
  readonly sees: readonly OracleSight[];
  readonly views: Readonly<Record<string, View>>;
  readonly seed: number;
  /** Images of each domain in a batch. */
  readonly batchSize: number;
  readonly augment: readonly AugmentationReference[];
  readonly stageIndex: number;
  /** Where training enters the model. */
  readonly enters: Cut;
}

/** Training batches of a stage, one loaded ahead of the one that is computed. */
export class Feed {
  readonly #sides: Partial<Record<BatchSide, Side>>;
  readonly #views: readonly OpenView[];
  readonly #sees: readonly OracleSight[];
  #places: SamplerPlaces;
  #next: Loading;

  private constructor(
    sides: Partial<Record<BatchSide, Side>>,
    views: readonly OpenView[],
    sees: readonly OracleSight[],
  ) {
    this.#sides = sides;
    this.#views = views;
    this.#sees = sees;
    this.#places = this.#placesNow();
    this.#next = this.#draw();
  }

  /** Opens the splits that a stage sees, where training enters the model. */
  static async open(data: RunData, settings: FeedSettings, places: SamplerPlaces): Promise<Feed> {
    const { method, sees, enters } = settings;
    const augment = settings.augment.map((one) => createAugmentation(one));
    const splits = trainingSplits(method, sees, data.splits);
    const sides: Partial<Record<BatchSide, Side>> = {};
    for (const name of batchSides) {
      const isViewed = Object.values(settings.views).some(({ of, partner }) => of === name || partner === name);
      if (!seesSide(sees, name) && !isViewed) continue;
      const split = splits[name];
      if (!split) throw new Error(`The pair has no part '${name}'.`);
      const { images, labels } = split;
      const inputs = name === 'source' ? data.sourceInputs : data.targetInputs;
      const domains = name === 'source' ? splits.source.domains : undefined;
      const wanted = sees.includes(`${name}Images`);
      const open = async (): Promise<SplitInput> =>
        enters === 'images' ? inputs.augmented(images, augment) : await inputs.split(images, enters);
      sides[name] = {
        images,
        inputs,
        input: wanted ? await open() : undefined,
        groups: groupsOf(name, images.count, domains, settings, places),
        ...(labels && { labels }),
        ...(domains && { domains }),
      };
    }
    const views = Object.entries(settings.views).map(([name, view]): OpenView => {
      const { images, inputs } = sides[view.of] as Side;
      const own = view.augment.map((one) => createAugmentation(one));
      return { name, of: view.of, partner: view.partner, input: inputs.augmented(images, own) };
    });
    return new Feed(sides, views, sees);
  }

  /** Where the next batch begins: what a checkpoint keeps. */
  get places(): SamplerPlaces {
    return this.#places;
  }

  async next(): Promise<LoadedBatch> {
    const { drawn, images, views } = this.#next;
    const values: Record<string, Float32Array> = {};
    for (const [name, one] of Object.entries(images)) values[name] = await one;
    const viewed: Record<string, Float32Array> = {};
    for (const [name, one] of Object.entries(views)) viewed[name] = await one;
    this.#places = this.#placesNow();
    this.#next = this.#draw();
    return { tensors: () => this.#tensors(drawn, values, viewed) };
  }

  /** Waits for what is being loaded ahead, so that nothing goes on in the background. */
  async close(): Promise<void> {
    await Promise.allSettled([...Object.values(this.#next.images), ...Object.values(this.#next.views)]);
  }

  #tensors(
    drawn: Partial<Record<BatchSide, Drawn>>,
    values: Readonly<Record<string, Float32Array>>,
    viewed: Readonly<Record<string, Float32Array>>,
  ): AnyBatch {
    const sees = this.#sees;
    const batch: Record<string, Tensor> = {};
    for (const name of batchSides) {
      const side = this.#sides[name];
      const indices = drawn[name]?.indices;
      if (!side || !indices) continue;
      const pick = (from: Int32Array | undefined) =>
        tf.tensor1d(
          Int32Array.from(indices, (index) => from?.[index] ?? 0),
          'int32',
        );
      if (side.input && values[name]) batch[`${name}Images`] = side.input.tensor(values[name]);
      if (side.labels && sees.includes(`${name}Labels_B`)) batch[`${name}Labels_B`] = pick(side.labels);
      if (name !== 'labelledTarget' && sees.includes(`${name}Indices_B`))
        batch[`${name}Indices_B`] = tf.tensor1d(indices, 'int32');
      if (name === 'source' && sees.includes('sourceDomains_B')) batch['sourceDomains_B'] = pick(side.domains);
    }
    const views = Object.fromEntries(
      this.#views.map(({ name, input }) => [name, input.tensor(viewed[name] as Float32Array)]),
    );
    return { ...batch, views };
  }

  #placesNow(): SamplerPlaces {
    const groups = batchSides.flatMap((name) => this.#sides[name]?.groups ?? []);
    return Object.fromEntries(groups.map(({ key, sampler }) => [key, sampler.state()]));
  }

  #draw(): Loading {
    const drawn: Partial<Record<BatchSide, Drawn>> = {};
    const images: Record<string, Promise<Float32Array>> = {};
    for (const name of batchSides) {
      const side = this.#sides[name];
      if (!side) continue;
      const parts = side.groups.map(({ rows, sampler }) => {
        const { indices, random } = sampler.next();
        return { indices: rows ? indices.map((index) => rows[index] as number) : indices, random };
      });
      drawn[name] = { parts, indices: joined(parts.map(({ indices }) => indices)) };
      const { input } = side;
      if (input) images[name] = load(parts, ({ indices, random }) => input.load(indices, random));
    }
    const views: Record<string, Promise<Float32Array>> = {};
    for (const { name, of, partner, input } of this.#views) {
      const other = partner && this.#sides[partner];
      const partners = other && partner && other.inputs.rows(other.images, drawn[partner]?.indices ?? new Int32Array());
      views[name] = load(drawn[of]?.parts ?? [], async ({ indices, random }) =>
        input.load(indices, random.fork(`view ${name}`), await partners),
      );
    }
    return { drawn, images, views };
  }
}

/** The domains of a side; one sampler draws from each. */
function groupsOf(
  name: BatchSide,
  count: number,
  domains: Int32Array | undefined,
  { seed, batchSize, stageIndex }: FeedSettings,
  places: SamplerPlaces,
): readonly Group[] {
  const several = (domains?.reduce((most, one) => Math.max(most, one), 0) ?? 0) + 1;
  // the order depends on seed, side, domain and stage alone: methods of one seed see the same source batches
  const random = createRandom(seed);
  const group = (key: string, rows: Int32Array | undefined): Group => {
    const sampler = new Sampler(
      rows?.length ?? count,
      batchSize,
      random.fork(`batches ${key} ${stageIndex}`),
      places[key],
    );
    return { key, rows, sampler };
  };
  if (several === 1) return [group(name, undefined)];
  return Array.from({ length: several }, (_, domain) =>
    group(
      `${name} ${domain}`,
      Int32Array.from(domains ?? [], (of, index) => (of === domain ? index : -1)).filter((index) => index >= 0),
    ),
  );
}

type Part = Drawn['parts'][number];

/** Loads part after part into one array. The promise may fail before anybody awaits it. */
function load(parts: readonly Part[], one: (part: Part) => Promise<Float32Array>): Promise<Float32Array> {
  const [first] = parts;
  const values =
    parts.length === 1 && first
      ? one(first)
      : Promise.all(parts.map(one)).then((all) => {
          const whole = new Float32Array(all.reduce((sum, { length }) => sum + length, 0));
          let at = 0;
          for (const piece of all) {
            whole.set(piece, at);
            at += piece.length;
          }
          return whole;
        });
  values.catch(() => undefined); // whoever awaits it hears of the failure
  return values;
}

function joined(parts: readonly Int32Array[]): Int32Array {
  if (parts.length === 1 && parts[0]) return parts[0];
  return Int32Array.from(parts.flatMap((part) => [...part]));
}

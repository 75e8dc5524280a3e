import {
  convolutionStack,
  describeRows,
  randomNormal,
  tf,
  withInner,
  type ConvolutionStackOptions,
  type DescribedRow,
  type Layer,
  type MapShape,
  type Parameters,
  type Tensor,
  type Tensor2D,
  type Tensor4D,
} from '@trunkline/engine';
import { type Random, TrunklineError } from '@trunkline/system';
import type { AnyTrunkDefinition } from './define-trunk.ts';
import type { Block, LayerName, ParameterSpecification } from './layer.ts';
import { findTrunk } from './trunk-registry.ts';

/** Which layers: from the first that runs to the last that runs, both included. Default: all. */
export interface LayerRange {
  readonly from?: LayerName | undefined;
  readonly to?: LayerName | undefined;
}

/** What {@link createTrunk} builds: the name of a trunk and options of its own. */
export interface TrunkOptions {
  readonly name: string;
  readonly [option: string]: unknown;
}

/** How a range of layers runs. */
export interface ApplyOptions extends Omit<ConvolutionStackOptions, 'recompute' | 'prefix'> {
  /** Whether a gradient reaches the input. Default false. */
  readonly differentiateInput?: boolean | undefined;
  /** Keep only what goes into each of the trunk's blocks for the backward pass: see `convolutionStack`. Default false. */
  readonly recompute?: boolean | undefined;
}

/** A run of layers that belong together, such as `block1` of VGG. */
export interface TrunkBlock {
  readonly name: string;
  readonly layers: readonly LayerName[];
  /** Names of its parameters, `backbone/…`. */
  readonly parameters: readonly string[];
}

/** A convolutional stack as a table of layers; it holds no parameters itself. */
export interface Trunk {
  readonly name: string;
  /** What the trunk was made with, as plain values, defaults included. */
  readonly options: Readonly<Record<string, number | boolean | string>>;
  readonly layers: readonly Layer[];
  /** The layers in blocks, from the image on: what `recompute` computes again at once, and gradual unfreezing thaws. */
  readonly blocks: readonly TrunkBlock[];
  /** Channels of the last maps, D of `embedding_BD`. */
  readonly embeddingWidth: number;
  /** Slope below zero of its activations, which sets the variance of initial kernels. */
  readonly negativeSlope: number;
  /** Whether it keeps running statistics. */
  readonly batchNorm: boolean;
  /** Fewest pixels per side of an input image. */
  readonly smallestImage: number;
  /** The only size of images it takes, in pixels per side; undefined: any from {@link smallestImage}. */
  readonly imageSize: number | undefined;
  /** The parameters of a range: stable names, shapes, whether learnable. */
  parameters(range?: LayerRange): readonly ParameterSpecification[];
  /**
   * [height, width, channels] behind layer `to` (default: the last) for square images of `imageSize` px. Throws
   * `TL_IMAGE_TOO_SMALL`, `TL_BAD_SHAPE` where the trunk takes another size only, `TL_LAYER_UNKNOWN`.
   */
  outputShape(imageSize: number, to?: LayerName): MapShape;
  /** Channels of the maps that go into a layer. Throws `TL_LAYER_UNKNOWN`. */
  inputChannels(layer: LayerName): number;
  /** The names of {@link Trunk.parameters}. */
  parameterNames(range?: LayerRange): readonly string[];
  /**
   * Fresh parameters: kernels normal with variance 2 / ((1 + slope²) · inputs of one output) (He 2015, eq. 14–15), scales
   * 1, the others 0. Each kernel draws from its own fork of `random`, so one layer's numbers do not depend on the others.
   */
  init(random: Random): Parameters;
  /**
   * Runs a range of layers on `input_BHWC` (float32, preprocessed where the range starts at the first layer), giving
   * `maps_BHWC`. Throws `TL_IMAGE_TOO_SMALL`, `TL_LAYER_UNKNOWN`, `TL_PARAMETER_MISSING`, `TL_BAD_SHAPE`.
   */
  apply(
    parameters: Readonly<Record<string, Tensor>>,
    input_BHWC: Tensor4D,
    range?: LayerRange,
    options?: ApplyOptions,
  ): Tensor4D;
}

/** Builds a trunk. Throws `TL_TRUNK_UNKNOWN`, `TL_BAD_OPTION`. */
export function createTrunk({ name, ...options }: TrunkOptions): Trunk {
  return new LayeredTrunk(findTrunk(name), options);
}

/** What stands before the names of layers in those of their parameters. */
const prefix = 'backbone/';

class LayeredTrunk implements Trunk {
  readonly name: string;
  readonly options: Trunk['options'];
  readonly layers: readonly Layer[];
  readonly blocks: readonly TrunkBlock[];
  readonly embeddingWidth: number;
  readonly negativeSlope: number;
  readonly batchNorm: boolean;
  readonly smallestImage: number;
  readonly imageSize: number | undefined;
  /** At the size of images that is allowed, or at the smallest: shapes of parameters depend on it only where it is fixed. */
  readonly #described: readonly DescribedRow[];
  readonly #blockStarts: readonly LayerName[];

  constructor(definition: AnyTrunkDefinition, given: Readonly<Record<string, unknown>>) {
    const options = checkOptions(definition, given);
    const blocks = definition.blocks(options);
    this.name = definition.name;
    this.options = options;
    this.layers = blocks.flatMap(({ layers }) => layers);
    this.smallestImage = definition.smallestImage;
    this.imageSize = definition.imageSize?.(options);
    this.negativeSlope = definition.negativeSlope?.(options) ?? 0;
    const size = this.imageSize ?? this.smallestImage;
    this.#described = describeRows(this.layers, [size, size, 3]);
    this.blocks = blocks.map((block) => this.#block(block));
    this.#blockStarts = blocks.flatMap(({ layers }) => layers.slice(0, 1).map(({ name }) => name));
    this.embeddingWidth = this.#described.at(-1)?.output[2] ?? 0;
    this.batchNorm = this.parameters().some(({ learnable }) => !learnable);
  }

  #block({ name, layers }: Block): TrunkBlock {
    const range = { from: layers[0]?.name, to: layers.at(-1)?.name };
    return { name, layers: layers.map((layer) => layer.name), parameters: this.parameterNames(range) };
  }

  #range(range: LayerRange): readonly DescribedRow[] {
    const layers = layersOf(this, range);
    const start = this.layers.indexOf(layers[0] as Layer);
    return this.#described.slice(start, start + layers.length);
  }

  outputShape(imageSize: number, to?: LayerName): MapShape {
    const layers = layersOf(this, { to });
    checkImage(this, imageSize, imageSize);
    return describeRows(layers, [imageSize, imageSize, 3]).at(-1)?.output ?? [imageSize, imageSize, 3];
  }

  parameters(range: LayerRange = {}): readonly ParameterSpecification[] {
    return withInner(this.#range(range)).flatMap(({ row, parameters }) =>
      parameters.map(({ what, shape, learnable }) => ({ name: `${prefix}${row.name}/${what}`, shape, learnable })),
    );
  }

  inputChannels(layer: LayerName): number {
    return this.#range({ from: layer, to: layer })[0]?.input[2] ?? 0;
  }

  parameterNames(range: LayerRange = {}): readonly string[] {
    return this.parameters(range).map(({ name }) => name);
  }

  init(random: Random): Parameters {
    const gain = 2 / (1 + this.negativeSlope ** 2);
    const made = withInner(this.#described).flatMap(({ row, parameters }) =>
      parameters.map(({ what, shape, learnable, start }) => {
        const name = `${prefix}${row.name}/${what}`;
        const variable = tf.tidy(() => {
          if (start === 'ones') return tf.variable(tf.ones([...shape]), learnable);
          if (start === 'zeros') return tf.variable(tf.zeros([...shape]), learnable);
          const deviation = Math.sqrt(gain / start.he.fanIn);
          return tf.variable(randomNormal(random.fork(name), [...shape], deviation), learnable);
        });
        return [name, variable] as const;
      }),
    );
    return Object.fromEntries(made);
  }

  apply(
    parameters: Readonly<Record<string, Tensor>>,
    input_BHWC: Tensor4D,
    range: LayerRange = {},
    options: ApplyOptions = {},
  ): Tensor4D {
    const rows = this.#range(range);
    checkInput(this, rows, input_BHWC);
    const { differentiateInput = false, recompute = false, ...rest } = options;
    return convolutionStack(
      input_BHWC,
      rows.map(({ row }) => row),
      parameters,
      { ...rest, prefix, differentiateInput, recompute: recompute ? this.#blockStarts : [] },
    );
  }
}

function checkOptions(
  { name, options }: AnyTrunkDefinition,
  given: Readonly<Record<string, unknown>>,
): Trunk['options'] {
  const defined = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  const parsed = options.safeParse(defined);
  if (parsed.success) return parsed.data as Trunk['options'];
  const [issue] = parsed.error.issues;
  const option = issue?.path.join('.') ?? '';
  const found = option === '' ? '' : ` is ${JSON.stringify(given[option])}`;
  throw new TrunklineError('TL_BAD_OPTION', `The trunk's ${option || 'options'}${found}: ${issue?.message}.`, {
    hint: `Correct it; ${name} has the options ${Object.keys(options.shape).join(', ')}.`,
    exitStatus: 2,
  });
}

/** The layers of a range, in order. Throws `TL_LAYER_UNKNOWN`, also where `from` comes after `to`. */
export function layersOf(trunk: Pick<Trunk, 'name' | 'layers'>, range: LayerRange = {}): readonly Layer[] {
  const start = range.from === undefined ? 0 : indexOf(trunk, range.from);
  const end = range.to === undefined ? trunk.layers.length - 1 : indexOf(trunk, range.to);
  if (start <= end) return trunk.layers.slice(start, end + 1);
  throw new TrunklineError('TL_LAYER_UNKNOWN', `Layer ${range.from} comes after ${range.to} in ${trunk.name}.`, {
    hint: 'Give the range in the order of the layers.',
    exitStatus: 2,
  });
}

/** The layer that follows `name`, or undefined after the last: where a run goes on behind a frozen prefix. */
export function layerAfter(trunk: Pick<Trunk, 'name' | 'layers'>, name: LayerName): LayerName | undefined {
  return trunk.layers[indexOf(trunk, name) + 1]?.name;
}

function indexOf(trunk: Pick<Trunk, 'name' | 'layers'>, name: LayerName): number {
  const index = trunk.layers.findIndex((layer) => layer.name === name);
  if (index >= 0) return index;
  const known = trunk.layers.map((layer) => layer.name).join(', ');
  throw new TrunklineError('TL_LAYER_UNKNOWN', `${trunk.name} has no layer "${name}"; it has ${known}.`, {
    hint: 'Use one of these names.',
    exitStatus: 2,
  });
}

function checkInput(trunk: Trunk, rows: readonly DescribedRow[], input_BHWC: Tensor4D): void {
  const [, height, width, channels] = input_BHWC.shape;
  const first = rows[0];
  if (!first || input_BHWC.rank !== 4 || channels !== first.input[2]) {
    throw new TrunklineError(
      'TL_BAD_SHAPE',
      `${first?.row.name} was given [${input_BHWC.shape.join(', ')}], expected [batch, height, width, ${first?.input[2]}].`,
      { hint: 'Images are [batch, height, width, 3]; check the order of the axes.', exitStatus: 2 },
    );
  }
  if (first.row === trunk.layers[0]) checkImage(trunk, height, width);
}

function checkImage({ name, smallestImage, imageSize }: Trunk, height: number, width: number): void {
  if (imageSize !== undefined && (height !== imageSize || width !== imageSize)) {
    throw new TrunklineError(
      'TL_BAD_SHAPE',
      `The image is ${height} × ${width} px, ${name} with these options takes ${imageSize} × ${imageSize} only.`,
      { hint: `Choose the image size ${imageSize}, or other options of the trunk.`, exitStatus: 2 },
    );
  }
  if (height >= smallestImage && width >= smallestImage) return;
  throw new TrunklineError(
    'TL_IMAGE_TOO_SMALL',
    `The image is ${height} × ${width} px, ${name} needs at least ${smallestImage} × ${smallestImage}.`,
    { hint: `Choose an image size of ${smallestImage} px or more per side.`, exitStatus: 2 },
  );
}

/** Global average pooling: the mean of `maps_BHWC` over height and width, `embedding_BD`. */
export function globalAveragePool(maps_BHWC: Tensor4D): Tensor2D {
  return tf.mean(maps_BHWC, [1, 2]);
}

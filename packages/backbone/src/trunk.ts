import {
  randomNormal,
  tf,
  type Random,
  type Tensor,
  type Tensor2D,
  type Tensor4D,
  type Parameters,
} from '@trunkline/engine';
import { TrunklineError } from '@trunkline/system';
import { applyLayers, type ApplyOptions } from './apply-layers.ts';
import { layerParameters, type Block, type Layer, type LayerName, type ParameterSpecification } from './layer.ts';
import { vgg16GapBlocks } from './trunks/index.ts';

/** Which layers: from the first that runs to the last that runs, both included. Default: all. */
export interface LayerRange {
  readonly from?: LayerName | undefined;
  readonly to?: LayerName | undefined;
}

/** Names of the trunks. */
export type TrunkName = 'vgg16-gap';

/** What {@link createTrunk} builds. */
export interface TrunkOptions {
  readonly name: TrunkName;
  /** Slope of LeakyReLU below zero, 0 (ReLU) to 1. Default 0.2. ImageNet weight sets want 0. */
  readonly negativeSlope?: number | undefined;
  /** Multiplies every number of channels, for tests and small budgets. Default 1. */
  readonly width?: number | undefined;
  /** Batch normalisation after each convolution. Default false. */
  readonly batchNorm?: boolean | undefined;
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
  readonly name: TrunkName;
  /** What the trunk was made with, as plain values. */
  readonly options: Readonly<Record<string, number | boolean | string>>;
  readonly layers: readonly Layer[];
  /** The layers in blocks, from the image on: what `recompute` computes again at once, and gradual unfreezing thaws. */
  readonly blocks: readonly TrunkBlock[];
  /** Channels of the last maps, D of `embedding_BD`. */
  readonly embeddingWidth: number;
  readonly negativeSlope: number;
  readonly width: number;
  readonly batchNorm: boolean;
  /** Fewest pixels per side of an input image. */
  readonly smallestImage: number;
  /** The parameters of a range: stable names, shapes, whether learnable. */
  parameters(range?: LayerRange): readonly ParameterSpecification[];
  /**
   * [height, width, channels] behind layer `to` (default: the last) for square images of `imageSize` px. Throws
   * `TL_IMAGE_TOO_SMALL`, `TL_LAYER_UNKNOWN`.
   */
  outputShape(imageSize: number, to?: LayerName): readonly [height: number, width: number, channels: number];
  /** The names of {@link Trunk.parameters}. */
  parameterNames(range?: LayerRange): readonly string[];
  /**
   * Fresh parameters: kernels normal with variance 2 / ((1 + slope²) · 9 · input channels) (He 2015, eq. 14–15), biases 0.
   * Each kernel draws from its own fork of `random`, so one layer's numbers do not depend on the others.
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
export function createTrunk(options: TrunkOptions): Trunk {
  const { name, negativeSlope = 0.2, width = 1, batchNorm = false } = options;
  if (name !== 'vgg16-gap') {
    throw new TrunklineError('TL_TRUNK_UNKNOWN', `There is no trunk "${String(name)}"; there is vgg16-gap.`, {
      hint: 'Write name: "vgg16-gap".',
      exitStatus: 2,
    });
  }
  if (!(negativeSlope >= 0 && negativeSlope <= 1)) {
    throw badOption('negativeSlope', negativeSlope, 'a number from 0 (ReLU) to 1 (linear)');
  }
  if (!(width > 0 && width <= 8)) throw badOption('width', width, 'a number above 0, at most 8');
  return new LayeredTrunk(name, vgg16GapBlocks({ negativeSlope, width, batchNorm }), {
    width,
    batchNorm,
    negativeSlope,
  });
}

function badOption(option: string, given: unknown, expected: string): TrunklineError {
  return new TrunklineError('TL_BAD_OPTION', `The trunk's ${option} is ${String(given)}, expected ${expected}.`, {
    hint: `Correct ${option} of the trunk.`,
    exitStatus: 2,
  });
}

type Vgg16Options = { readonly negativeSlope: number; readonly width: number; readonly batchNorm: boolean };

class LayeredTrunk implements Trunk {
  readonly name: TrunkName;
  readonly options: Vgg16Options;
  readonly layers: readonly Layer[];
  readonly blocks: readonly TrunkBlock[];
  readonly embeddingWidth: number;
  readonly negativeSlope: number;
  readonly width: number;
  readonly batchNorm: boolean;
  readonly smallestImage: number;

  constructor(name: TrunkName, blocks: readonly Block[], options: Vgg16Options) {
    this.name = name;
    this.options = options;
    this.layers = blocks.flatMap(({ layers }) => layers);
    this.blocks = blocks.map((block) => ({
      name: block.name,
      layers: block.layers.map((layer) => layer.name),
      parameters: block.layers.flatMap(layerParameters).map((parameter) => parameter.name),
    }));
    this.embeddingWidth = this.layers.at(-1)?.channels ?? 0;
    this.negativeSlope = options.negativeSlope;
    this.width = options.width;
    this.batchNorm = options.batchNorm;
    this.smallestImage = smallestInput(this.layers);
  }

  outputShape(imageSize: number, to?: LayerName): readonly [number, number, number] {
    const layers = layersOf(this, { to });
    if (imageSize < this.smallestImage) throw tooSmall(this, 'The image', imageSize, imageSize, this.smallestImage);
    const side = Math.floor(imageSize / smallestInput(layers));
    return [side, side, layers.at(-1)?.channels ?? 0];
  }

  parameters(range: LayerRange = {}): readonly ParameterSpecification[] {
    return layersOf(this, range).flatMap(layerParameters);
  }

  parameterNames(range: LayerRange = {}): readonly string[] {
    return this.parameters(range).map(({ name }) => name);
  }

  init(random: Random): Parameters {
    const gain = 2 / (1 + this.negativeSlope ** 2);
    return Object.fromEntries(
      this.parameters().map(({ name, shape, learnable }) => [
        name,
        tf.tidy(() => {
          const value = name.endsWith('/kernel')
            ? randomNormal(random.fork(name), shape as number[], Math.sqrt(gain / (9 * (shape[2] ?? 1))))
            : name.endsWith('/scale') || name.endsWith('/variance')
              ? tf.ones(shape as number[])
              : tf.zeros(shape as number[]);
          return tf.variable(value, learnable);
        }),
      ]),
    );
  }

  apply(
    parameters: Readonly<Record<string, Tensor>>,
    input_BHWC: Tensor4D,
    range: LayerRange = {},
    options: ApplyOptions = {},
  ): Tensor4D {
    const layers = layersOf(this, range);
    checkInput(this, layers, input_BHWC);
    const starts = this.blocks.flatMap((block) => block.layers.slice(0, 1));
    return applyLayers(layers, parameters, input_BHWC, starts, options);
  }
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

function smallestInput(layers: readonly Layer[]): number {
  return 2 ** layers.filter(({ kind }) => kind === 'max-pool').length;
}

function checkInput(trunk: Trunk, layers: readonly Layer[], input_BHWC: Tensor4D): void {
  const [, height, width, channels] = input_BHWC.shape;
  const first = layers[0];
  if (!first || input_BHWC.rank !== 4 || channels !== first.inputChannels) {
    throw new TrunklineError(
      'TL_BAD_SHAPE',
      `${first?.name} was given [${input_BHWC.shape.join(', ')}], expected [batch, height, width, ${first?.inputChannels}].`,
      { hint: 'Images are [batch, height, width, 3]; check the order of the axes.', exitStatus: 2 },
    );
  }
  const whole = first === trunk.layers[0];
  const smallest = whole ? trunk.smallestImage : smallestInput(layers);
  if (height >= smallest && width >= smallest) return;
  throw tooSmall(trunk, whole ? 'The image' : `The input of ${first.name}`, height, width, smallest);
}

function tooSmall(trunk: Trunk, what: string, height: number, width: number, smallest: number): TrunklineError {
  return new TrunklineError(
    'TL_IMAGE_TOO_SMALL',
    `${what} is ${height} × ${width} px, ${trunk.name} needs at least ${smallest} × ${smallest}.`,
    { hint: `Choose an image size of ${trunk.smallestImage} px or more per side.`, exitStatus: 2 },
  );
}

/** Global average pooling: the mean of `maps_BHWC` over height and width, `embedding_BD`. */
export function globalAveragePool(maps_BHWC: Tensor4D): Tensor2D {
  return tf.mean(maps_BHWC, [1, 2]);
}

import {
  convolutionStack,
  tf,
  updateMovingStatistics,
  type Precision,
  type Rank,
  type StackLayer,
  type Tensor,
  type Tensor1D,
  type Tensor4D,
  type Variable,
} from '@trunkline/engine';
import { TrunklineError } from '@trunkline/system';
import { layerParameters, type Layer, type LayerName } from './layer.ts';

/** How a range of layers runs. */
export interface ApplyOptions {
  /** Which parameters gradients are wanted for, by name; the work for the others is saved. Default: all. */
  readonly trainable?: ((name: string) => boolean) | undefined;
  /** Whether a gradient reaches the input. Default false. */
  readonly differentiateInput?: boolean | undefined;
  /** Which layers count as trained for {@link training}, by the names of their parameters. Default: as {@link trainable}. */
  readonly learns?: ((name: string) => boolean) | undefined;
  /**
   * Batch normalisation by the batch's own statistics, moving the running ones on, in each layer whose scale or offset is
   * trainable; a frozen one keeps and uses its running statistics. Default false. Without effect elsewhere.
   */
  readonly training?: boolean | undefined;
  /**
   * What batch normalisation of every layer normalises by, whatever is trained: the batch, moving the running statistics
   * on; the running statistics; or the batch, moving nothing. Default: as {@link training} has it.
   */
  readonly statistics?: 'batch' | 'moving' | 'batch-still' | undefined;
  /** What convolutions compute in, on the native engine: see `convolutionStack`. Default `'float32'`. */
  readonly precision?: Precision | undefined;
  /** Keep only what goes into each of the trunk's blocks for the backward pass: see `convolutionStack`. Default false. */
  readonly recompute?: boolean | undefined;
}

/** Runs layers one after another on `input_BHWC`; `blockStarts` are the names of those that begin a block. */
export function applyLayers(
  layers: readonly Layer[],
  parameters: Readonly<Record<string, Tensor>>,
  input_BHWC: Tensor4D,
  blockStarts: readonly LayerName[],
  options: ApplyOptions,
): Tensor4D {
  const stack = layers.map((layer) => stackLayer(layer, parameters, options));
  const { differentiateInput = false, precision = 'float32', recompute = false } = options;
  return convolutionStack(input_BHWC, stack, {
    differentiateInput,
    precision,
    recompute: recompute ? blockStarts : [],
  });
}

function stackLayer(
  layer: Layer,
  parameters: Readonly<Record<string, Tensor>>,
  { trainable: isTrainable = () => true, learns = isTrainable, training = false, statistics }: ApplyOptions,
): StackLayer {
  const specifications = layerParameters(layer);
  const values = specifications.map(({ name, shape }) => parameterOf(parameters, name, shape));
  const { name } = layer;
  const trainable = specifications.some((one) => one.learnable && isTrainable(one.name));
  const learning = specifications.some((one) => one.learnable && learns(one.name));
  switch (layer.kind) {
    case 'convolution': {
      const [kernel, bias] = values as [Tensor4D, Tensor1D];
      return { kind: 'convolution', name, kernel, bias, negativeSlope: layer.negativeSlope, trainable };
    }
    case 'batch-norm': {
      const [scale, offset, movingMean, movingVariance] = values as [Tensor1D, Tensor1D, Tensor1D, Tensor1D];
      const { negativeSlope, epsilon, momentum } = layer;
      return {
        kind: 'batch-norm',
        name,
        scale,
        offset,
        movingMean,
        movingVariance,
        negativeSlope,
        epsilon,
        trainable,
        statistics: (statistics ?? (training && learning ? 'batch' : 'moving')) === 'moving' ? 'moving' : 'batch',
        onStatistics(mean, variance) {
          if (statistics === 'batch-still') return;
          if (isVariable(movingMean)) updateMovingStatistics(movingMean, mean, momentum);
          if (isVariable(movingVariance)) updateMovingStatistics(movingVariance, variance, momentum);
        },
      };
    }
    case 'max-pool':
      return { kind: 'max-pool', name };
  }
}

function isVariable<R extends Rank>(value: Tensor<R>): value is Variable<R> {
  return value instanceof tf.Variable;
}

function parameterOf(parameters: Readonly<Record<string, Tensor>>, name: string, shape: readonly number[]): Tensor {
  const value = parameters[name];
  if (!value) {
    throw new TrunklineError('TL_PARAMETER_MISSING', `The parameter ${name} [${shape.join(', ')}] is missing.`, {
      hint: 'Create parameters with trunk.init or load a weight set of this trunk.',
      exitStatus: 2,
    });
  }
  if (value.rank === shape.length && value.shape.every((side, axis) => side === shape[axis])) return value;
  throw new TrunklineError(
    'TL_BAD_SHAPE',
    `The parameter ${name} is [${value.shape.join(', ')}], expected [${shape.join(', ')}].`,
    { hint: 'Use weights of the same trunk, width and batch normalisation.', exitStatus: 2 },
  );
}

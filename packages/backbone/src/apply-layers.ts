import { tf, type Rank, type Tensor, type Tensor1D, type Tensor4D, type Variable } from '@trunkline/engine';
import { TrunklineError } from '@trunkline/system';
import { layerParameters, type BatchNormLayer, type Layer } from './layer.ts';

/** How a range of layers runs. */
export interface ApplyOptions {
  /** Which parameters gradients are wanted for, by name; the work for the others is saved. Default: all. */
  readonly trainable?: ((name: string) => boolean) | undefined;
  /** Whether a gradient reaches the input. Default false. */
  readonly differentiateInput?: boolean | undefined;
  /**
   * Batch normalisation by the batch's own statistics, moving the running ones on, in each layer whose scale or offset is
   * trainable; a frozen one keeps and uses its running statistics. Default false. Without effect elsewhere.
   */
  readonly training?: boolean | undefined;
}

/** Runs layers one after another on `input_BHWC`. */
export function applyLayers(
  layers: readonly Layer[],
  parameters: Readonly<Record<string, Tensor>>,
  input_BHWC: Tensor4D,
  options: ApplyOptions,
): Tensor4D {
  return tf.tidy(() => {
    let maps = input_BHWC;
    for (const layer of layers) {
      const values = layerParameters(layer).map(({ name, shape }) => parameterOf(parameters, name, shape));
      switch (layer.kind) {
        case 'convolution': {
          const [kernel, bias] = values as [Tensor4D, Tensor1D];
          maps = activate(tf.conv2d(maps, kernel, 1, 'same').add(bias), layer.negativeSlope);
          break;
        }
        case 'batch-norm':
          maps = batchNorm(layer, values as Variable<Rank.R1>[], maps, options);
          break;
        case 'max-pool':
          maps = tf.maxPool(maps, 2, 2, 'valid');
          break;
      }
    }
    return maps === input_BHWC ? maps.clone() : maps;
  });
}

function parameterOf(
  parameters: Readonly<Record<string, Tensor>>,
  name: string,
  shape: readonly number[],
): Tensor | Variable {
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

function activate(maps: Tensor4D, negativeSlope: number): Tensor4D {
  if (negativeSlope === 1) return maps;
  return negativeSlope === 0 ? tf.relu(maps) : tf.leakyRelu(maps, negativeSlope);
}

/** Ioffe & Szegedy 2015, algorithm 1; running variance unbiased, as PyTorch keeps it. */
function batchNorm(
  layer: BatchNormLayer,
  [scale, offset, mean, variance]: readonly (Tensor1D | Variable<Rank.R1>)[],
  maps_BHWC: Tensor4D,
  { training = false, trainable = () => true }: ApplyOptions,
): Tensor4D {
  const [scaleName, offsetName] = layerParameters(layer).map(({ name }) => name) as [string, string];
  const byBatch = training && (trainable(scaleName) || trainable(offsetName));
  let statistics: { mean: Tensor1D; variance: Tensor1D } = { mean: mean as Tensor1D, variance: variance as Tensor1D };
  if (byBatch) {
    const moments = tf.moments(maps_BHWC, [0, 1, 2]);
    statistics = { mean: moments.mean as Tensor1D, variance: moments.variance as Tensor1D };
    const count = maps_BHWC.size / layer.channels;
    const unbiased = statistics.variance.mul(count / Math.max(1, count - 1));
    moveOn(mean, statistics.mean, layer.momentum);
    moveOn(variance, unbiased, layer.momentum);
  }
  const factor = statistics.variance
    .add(layer.epsilon)
    .rsqrt()
    .mul(scale as Tensor1D);
  const normalised = maps_BHWC
    .sub(statistics.mean)
    .mul(factor)
    .add(offset as Tensor1D);
  return activate(normalised as Tensor4D, layer.negativeSlope);
}

function moveOn(running: Tensor1D | Variable<Rank.R1> | undefined, batch: Tensor, momentum: number): void {
  if (!(running instanceof tf.Variable)) return;
  running.assign(running.mul(1 - momentum).add(batch.mul(momentum)));
}

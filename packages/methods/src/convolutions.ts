import { randomNormal, tf, type Parameters, type Tensor, type Tensor1D, type Tensor4D } from '@trunkline/engine';
import type { Random } from '@trunkline/system';
import type { ModuleParameter } from './module-parameter.ts';

/** A convolution of a small network of a method's own: `<name>/kernel` `[size, size, inputs, outputs]` and `<name>/bias` `[outputs]`. */
export interface SmallConvolution {
  readonly name: string;
  readonly inputs: number;
  readonly outputs: number;
  /** Pixels per side of the kernel. */
  readonly size: number;
  /** Default: 1. */
  readonly stride?: number;
  /** Multiplies the deviation of fresh kernels. Default: 1. */
  readonly gain?: number;
}

/** Names and shapes of the parameters of convolutions. */
export function convolutionParameters(layers: readonly SmallConvolution[]): readonly ModuleParameter[] {
  return layers.flatMap(({ name, inputs, outputs, size }) => [
    { name: `${name}/kernel`, shape: [size, size, inputs, outputs] },
    { name: `${name}/bias`, shape: [outputs] },
  ]);
}

/** Fresh ones: kernels normal with variance 2 / (inputs of one output) (He 2015) times the square of their gain, biases 0. */
export function initConvolutions(layers: readonly SmallConvolution[], random: Random): Parameters {
  return Object.fromEntries(
    layers.flatMap(({ name, inputs, outputs, size, gain = 1 }) =>
      tf.tidy(() => {
        const deviation = gain * Math.sqrt(2 / (inputs * size * size));
        const kernel = randomNormal(random.fork(`${name}/kernel`), [size, size, inputs, outputs], deviation);
        return [
          [`${name}/kernel`, tf.variable(kernel)],
          [`${name}/bias`, tf.variable(tf.zeros([outputs]))],
        ] as [string, Parameters[string]][];
      }),
    ),
  );
}

/** One convolution, padded so that a stride of 1 keeps the size. */
export function applyConvolution(
  { name, stride = 1 }: SmallConvolution,
  parameters: Readonly<Record<string, Tensor>>,
  maps_BHWC: Tensor4D,
): Tensor4D {
  const kernel = parameters[`${name}/kernel`] as Tensor4D;
  return tf.add(tf.conv2d(maps_BHWC, kernel, stride, 'same'), parameters[`${name}/bias`] as Tensor1D);
}

/** Parameters of convolutions, and multiply-adds of one image of so many places behind each. */
export function convolutionCost(
  layers: readonly SmallConvolution[],
  places: (index: number) => number,
): { readonly parameters: number; readonly multiplyAdds: number } {
  const weights = layers.map(({ inputs, outputs, size }) => inputs * outputs * size * size);
  return {
    parameters: layers.reduce((sum, { outputs }, index) => sum + (weights[index] as number) + outputs, 0),
    multiplyAdds: weights.reduce((sum, count, index) => sum + count * places(index), 0),
  };
}

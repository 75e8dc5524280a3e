import type { Tensor4D } from '../../tensor-types.ts';
import { TrunklineError } from '@trunkline/system';
import { tf } from '../../tf.ts';
import type { Handle, Kernels } from './kernels/kernels.ts';

/** What maps go through, element by element. Slope 0 is ReLU; GELU is the exact one, x·Φ(x) (Hendrycks and Gimpel 2016). */
export type Activation =
  { readonly name: 'leaky-relu'; readonly slope: number } | { readonly name: 'relu6' | 'sigmoid' | 'swish' | 'gelu' };

/** ReLU. */
export const relu: Activation = { name: 'leaky-relu', slope: 0 };

/** Throws `TL_BAD_SHAPE` for a slope below 0. */
export function checkActivation(layer: string, activation: Activation | undefined): void {
  if (activation?.name !== 'leaky-relu' || activation.slope >= 0) return;
  throw new TrunklineError('TL_BAD_SHAPE', `${layer} has the slope ${activation.slope}, expected a number ≥ 0.`, {
    hint: 'VGG has 0, Trunkline’s own 0.2.',
    exitStatus: 2,
  });
}

/** Whether it changes nothing. */
export function isIdentity(activation: Activation | undefined): boolean {
  return activation === undefined || (activation.name === 'leaky-relu' && activation.slope === 1);
}

/** Whether the gradient reads what went in; that of the others reads what came out. */
export function readsInput(activation: Activation): boolean {
  return activation.name === 'swish' || activation.name === 'gelu';
}

/** In TensorFlow.js's own ops. */
export function plainActivation(activation: Activation, maps: Tensor4D): Tensor4D {
  switch (activation.name) {
    case 'leaky-relu':
      return activation.slope === 0 ? tf.relu(maps) : tf.leakyRelu(maps, activation.slope);
    case 'relu6':
      return tf.relu6(maps);
    case 'sigmoid':
      return tf.sigmoid(maps);
    case 'swish':
      return tf.mul(maps, tf.sigmoid(maps));
    case 'gelu':
      return tf.mul(maps, tf.mul(tf.add(tf.erf(tf.mul(maps, Math.SQRT1_2)), 1), 0.5));
  }
}

const leakyAttributes = (slope: number) => ({ alpha: { float: slope } });

/** On TensorFlow's kernels; the input stays. */
export function nativeActivation(kernels: Kernels, activation: Activation, maps: Handle): Handle {
  switch (activation.name) {
    case 'leaky-relu': {
      const { slope } = activation;
      if (slope === 0) return kernels.one('Relu', kernels.typed(), [maps]);
      return kernels.one('LeakyRelu', kernels.attributes('leaky', leakyAttributes, slope), [maps]);
    }
    case 'relu6':
      return kernels.one('Relu6', kernels.typed(), [maps]);
    case 'sigmoid':
      return kernels.one('Sigmoid', kernels.typed(), [maps]);
    case 'swish':
      return kernels.scope(({ own }) => kernels.multiply(maps, own(kernels.one('Sigmoid', kernels.typed(), [maps]))));
    case 'gelu':
      return kernels.scope(({ own }) => kernels.multiply(maps, normalDistribution(kernels, maps, own)));
  }
}

/** `read` is what went in where {@link readsInput}, else what came out; all arguments stay. */
export function nativeActivationGradient(
  kernels: Kernels,
  activation: Activation,
  gradient: Handle,
  read: Handle,
): Handle {
  switch (activation.name) {
    case 'leaky-relu': {
      const { slope } = activation;
      if (slope === 0) return kernels.one('ReluGrad', kernels.typed(), [gradient, read]);
      return kernels.one('LeakyReluGrad', kernels.attributes('leaky', leakyAttributes, slope), [gradient, read]);
    }
    case 'relu6':
      return kernels.one('Relu6Grad', kernels.typed(), [gradient, read]);
    case 'sigmoid':
      return kernels.one('SigmoidGrad', kernels.typed(), [read, gradient]);
    case 'swish':
      // (x·σ)′ = σ + x·σ·(1 − σ)
      return kernels.scope(({ own }) => {
        const sigmoid = own(kernels.one('Sigmoid', kernels.typed(), [read]));
        const rest = own(kernels.one('SigmoidGrad', kernels.typed(), [sigmoid, read]));
        return kernels.multiply(gradient, own(kernels.add(sigmoid, rest)));
      });
    case 'gelu':
      // (x·Φ)′ = Φ + x·φ
      return kernels.scope(({ own }) => {
        const distribution = normalDistribution(kernels, read, own);
        const square = own(kernels.multiply(read, read));
        const exponent = own(kernels.multiply(square, kernels.scalar(-0.5)));
        const bell = own(kernels.one('Exp', kernels.typed(), [exponent]));
        const density = own(kernels.multiply(bell, kernels.scalar(1 / Math.sqrt(2 * Math.PI))));
        const rest = own(kernels.multiply(read, density));
        return kernels.multiply(gradient, own(kernels.add(distribution, rest)));
      });
  }
}

/** Φ(x) = (1 + erf(x / √2)) / 2. */
function normalDistribution(kernels: Kernels, maps: Handle, own: (handle: Handle) => Handle): Handle {
  const scaled = own(kernels.multiply(maps, kernels.scalar(Math.SQRT1_2)));
  const error = own(kernels.one('Erf', kernels.typed(), [scaled]));
  return own(kernels.multiply(own(kernels.add(error, kernels.scalar(1))), kernels.scalar(0.5)));
}

import type { Handle, Kernels } from './kernels/kernels.ts';

const layout = () => ({ data_format: 'NHWC' });

/** A number added to each channel; both arguments stay. */
export function addBias(kernels: Kernels, maps: Handle, bias: Handle): Handle {
  return kernels.one('BiasAdd', kernels.attributes('bias', layout), [maps, bias]);
}

/** In bfloat16 by `Sum`, which adds up in float32: `BiasAddGrad` adds in bfloat16, and is 30 % off after 100,000 places. */
export function biasGradient(kernels: Kernels, gradient: Handle): Handle {
  if (kernels.precision !== 'float32') return kernels.sum(gradient, [0, 1, 2]);
  return kernels.one('BiasAddGrad', kernels.attributes('bias', layout), [gradient]);
}

import { tf } from '../../../tf.ts';
import type { Kernels } from '../kernels/kernels.ts';
import { defineLayer, type Layer } from '../layer.ts';

/**
 * Local response normalisation over neighbouring channels (Krizhevsky et al. 2012, section 3.3):
 * x / (bias + alpha · Σ x²)^beta over `2 · radius + 1` channels. PyTorch's alpha is that of here times the number of channels.
 */
export interface LocalResponseNorm extends Layer {
  readonly kind: 'local-response-norm';
  /** Default 2, as in the paper. */
  readonly radius?: number;
  /** Default 2, as in the paper. */
  readonly bias?: number;
  /** Default 1e-4, as in the paper. */
  readonly alpha?: number;
  /** Default 0.75, as in the paper. */
  readonly beta?: number;
}

const settings = (radius: number, bias: number, alpha: number, beta: number) =>
  ({
    T: { type: 'float32' },
    depth_radius: { int: radius },
    bias: { float: bias },
    alpha: { float: alpha },
    beta: { float: beta },
  }) as const;

const attributesOf = (kernels: Kernels, { radius = 2, bias = 2, alpha = 1e-4, beta = 0.75 }: LocalResponseNorm) =>
  kernels.attributes('local response norm', settings, radius, bias, alpha, beta);

export const localResponseNorm = defineLayer<LocalResponseNorm>({
  kind: 'local-response-norm',
  outputShape: (_row, input) => input,
  parameters: () => [],
  multiplyAdds: ({ radius = 2 }, [height, width, channels]) => height * width * channels * (2 * radius + 1),
  plain: ({ radius = 2, bias = 2, alpha = 1e-4, beta = 0.75 }, maps_BHWC) =>
    tf.localResponseNormalization(maps_BHWC, radius, bias, alpha, beta),
  readsOutput: true,
  forward: (row, maps, { kernels }) =>
    kernels.scope(({ own }) => {
      const raised = kernels.precision === 'float32' ? maps : own(kernels.raised(maps));
      return { output: kernels.fromFloat32(kernels.one('LRN', attributesOf(kernels, row), [raised])) };
    }),
  backward: (row, gradient, { kernels, maps, outputMaps }) =>
    kernels.scope(({ own }) => {
      const inputs = [gradient, maps, outputMaps as number];
      const raised = kernels.precision === 'float32' ? inputs : inputs.map((handle) => own(kernels.raised(handle)));
      return { input: kernels.fromFloat32(kernels.one('LRNGrad', attributesOf(kernels, row), raised)) };
    }),
});

import type { NativeBackend, NativeBinding, OpAttribute } from '../../backend/native-binding.ts';
import { opAttributes } from '../execute-op.ts';
import { processorFlags, type Precision } from './precision.ts';

/** A buffer of the native library: whoever holds it frees it. */
export type Handle = number;

/** Tells TensorFlow that a kernel of oneDNN is called by its own name. */
const byName = { _kernel: 'MklNameChangeOp' };

const oneDnn = new WeakMap<NativeBackend, Map<Precision, boolean>>();

/**
 * Whether oneDNN's own kernels can be called. TensorFlow puts them in the place of its convolutions by itself, but not of
 * its pools, nor does it join the addition of a bias to a convolution unless it compiles a graph.
 */
function hasOneDnn(backend: NativeBackend, precision: Precision): boolean {
  const known = oneDnn.get(backend) ?? new Map<Precision, boolean>();
  oneDnn.set(backend, known);
  const has = known.get(precision) ?? (isOneDnnAllowed(backend, precision) && tryOneDnn(backend, precision));
  known.set(precision, has);
  return has;
}

/** TensorFlow itself gives bfloat16 to oneDNN on processors with AVX-512 only, and to its own kernels on others. */
function isOneDnnAllowed({ binding }: NativeBackend, precision: Precision): boolean {
  if (binding.isUsingGpuDevice() || process.arch !== 'x64') return false;
  if (/^(?:0|false)$/i.test(process.env['TF_ENABLE_ONEDNN_OPTS'] ?? '')) return false;
  return precision === 'float32' || /\bavx512f\b/.test(processorFlags());
}

/** Each kernel on four pixels: another version of the library may know some of them, or none. */
function tryOneDnn(backend: NativeBackend, precision: Precision): boolean {
  const { binding } = backend;
  const owned: Handle[] = [];
  const own = (name: string, attributes: readonly OpAttribute[], inputs: readonly Handle[], outputs: number): Handle[] => {
    const made = binding.executeOp(name, attributes, inputs, outputs).map(({ id }) => id);
    owned.push(...made);
    return made;
  }; // prettier-ignore
  const cast = opAttributes(backend, { SrcT: { type: 'float32' }, DstT: { type: precision }, Truncate: false });
  const ones = (...shape: number[]): Handle => {
    const values = new Float32Array(shape.reduce((product, side) => product * side, 1)).fill(1);
    const made = binding.createTensor(shape, binding.TF_FLOAT, values);
    owned.push(made);
    return own('Cast', cast, [made], 1)[0] as Handle;
  };
  try {
    const pool = opAttributes(backend, oneDnnPool(precision));
    const maps = ones(1, 2, 2, 1);
    const [output, places] = own('_MklNativeMaxPool', pool, [maps], 2) as [Handle, Handle];
    own('_MklNativeMaxPoolGrad', pool, [maps, output, ones(1, 1, 1, 1), places], 1);
    const convolution = opAttributes(backend, { ...convolutionOf(precision), ...byName });
    own('_MklNativeConv2DWithBias', convolution, [maps, ones(3, 3, 1, 1), ones(1)], 1);
    return true;
  } catch {
    return false;
  } finally {
    for (const handle of owned) binding.deleteTensor(handle);
  }
}

const convolutionOf = (precision: Precision) => {
  const ones = { ints: [1, 1, 1, 1] };
  const rest = { data_format: 'NHWC', use_cudnn_on_gpu: true, dilations: ones } as const;
  return { T: { type: precision }, strides: ones, padding: 'SAME', ...rest } as const;
};

const oneDnnPool = (precision: Precision) => ({ ...poolOf(precision), workspace_enabled: true, ...byName }) as const;

const poolOf = (precision: Precision) => {
  const twos = { ints: [1, 2, 2, 1] };
  return { T: { type: precision }, ksize: twos, strides: twos, padding: 'VALID', data_format: 'NHWC' } as const;
};

/** Places (height × width) up to which a kernel's gradient is computed from patches. */
const largestPatchedMap = 16;

/** TensorFlow's kernels for the stack, over bare handles: no tensor object, no scope, freed by hand. */
export class StackKernels {
  readonly #binding: NativeBinding;
  readonly #convolution: readonly OpAttribute[];
  readonly #convolutionWithBias: readonly OpAttribute[];
  readonly #pool: readonly OpAttribute[];
  readonly #type: readonly OpAttribute[];
  readonly #bias: readonly OpAttribute[];
  readonly #patches: readonly OpAttribute[];
  readonly #reshape: readonly OpAttribute[];
  readonly #product: readonly OpAttribute[];
  readonly #sum: readonly OpAttribute[];
  readonly #toPrecision: readonly OpAttribute[];
  readonly #toFloat32: readonly OpAttribute[];
  readonly precision: Precision;
  readonly #backend: NativeBackend;
  readonly #oneDnn: boolean;

  constructor(backend: NativeBackend, precision: Precision = 'float32') {
    const T = { type: precision } as const;
    const float32 = { type: 'float32' } as const;
    this.precision = precision;
    this.#toPrecision = opAttributes(backend, { SrcT: float32, DstT: T, Truncate: false });
    this.#toFloat32 = opAttributes(backend, { SrcT: T, DstT: float32, Truncate: false });
    const ones = { ints: [1, 1, 1, 1] };
    this.#backend = backend;
    this.#binding = backend.binding;
    this.#oneDnn = hasOneDnn(backend, precision);
    const layout = { data_format: 'NHWC' };
    this.#convolution = opAttributes(backend, convolutionOf(precision));
    this.#convolutionWithBias = [...this.#convolution, ...opAttributes(backend, byName)];
    this.#pool = opAttributes(backend, this.#oneDnn ? oneDnnPool(precision) : poolOf(precision));
    this.#type = opAttributes(backend, { T });
    this.#patches = opAttributes(backend, {
      T,
      ksizes: { ints: [1, 3, 3, 1] },
      strides: ones,
      rates: ones,
      padding: 'SAME',
    });
    this.#reshape = opAttributes(backend, { T, Tshape: { type: 'int32' } });
    this.#product = opAttributes(backend, { T, transpose_a: true, transpose_b: false });
    this.#bias = opAttributes(backend, { T, ...layout });
    this.#sum = opAttributes(backend, { T, Tidx: { type: 'int32' }, keep_dims: false });
  }

  free(...handles: readonly (Handle | undefined)[]): void {
    for (const handle of handles) if (handle !== undefined) this.#binding.deleteTensor(handle);
  }

  /** A float32 value in the kernels' precision: the handle itself in float32, else a copy in `owned`, to be freed there. */
  lower(handle: Handle, owned: Handle[]): Handle {
    if (this.precision === 'float32') return handle;
    const copy = this.#one('Cast', this.#toPrecision, [handle]);
    owned.push(copy);
    return copy;
  }

  /** A value in the kernels' precision as float32, in a handle of its own; `handle` stays. */
  raise(handle: Handle): Handle {
    return this.#one('Cast', this.#toFloat32, [handle]);
  }

  #one(name: string, attributes: readonly OpAttribute[], inputs: readonly Handle[]): Handle {
    return (this.#binding.executeOp(name, attributes, inputs, 1)[0] as { id: Handle }).id;
  }

  #withSizes(shape: readonly number[], work: (sizes: Handle) => Handle): Handle {
    const sizes = this.#binding.createTensor([shape.length], this.#binding.TF_INT32, Int32Array.from(shape));
    try {
      return work(sizes);
    } finally {
      this.free(sizes);
    }
  }

  /** A 3×3 convolution plus a bias. */
  convolution(input: Handle, kernel: Handle, bias: Handle): Handle {
    if (this.#oneDnn) return this.#one('_MklNativeConv2DWithBias', this.#convolutionWithBias, [input, kernel, bias]);
    const product = this.#one('Conv2D', this.#convolution, [input, kernel]);
    try {
      return this.#one('BiasAdd', this.#bias, [product, bias]);
    } finally {
      this.free(product);
    }
  }

  /**
   * Gradient of a 3×3 kernel. On small maps the patches are laid out and multiplied at once: about a quarter of the time
   * of Conv2DBackpropFilter at 2×2, 0.4 to 0.7 of it at 4×4.
   */
  kernelGradient(
    input: Handle,
    inputShape: readonly number[],
    kernelShape: readonly number[],
    gradient: Handle,
  ): Handle {
    const [batch = 0, height = 0, width = 0, channels = 0] = inputShape;
    const places = height * width;
    if (places > largestPatchedMap) {
      return this.#withSizes(kernelShape, (sizes) =>
        this.#one('Conv2DBackpropFilter', this.#convolution, [input, sizes, gradient]),
      );
    }
    const owned: Handle[] = [];
    const own = (handle: Handle): Handle => {
      owned.push(handle);
      return handle;
    };
    try {
      const patches = own(this.#one('ExtractImagePatches', this.#patches, [input]));
      const left = own(this.#reshaped(patches, [batch * places, 9 * channels]));
      const right = own(this.#reshaped(gradient, [batch * places, kernelShape[3] ?? 0]));
      const product = own(this.#one('MatMul', this.#product, [left, right]));
      return this.#reshaped(product, kernelShape);
    } finally {
      this.free(...owned);
    }
  }

  /** The same memory under another shape. */
  #reshaped(input: Handle, shape: readonly number[]): Handle {
    return this.#withSizes(shape, (sizes) => this.#one('Reshape', this.#reshape, [input, sizes]));
  }

  inputGradient(inputShape: readonly number[], kernel: Handle, gradient: Handle): Handle {
    return this.#withSizes(inputShape, (sizes) =>
      this.#one('Conv2DBackpropInput', this.#convolution, [sizes, kernel, gradient]),
    );
  }

  /** In bfloat16 by `Sum`, which adds up in float32: `BiasAddGrad` adds in bfloat16, and is 30 % off after 100,000 places. */
  biasGradient(gradient: Handle): Handle {
    if (this.precision === 'float32') return this.#one('BiasAddGrad', this.#bias, [gradient]);
    const axes = this.#binding.createTensor([3], this.#binding.TF_INT32, Int32Array.of(0, 1, 2));
    try {
      return this.#one('Sum', this.#sum, [gradient, axes]);
    } finally {
      this.free(axes);
    }
  }

  activation(input: Handle, slope: number): Handle {
    if (slope === 0) return this.#one('Relu', this.#type, [input]);
    return this.#one('LeakyRelu', this.#leaky(slope), [input]);
  }

  /** `output` is the activation's output: it has the sign of its input, so the input need not be kept. */
  activationGradient(gradient: Handle, output: Handle, slope: number): Handle {
    if (slope === 0) return this.#one('ReluGrad', this.#type, [gradient, output]);
    return this.#one('LeakyReluGrad', this.#leaky(slope), [gradient, output]);
  }

  #leaky(slope: number): readonly OpAttribute[] {
    return [...this.#type, ...opAttributes(this.#backend, { alpha: { float: slope } })];
  }

  /** Maxima of 2×2, and with oneDNN where they were found, which its gradient takes. */
  maxPool(input: Handle): { readonly output: Handle; readonly places?: Handle } {
    if (!this.#oneDnn) return { output: this.#one('MaxPool', this.#pool, [input]) };
    const [output, places] = this.#binding.executeOp('_MklNativeMaxPool', this.#pool, [input], 2).map(({ id }) => id);
    return { output: output as Handle, places: places as Handle };
  }

  /** `MaxPoolGrad` looks for the maxima again, for 25 times as long as oneDNN takes. */
  maxPoolGradient(input: Handle, output: Handle, gradient: Handle, places: Handle | undefined): Handle {
    if (places === undefined) return this.#one('MaxPoolGrad', this.#pool, [input, output, gradient]);
    return this.#one('_MklNativeMaxPoolGrad', this.#pool, [input, output, gradient, places]);
  }

  #normalisation(epsilon: number, training: boolean): readonly OpAttribute[] {
    return opAttributes(this.#backend, {
      T: { type: this.precision },
      U: { type: 'float32' },
      epsilon: { float: epsilon },
      data_format: 'NHWC',
      is_training: training,
    });
  }

  /** Output, mean, variance with n − 1, and what the gradient needs. */
  normalise(inputs: readonly Handle[], epsilon: number, training: boolean): Handle[] {
    const attributes = this.#normalisation(epsilon, training);
    return this.#binding.executeOp('FusedBatchNormV3', attributes, inputs, 6).map((output) => output.id);
  }

  /** Gradients of input, scale and offset. */
  normalisationGradient(inputs: readonly Handle[], epsilon: number, training: boolean): [Handle, Handle, Handle] {
    const attributes = this.#normalisation(epsilon, training);
    const [input, scale, offset, ...rest] = this.#binding
      .executeOp('FusedBatchNormGradV3', attributes, inputs, 5)
      .map((output) => output.id);
    this.free(...rest);
    return [input as Handle, scale as Handle, offset as Handle];
  }
}

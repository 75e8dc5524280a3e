import type { Tensor } from '../../../tensor-types.ts';
import type { NativeBackend, NativeBinding, OpAttribute } from '../../../backend/native-binding.ts';
import { opAttributes, type AttributeValue } from '../../execute-op.ts';
import type { Precision } from '../precision.ts';
import { hasOneDnn } from './one-dnn.ts';

/** A buffer of the native library: whoever holds it frees it. */
export type Handle = number;

/** Where handles are freed when work ends. */
export interface Scope {
  /** Frees this handle when the work ends. */
  own(handle: Handle): Handle;
  /** A float32 value in the kernels' precision: the handle itself in float32, else a copy that is freed here. */
  lower(handle: Handle): Handle;
}

/** Most constants that are kept; there are a few for each shape of a network. */
const mostConstants = 4096;

/**
 * TensorFlow's kernels over bare handles: no tensor object, freed by hand. Attributes and small constants are made once for
 * an engine and a precision. Every answer is a handle of its own.
 */
export class Kernels {
  static readonly #made = new WeakMap<NativeBackend, Map<Precision, Kernels>>();
  readonly backend: NativeBackend;
  readonly precision: Precision;
  /** oneDNN's kernels can be called by name. */
  readonly oneDnn: boolean;
  readonly #attributes = new Map<string, readonly OpAttribute[]>();
  readonly #constants = new Map<string, Handle>();
  readonly #typed: readonly OpAttribute[];

  /** Those of an engine. */
  static of(backend: NativeBackend, precision: Precision): Kernels {
    const made = Kernels.#made.get(backend) ?? new Map<Precision, Kernels>();
    Kernels.#made.set(backend, made);
    const kernels = made.get(precision) ?? new Kernels(backend, precision);
    made.set(precision, kernels);
    return kernels;
  }

  private constructor(backend: NativeBackend, precision: Precision) {
    this.backend = backend;
    this.precision = precision;
    this.oneDnn = hasOneDnn(backend, precision);
    this.#typed = opAttributes(backend, { T: { type: precision } });
  }

  /** The backend's own of now: a profile stands in front of it while it is taken. */
  get #binding(): NativeBinding {
    return this.backend.binding;
  }

  /** The attribute `T`, which is the kernels' precision. */
  typed(): readonly OpAttribute[] {
    return this.#typed;
  }

  /** Attributes with `T` among them, made once for each `key` and the arguments that they are made from. */
  attributes<const Arguments extends readonly (number | string | boolean)[]>(
    key: string,
    make: (...given: Arguments) => Readonly<Record<string, AttributeValue>>,
    ...given: Arguments
  ): readonly OpAttribute[] {
    return this.#cached(`${key} ${given.join(' ')}`, () => ({ T: { type: this.precision }, ...make(...given) }));
  }

  /** Attributes of an op that has no `T`. */
  untyped(key: string, make: () => Readonly<Record<string, AttributeValue>>): readonly OpAttribute[] {
    return this.#cached(key, make);
  }

  #cached(key: string, make: () => Readonly<Record<string, AttributeValue>>): readonly OpAttribute[] {
    let found = this.#attributes.get(key);
    if (!found) this.#attributes.set(key, (found = opAttributes(this.backend, make())));
    return found;
  }

  /** Runs an op with one output. */
  one(name: string, attributes: readonly OpAttribute[], inputs: readonly Handle[]): Handle {
    return (this.#binding.executeOp(name, attributes, inputs, 1)[0] as { id: Handle }).id;
  }

  /** Runs an op with several outputs. */
  many(name: string, attributes: readonly OpAttribute[], inputs: readonly Handle[], outputs: number): Handle[] {
    return this.#binding.executeOp(name, attributes, inputs, outputs).map(({ id }) => id);
  }

  free(...handles: readonly (Handle | undefined)[]): void {
    for (const handle of handles) if (handle !== undefined) this.#binding.deleteTensor(handle);
  }

  /** Runs `work` and frees what it owns, whether it succeeds or not. */
  scope<T>(work: (scope: Scope) => T): T {
    const owned: Handle[] = [];
    const own = (handle: Handle): Handle => {
      owned.push(handle);
      return handle;
    };
    const lower = (handle: Handle): Handle => (this.precision === 'float32' ? handle : own(this.lowered(handle)));
    try {
      return work({ own, lower });
    } finally {
      this.free(...owned);
    }
  }

  /** A copy of a float32 value in the kernels' precision. */
  lowered(handle: Handle): Handle {
    const make = () =>
      ({ SrcT: { type: 'float32' }, DstT: { type: this.precision }, Truncate: false }) satisfies Record<
        string,
        AttributeValue
      >;
    return this.one('Cast', this.untyped('lower', make), [handle]);
  }

  /** A copy of a value in float32. */
  raised(handle: Handle): Handle {
    const make = () =>
      ({ SrcT: { type: this.precision }, DstT: { type: 'float32' }, Truncate: false }) satisfies Record<
        string,
        AttributeValue
      >;
    return this.one('Cast', this.untyped('raise', make), [handle]);
  }

  /** The value in float32, of which the handle is taken over. */
  toFloat32(handle: Handle): Handle {
    if (this.precision === 'float32') return handle;
    return this.consume(handle, () => this.raised(handle));
  }

  /** The float32 value in the kernels' precision, of which the handle is taken over. */
  fromFloat32(handle: Handle): Handle {
    if (this.precision === 'float32') return handle;
    return this.consume(handle, () => this.lowered(handle));
  }

  /** Runs `work` and frees the handle that it consumed, whether it succeeds or not. */
  consume<T>(handle: Handle, work: () => T): T {
    try {
      return work();
    } finally {
      this.free(handle);
    }
  }

  /** Whole numbers, such as a shape. Stays the kernels'. */
  ints(values: readonly number[]): Handle {
    const make = () => this.#binding.createTensor([values.length], this.#binding.TF_INT32, Int32Array.from(values));
    return this.#constant(`ints ${values.join(' ')}`, make);
  }

  /** A whole number, such as an axis. Stays the kernels'. */
  int(value: number): Handle {
    return this.#constant(`int ${value}`, () =>
      this.#binding.createTensor([], this.#binding.TF_INT32, Int32Array.of(value)),
    );
  }

  /** Pairs of whole numbers, such as paddings, in two columns. Stays the kernels'. */
  pairs(values: readonly (readonly [number, number])[]): Handle {
    const make = () =>
      this.#binding.createTensor([values.length, 2], this.#binding.TF_INT32, Int32Array.from(values.flat()));
    return this.#constant(`pairs ${values.join(' ')}`, make);
  }

  /** A number in the kernels' precision. Stays the kernels'. */
  scalar(value: number): Handle {
    return this.#constant(`scalar ${value}`, () => {
      const made = this.#binding.createTensor([], this.#binding.TF_FLOAT, Float32Array.of(value));
      return this.precision === 'float32' ? made : this.consume(made, () => this.lowered(made));
    });
  }

  /** A float32 vector without elements. Stays the kernels'. */
  empty(): Handle {
    return this.#constant('empty', () => this.#binding.createTensor([0], this.#binding.TF_FLOAT, new Float32Array(0)));
  }

  #constant(key: string, make: () => Handle): Handle {
    let found = this.#constants.get(key);
    if (found !== undefined) return found;
    const [oldest] = this.#constants.size >= mostConstants ? this.#constants : [];
    if (oldest) {
      this.free(oldest[1]);
      this.#constants.delete(oldest[0]);
    }
    this.#constants.set(key, (found = make()));
    return found;
  }

  add(first: Handle, second: Handle): Handle {
    return this.one('AddV2', this.#typed, [first, second]);
  }

  multiply(first: Handle, second: Handle): Handle {
    return this.one('Mul', this.#typed, [first, second]);
  }

  subtract(first: Handle, second: Handle): Handle {
    return this.one('Sub', this.#typed, [first, second]);
  }

  /** The same memory under another shape. */
  reshape(input: Handle, shape: readonly number[]): Handle {
    const attributes = this.attributes('reshape', () => ({ Tshape: { type: 'int32' } }));
    return this.one('Reshape', attributes, [input, this.ints(shape)]);
  }

  /** The same value in a handle of its own. */
  share(input: Handle): Handle {
    return this.one('Identity', this.#typed, [input]);
  }

  sum(input: Handle, axes: readonly number[], keepsAxes = false): Handle {
    return this.#reduce('Sum', input, axes, keepsAxes);
  }

  mean(input: Handle, axes: readonly number[], keepsAxes = false): Handle {
    return this.#reduce('Mean', input, axes, keepsAxes);
  }

  #reduce(name: 'Sum' | 'Mean', input: Handle, axes: readonly number[], keepsAxes: boolean): Handle {
    const make = (keeps: boolean) => ({ Tidx: { type: 'int32' }, keep_dims: keeps }) as const;
    return this.one(name, this.attributes('reduce', make, keepsAxes), [input, this.ints(axes)]);
  }

  /** A tensor that owns the handle. */
  tensor(id: Handle, shape: readonly number[]): Tensor {
    return this.backend.createOutputTensor({ id, shape: [...shape], dtype: this.#binding.TF_FLOAT });
  }
}

import type { Tensor, Variable } from '../tensor-types.ts';
import { tf } from '../tf.ts';
import type { NativeBackend, OpAttribute } from '../backend/native-binding.ts';
import { opAttributes } from '../ops/execute-op.ts';
import type { UpdateRule } from './update-rule.ts';

/** TensorFlow's name for a variable that nobody else can find: it goes when its handle goes. */
const anonymous = 'cd2c89b7-88b7-44c8-ad83-06c2a9158347';

/** Memory that this module made itself, so that it may be written in place: never a caller's array. */
const made = new WeakSet<object>();

/** One parameter that is to be changed. */
export interface Update {
  readonly parameter: Variable;
  readonly slots: readonly Variable[];
  readonly gradient: Tensor;
  readonly rate: number;
  /** Steps of this parameter, this one included. */
  readonly step: number;
  /** The parameter is multiplied by it first: weight decay. */
  readonly decay: number;
}

/**
 * Runs TensorFlow's own optimiser kernels: one pass over a parameter and its slots, in place. A kernel wants TensorFlow
 * variables, so each tensor is lent to one for the moment (no copy) and read back. TensorFlow copies a tensor before
 * it writes to it if its count of references says that a clone or an array of the caller shares the memory. The variables and the scalars serve all parameters of a step, one after another; {@link close} frees them.
 */
export class FusedUpdates {
  readonly #backend: NativeBackend;
  readonly #type: readonly OpAttribute[];
  readonly #dtype: readonly OpAttribute[];
  readonly #float: readonly OpAttribute[];
  /** TensorFlow's variables: the first for the parameter, the others for its slots. */
  readonly #resources: number[] = [];
  readonly #scalars = new Map<number, number>();

  constructor(backend: NativeBackend) {
    this.#backend = backend;
    this.#type = opAttributes(backend, { T: { type: 'float32' }, use_locking: false });
    this.#dtype = opAttributes(backend, { dtype: { type: 'float32' } });
    this.#float = opAttributes(backend, { T: { type: 'float32' } });
  }

  /** Updates a parameter and its slots. */
  update(rule: UpdateRule, { parameter, slots, gradient, rate, step, decay }: Update): void {
    const { binding } = this.#backend;
    const { kernel, attributes, inputs } = rule.fused(rate, step);
    const gradientId = this.#backend.getInputTensorIds([gradient])[0] as number;
    const rest = inputs.map((input) => (input === 'gradient' ? gradientId : this.#scalar(input)));
    const variables = [parameter, ...slots];
    const lent: number[] = [];
    try {
      for (const variable of variables) {
        lent.push(this.#lend(variable, lent.length, variable === parameter ? decay : 1));
      }
      binding.executeOp(kernel, [...this.#type, ...opAttributes(this.#backend, attributes)], [...lent, ...rest], 0);
    } finally {
      for (const [place, resource] of lent.entries()) this.#takeBack(variables[place] as Variable, resource);
    }
  }

  /** Frees what the updates shared. */
  close(): void {
    for (const id of [...this.#resources, ...this.#scalars.values()]) this.#backend.binding.deleteTensor(id);
    this.#resources.length = 0;
    this.#scalars.clear();
  }

  #scalar(value: number): number {
    const { binding } = this.#backend;
    const known = this.#scalars.get(value);
    if (known !== undefined) return known;
    const id = binding.createTensor([], binding.TF_FLOAT, Float32Array.of(value));
    this.#scalars.set(value, id);
    return id;
  }

  #resource(place: number): number {
    const known = this.#resources[place];
    if (known !== undefined) return known;
    const attributes = opAttributes(this.#backend, { container: '', shared_name: anonymous, shape: { shape: [] } });
    const { id } = this.#backend.binding.executeOp('VarHandleOp', [...this.#dtype, ...attributes], [], 1)[0] as {
      id: number;
    };
    this.#resources[place] = id;
    return id;
  }

  #lend(variable: Variable, place: number, factor: number): number {
    const { binding } = this.#backend;
    const resource = this.#resource(place);
    const value = this.#backend.getInputTensorIds([variable])[0] as number;
    if (factor === 1) {
      binding.executeOp('AssignVariableOp', this.#dtype, [resource, value], 0);
      if (made.has(variable.dataId)) tf.engine().disposeTensor(variable);
      return resource;
    }
    const product = binding.executeOp('Mul', this.#float, [value, this.#scalar(factor)], 1)[0] as { id: number };
    binding.executeOp('AssignVariableOp', this.#dtype, [resource, product.id], 0);
    binding.deleteTensor(product.id);
    if (made.has(variable.dataId)) tf.engine().disposeTensor(variable);
    return resource;
  }

  #takeBack(variable: Variable, resource: number): void {
    const metadata = this.#backend.binding.executeOp('ReadVariableOp', this.#dtype, [resource], 1)[0];
    if (metadata === undefined) return;
    const value = this.#backend.createOutputTensor({ ...metadata, shape: [...variable.shape] });
    if (!made.has(variable.dataId)) tf.engine().disposeTensor(variable);
    variable.dataId = value.dataId;
    tf.engine().incRef(variable, this.#backend);
    value.dispose();
    made.add(variable.dataId);
  }
}

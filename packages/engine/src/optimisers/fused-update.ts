import type { Tensor, Variable } from '@tensorflow/tfjs';
import { tf } from '../tf.ts';
import type { NativeBackend, OpAttribute } from '../backend/native-binding.ts';
import { opAttributes } from '../ops/execute-op.ts';
import type { UpdateRule } from './update-rule.ts';

/** TensorFlow's name for a variable that nobody else can find: it goes when its handle goes. */
const anonymous = 'cd2c89b7-88b7-44c8-ad83-06c2a9158347';

/** Memory that this module made itself, so that it may be written in place: never a caller's array. */
const made = new WeakSet<object>();

interface Alive {
  readonly variable: Variable;
  readonly resource: number;
}

/**
 * Runs TensorFlow's own optimiser kernels: one pass over a parameter and its slots, in place. A kernel wants TensorFlow
 * variables, so each tensor is lent to one for the moment (no copy) and read back. TensorFlow copies a tensor before
 * it writes to it if its count of references says that a clone or an array of the caller shares the memory.
 */
export class FusedUpdates {
  readonly #backend: NativeBackend;
  readonly #type: readonly OpAttribute[];
  readonly #dtype: readonly OpAttribute[];

  constructor(backend: NativeBackend) {
    this.#backend = backend;
    this.#type = opAttributes(backend, { T: { type: 'float32' }, use_locking: false });
    this.#dtype = opAttributes(backend, { dtype: { type: 'float32' } });
  }

  /** Multiplies the parameter by `factor` first (weight decay), then updates it and its slots. */
  update(
    rule: UpdateRule,
    parameter: Variable,
    slots: readonly Variable[],
    gradient: Tensor,
    rate: number,
    step: number,
  ): void {
    const { binding } = this.#backend;
    const { kernel, attributes, inputs } = rule.fused(rate, step);
    const scalars: number[] = [];
    const scalar = (value: number) => {
      const id = binding.createTensor([], binding.TF_FLOAT, Float32Array.of(value));
      scalars.push(id);
      return id;
    };
    const gradientId = this.#backend.getInputTensorIds([gradient])[0] as number;
    const lent: Alive[] = [];
    try {
      for (const variable of [parameter, ...slots]) lent.push(this.#lend(variable));
      const rest = inputs.map((input) => (input === 'gradient' ? gradientId : scalar(input)));
      binding.executeOp(
        kernel,
        [...this.#type, ...opAttributes(this.#backend, attributes)],
        [...lent.map(({ resource }) => resource), ...rest],
        0,
      );
    } finally {
      for (const one of lent) this.#takeBack(one);
      for (const id of scalars) binding.deleteTensor(id);
    }
  }

  #lend(variable: Variable): Alive {
    const { binding } = this.#backend;
    const attributes = [
      ...this.#dtype,
      ...opAttributes(this.#backend, { container: '', shared_name: anonymous, shape: { shape: variable.shape } }),
    ];
    const resource = (binding.executeOp('VarHandleOp', attributes, [], 1)[0] as { id: number }).id;
    const value = this.#backend.getInputTensorIds([variable])[0] as number;
    binding.executeOp('AssignVariableOp', this.#dtype, [resource, value], 0);
    if (made.has(variable.dataId)) tf.engine().disposeTensor(variable);
    return { variable, resource };
  }

  #takeBack({ variable, resource }: Alive): void {
    const { binding } = this.#backend;
    const metadata = binding.executeOp('ReadVariableOp', this.#dtype, [resource], 1)[0];
    binding.deleteTensor(resource);
    if (metadata === undefined) return;
    const value = this.#backend.createOutputTensor({ ...metadata, shape: [...variable.shape] });
    if (!made.has(variable.dataId)) tf.engine().disposeTensor(variable);
    variable.dataId = value.dataId;
    tf.engine().incRef(variable, this.#backend);
    value.dispose();
    made.add(variable.dataId);
  }
}

import type { Tensor } from '../tensor-types.ts';
import { TrunklineError } from '@trunkline/system';
import { engineState } from '../backend/engine-state.ts';
import type { NativeBackend, OpAttribute } from '../backend/native-binding.ts';

/** A value for an attribute of a TensorFlow operation. Whole numbers need saying whether they are `int` or `float`. */
export type AttributeValue =
  | boolean
  | string
  | { readonly int: number }
  | { readonly ints: readonly number[] }
  | { readonly float: number }
  | { readonly type: 'float32' | 'int32' | 'bool' | 'bfloat16' }
  | { readonly shape: readonly number[] };

/** TensorFlow's numbers of its types. */
const types = { float32: 1, int32: 3, bool: 10, bfloat16: 14 } as const;

/** The native backend. Throws `TL_ENGINE_NOT_NATIVE` on the fall-backs. */
export function nativeBackend(what: string): NativeBackend {
  if (engineState.native) return engineState.native;
  const running = engineState.info?.name ?? 'none, startEngine() was not called';
  throw new TrunklineError('TL_ENGINE_NOT_NATIVE', `${what} needs the native engine; running: ${running}.`, {
    hint: 'Install it with "npx trunkline engine install", and leave TRUNKLINE_ENGINE unset.',
  });
}

/** Attributes in the form that the addon takes. */
export function opAttributes(
  backend: NativeBackend,
  attributes: Readonly<Record<string, AttributeValue>>,
): readonly OpAttribute[] {
  const { TF_ATTR_BOOL, TF_ATTR_STRING, TF_ATTR_INT, TF_ATTR_FLOAT, TF_ATTR_TYPE, TF_ATTR_SHAPE } = backend.binding;
  return Object.entries(attributes).map(([name, value]) => {
    if (typeof value === 'boolean') return { name, type: TF_ATTR_BOOL, value };
    if (typeof value === 'string') return { name, type: TF_ATTR_STRING, value };
    if ('int' in value) return { name, type: TF_ATTR_INT, value: value.int };
    if ('ints' in value) return { name, type: TF_ATTR_INT, value: value.ints };
    if ('float' in value) return { name, type: TF_ATTR_FLOAT, value: value.float };
    if ('type' in value) return { name, type: TF_ATTR_TYPE, value: types[value.type] };
    return { name, type: TF_ATTR_SHAPE, value: value.shape };
  });
}

/**
 * Runs any TensorFlow operation by its name, such as `executeOp('LeakyReluGrad', { T: { type: 'float32' }, alpha:
 * { float: 0.2 } }, [gradient, features], 1)`. No gradient is recorded. The caller disposes what comes back (or runs
 * inside `withScope`). Throws `TL_ENGINE_NOT_NATIVE` on the fall-backs, and TensorFlow's own message for wrong inputs.
 */
export function executeOp(
  name: string,
  attributes: Readonly<Record<string, AttributeValue>>,
  inputs: readonly Tensor[],
  outputs: number,
): Tensor[] {
  const backend = nativeBackend(`The operation ${name}`);
  const handles = backend.getInputTensorIds(inputs);
  return backend.binding
    .executeOp(name, opAttributes(backend, attributes), handles, outputs)
    .map((metadata) => backend.createOutputTensor(metadata));
}

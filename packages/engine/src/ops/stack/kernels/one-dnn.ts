import type { NativeBackend, OpAttribute } from '../../../backend/native-binding.ts';
import { opAttributes, type AttributeValue } from '../../execute-op.ts';
import { processorFlags, type Precision } from '../precision.ts';

/** Tells TensorFlow that a kernel of oneDNN is called by its own name. */
export const byName = { _kernel: 'MklNameChangeOp' } as const;

/** What a pool of oneDNN takes beside TensorFlow's own attributes. */
export const oneDnnPool = { workspace_enabled: true, ...byName } as const;

/**
 * Whether oneDNN's own kernels can be called. TensorFlow puts them in the place of its convolutions by itself, but not of
 * its pools, nor does it join the addition of a bias to a convolution unless it compiles a graph.
 */
export function hasOneDnn(backend: NativeBackend, precision: Precision): boolean {
  return isOneDnnAllowed(backend, precision) && tryOneDnn(backend, precision);
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
  const owned: number[] = [];
  const own = (name: string, attributes: readonly OpAttribute[], inputs: readonly number[], outputs: number) => {
    const made = binding.executeOp(name, attributes, inputs, outputs).map(({ id }) => id);
    owned.push(...made);
    return made;
  };
  const cast = opAttributes(backend, { SrcT: { type: 'float32' }, DstT: { type: precision }, Truncate: false });
  const ones = (...shape: number[]): number => {
    const values = new Float32Array(shape.reduce((product, side) => product * side, 1)).fill(1);
    const made = binding.createTensor(shape, binding.TF_FLOAT, values);
    owned.push(made);
    return own('Cast', cast, [made], 1)[0] as number;
  };
  const one = { ints: [1, 1, 1, 1] };
  const two = { ints: [1, 2, 2, 1] };
  const shared = { T: { type: precision }, data_format: 'NHWC', ...byName } satisfies Record<string, AttributeValue>;
  try {
    const pool = opAttributes(backend, {
      ...shared,
      ksize: two,
      strides: two,
      padding: 'VALID',
      workspace_enabled: true,
    });
    const maps = ones(1, 2, 2, 1);
    const [output, places] = own('_MklNativeMaxPool', pool, [maps], 2) as [number, number];
    own('_MklNativeMaxPoolGrad', pool, [maps, output, ones(1, 1, 1, 1), places], 1);
    const settings = { ...shared, strides: one, padding: 'SAME', dilations: one, use_cudnn_on_gpu: true };
    own('_MklNativeConv2DWithBias', opAttributes(backend, settings), [maps, ones(3, 3, 1, 1), ones(1)], 1);
    return true;
  } catch {
    return false;
  } finally {
    for (const handle of owned) binding.deleteTensor(handle);
  }
}

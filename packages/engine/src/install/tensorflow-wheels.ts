import type { Wheel } from '@trunkline/system';
import { tensorflowVersion, type EngineVariant } from '../backend/engine-folder.ts';

/** pip takes these very wheels whatever Python runs it. */
const pipArguments = [
  '--python-version=3.11',
  '--implementation=cp',
  '--abi=cp311',
  '--platform=manylinux_2_27_x86_64',
] as const;

/** The wheels that carry TensorFlow's libraries and headers. */
export const tensorflowWheels: Readonly<Record<EngineVariant, Wheel>> = {
  cpu: {
    name: 'tensorflow-cpu',
    version: tensorflowVersion,
    filename: 'tensorflow_cpu-2.21.0-cp311-cp311-manylinux_2_27_x86_64.whl',
    sha256: '2b847d217b02ee7731ed91431daf3250daa0196c3c94614d23be27232e6e5b6c',
    bytes: 273_829_956,
    pipArguments,
  },
  gpu: {
    name: 'tensorflow',
    version: tensorflowVersion,
    filename: 'tensorflow-2.21.0-cp311-cp311-manylinux_2_27_x86_64.whl',
    sha256: '9056fbc9ba04235810b71ae6cbd958a196e8804fb53bbcffbf3e23b56155f124',
    bytes: 572_000_000,
    pipArguments,
  },
};

const kept: ReadonlySet<string> = new Set([
  'tensorflow/libtensorflow_cc.so.2',
  'tensorflow/libtensorflow_framework.so.2',
  'tensorflow/THIRD_PARTY_NOTICES.txt',
]);

const headers =
  /^tensorflow\/include\/(tensorflow\/c|tensorflow\/core\/platform|(xla\/)?tsl\/platform|xla\/tsl\/c)\/.*\.h$/;

/** Where an entry of the wheel goes below the installation; `undefined` for the nine tenths that are not needed. */
export function selectEntry(entry: string): string | undefined {
  if (kept.has(entry) || headers.test(entry)) return entry;
  return /^[^/]+\.dist-info\/METADATA$/.test(entry) ? 'METADATA' : undefined;
}

import type { KernelBackend, Tensor, TensorInfo } from '../tensor-types.ts';

/** A tensor as the addon describes it: its handle, shape and TensorFlow's number of its type. */
export interface TensorMetadata {
  readonly id: number;
  readonly shape: number[];
  readonly dtype: number;
}

/** An attribute of a TensorFlow operation, as the addon takes it. */
export interface OpAttribute {
  readonly name: string;
  readonly type: number;
  readonly value: boolean | number | string | readonly number[];
}

/** What the addon exports (`binding/tfjs_binding.cc` of `@tensorflow/tfjs-node-gpu`), as far as it is used here. */
export interface NativeBinding {
  executeOp(
    name: string,
    attributes: readonly OpAttribute[],
    inputs: readonly number[],
    outputs: number,
  ): TensorMetadata[];
  deleteTensor(id: number): void;
  tensorDataSync(id: number): Float32Array | Int32Array | Uint8Array;
  createTensor(shape: readonly number[], dtype: number, values: Float32Array | Int32Array | Uint8Array): number;
  getNumOfTensors(): number;
  isUsingGpuDevice(): boolean;
  readonly TF_FLOAT: number;
  readonly TF_INT32: number;
  readonly TF_BOOL: number;
  readonly TF_ATTR_STRING: number;
  readonly TF_ATTR_INT: number;
  readonly TF_ATTR_FLOAT: number;
  readonly TF_ATTR_BOOL: number;
  readonly TF_ATTR_TYPE: number;
  readonly TF_ATTR_SHAPE: number;
  readonly TF_Version: string;
}

/** The members of tfjs-node's backend that its own types call private. */
export interface NativeBackend extends KernelBackend {
  readonly binding: NativeBinding;
  /** Handles of these tensors; uploads values that were not uploaded yet. */
  getInputTensorIds(tensors: readonly TensorInfo[]): number[];
  /** A tensor that owns the handle. */
  createOutputTensor(metadata: TensorMetadata): Tensor;
}

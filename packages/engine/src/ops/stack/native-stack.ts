import type { Tensor, Tensor1D, Tensor4D } from '@tensorflow/tfjs';
import { tf } from '../../tf.ts';
import type { NativeBackend } from '../../backend/native-binding.ts';
import { releaseWithGradients } from '../../gradients/pending-buffers.ts';
import { StackKernels, type Handle } from './kernels.ts';
import {
  defaultEpsilon,
  isTrainable,
  layerParameters,
  layerTensors,
  type BatchNormLayer,
  type StackLayer,
} from './stack-layer.ts';

/** What the backward pass needs of one layer, beside the maps on both its sides. */
interface LayerRecord {
  readonly inputShape: readonly number[];
  /** Statistics that FusedBatchNormGradV3 takes. */
  reserved: readonly Handle[];
}

/** The maps between the layers, and the statistics, that wait for the backward pass. */
class Kept {
  readonly #kernels: StackKernels;
  /** `maps[i]` goes into layer i; the first and the last belong to tensors and are not kept here. */
  readonly maps = new Map<number, Handle>();
  readonly records = new Map<number, LayerRecord>();

  constructor(kernels: StackKernels) {
    this.#kernels = kernels;
  }

  freeMaps(index: number): void {
    this.#kernels.free(this.maps.get(index));
    this.maps.delete(index);
  }

  freeRecord(index: number): void {
    this.#kernels.free(...(this.records.get(index)?.reserved ?? []));
    this.records.delete(index);
  }

  freeAll(): void {
    for (const index of [...this.maps.keys()]) this.freeMaps(index);
    for (const index of [...this.records.keys()]) this.freeRecord(index);
  }
}

function isTapeOn(): boolean {
  return (tf.engine() as unknown as { isTapeOn(): boolean }).isTapeOn();
}

function outputShape(shape: readonly number[], layer: StackLayer): readonly number[] {
  const [batch = 0, height = 0, width = 0, channels = 0] = shape;
  if (layer.kind === 'max-pool') return [batch, Math.floor(height / 2), Math.floor(width / 2), channels];
  if (layer.kind === 'batch-norm') return shape;
  return [batch, height, width, layer.kernel.shape[3]];
}

function handlesOf(backend: NativeBackend, tensors: readonly Tensor[]): Handle[] {
  return backend.getInputTensorIds(tensors);
}

/** The stack on TensorFlow's kernels, as one node of the tape. */
export function nativeStack(
  backend: NativeBackend,
  input_BHWC: Tensor4D,
  layers: readonly StackLayer[],
  differentiateInput: boolean,
): Tensor4D {
  const kernels = new StackKernels(backend);
  const recording = isTapeOn();
  const lowestTrainable = layers.findIndex(isTrainable);
  const nothing = !recording || (lowestTrainable < 0 && !differentiateInput);
  /** The lowest layer that the backward pass reaches. */
  const lowest = nothing ? layers.length : differentiateInput ? 0 : lowestTrainable;
  const kept = new Kept(kernels);
  const differentiated: Tensor[] = [
    ...(differentiateInput ? [input_BHWC] : []),
    ...layers.filter(isTrainable).flatMap(layerParameters),
  ];
  const forward = () => runForward(backend, kernels, input_BHWC, layers, lowest, kept);
  // What the kernels make is unknown to the tape, so this is a constant to it.
  if (nothing) return tf.tidy(forward);
  const everything = [input_BHWC, ...layers.flatMap(layerTensors)];
  const stack = tf.customGrad((...args) => {
    const save = args.at(-1) as unknown as (tensors: Tensor[]) => void;
    let value: Tensor4D;
    try {
      value = forward();
      // Shares the memory, and keeps it alive until the backward pass whatever becomes of the tensors.
      save([...everything, value]);
    } catch (error) {
      kept.freeAll();
      throw error;
    }
    const done = releaseWithGradients(() => kept.freeAll());
    const gradFunc = (gradient: Tensor, saved: Tensor[]) => {
      try {
        return runBackward(backend, kernels, gradient as Tensor4D, saved, layers, lowest, differentiateInput, kept);
      } finally {
        done();
        kept.freeAll();
      }
    };
    return { value, gradFunc: gradFunc as unknown as (gradient: Tensor) => Tensor };
  });
  return stack(...differentiated) as Tensor4D;
}

function runForward(
  backend: NativeBackend,
  kernels: StackKernels,
  input_BHWC: Tensor4D,
  layers: readonly StackLayer[],
  lowest: number,
  kept: Kept,
): Tensor4D {
  let maps = handlesOf(backend, [input_BHWC])[0] as Handle;
  let owned = false;
  let shape: readonly number[] = input_BHWC.shape;
  for (const [index, layer] of layers.entries()) {
    const needed = index >= lowest;
    let output: Handle | undefined;
    try {
      if (layer.kind === 'max-pool') {
        output = kernels.maxPool(maps);
        if (needed) kept.records.set(index, { inputShape: shape, reserved: [] });
      } else if (layer.kind === 'convolution') {
        const [kernel, bias] = handlesOf(backend, [layer.kernel, layer.bias]) as [Handle, Handle];
        const product = kernels.convolution(maps, kernel);
        output = consume(kernels, product, () => kernels.addBias(product, bias));
        if (needed) kept.records.set(index, { inputShape: shape, reserved: [] });
      } else {
        const normalised = normalise(backend, kernels, maps, layer);
        output = normalised.output;
        if (needed) kept.records.set(index, { inputShape: shape, reserved: normalised.reserved });
        else kernels.free(...normalised.reserved);
      }
      if (layer.kind !== 'max-pool' && layer.negativeSlope !== 1) {
        const before = output;
        output = undefined;
        output = consume(kernels, before, () => kernels.activation(before, layer.negativeSlope));
      }
    } finally {
      if (owned) {
        if (needed) kept.maps.set(index, maps);
        else kernels.free(maps);
      }
    }
    maps = output;
    owned = true;
    shape = outputShape(shape, layer);
  }
  if (!owned) return input_BHWC.clone();
  return backend.createOutputTensor({ id: maps, shape: [...shape], dtype: backend.binding.TF_FLOAT }) as Tensor4D;
}

/** Runs `work` and frees the handle that it consumed, whether it succeeds or not. */
function consume(kernels: StackKernels, handle: Handle, work: () => Handle): Handle {
  try {
    return work();
  } finally {
    kernels.free(handle);
  }
}

function normalise(backend: NativeBackend, kernels: StackKernels, maps: Handle, layer: BatchNormLayer) {
  const training = layer.statistics === 'batch';
  const { scale, offset, movingMean, movingVariance } = layer;
  const empty = training ? backend.binding.createTensor([0], backend.binding.TF_FLOAT, new Float32Array(0)) : undefined;
  const [scaleHandle, offsetHandle, mean, variance] = handlesOf(backend, [
    scale,
    offset,
    movingMean,
    movingVariance,
  ]) as [Handle, Handle, Handle, Handle];
  const statistics = empty === undefined ? [mean, variance] : [empty, empty];
  const inputs = [maps, scaleHandle, offsetHandle, ...statistics];
  try {
    const [output, batchMean, batchVariance, ...reserved] = kernels.normalise(
      inputs,
      layer.epsilon ?? defaultEpsilon,
      training,
    );
    if (training && layer.onStatistics) {
      const dtype = backend.binding.TF_FLOAT;
      const hear = layer.onStatistics;
      const meanTensor = backend.createOutputTensor({ id: batchMean as Handle, shape: [...scale.shape], dtype });
      const varianceTensor = backend.createOutputTensor({
        id: batchVariance as Handle,
        shape: [...scale.shape],
        dtype,
      });
      try {
        hear(meanTensor as Tensor1D, varianceTensor as Tensor1D);
      } catch (error) {
        kernels.free(output, ...reserved);
        throw error;
      } finally {
        meanTensor.dispose();
        varianceTensor.dispose();
      }
    } else kernels.free(batchMean, batchVariance);
    return { output: output as Handle, reserved };
  } finally {
    kernels.free(empty);
  }
}

function runBackward(
  backend: NativeBackend,
  kernels: StackKernels,
  gradient: Tensor4D,
  saved: readonly Tensor[],
  layers: readonly StackLayer[],
  lowest: number,
  differentiateInput: boolean,
  kept: Kept,
): Tensor[] {
  const handles = handlesOf(backend, saved);
  const inputHandle = handles[0] as Handle;
  const valueHandle = handles.at(-1) as Handle;
  const parameterHandles = new Map<StackLayer, Handle[]>();
  let at = 1;
  for (const layer of layers) {
    const count = layerTensors(layer).length;
    parameterHandles.set(layer, handles.slice(at, at + count));
    at += count;
  }
  const gradients: Tensor[] = [];
  const wrap = (id: Handle, shape: readonly number[]) =>
    backend.createOutputTensor({ id, shape: [...shape], dtype: backend.binding.TF_FLOAT });
  let current = handlesOf(backend, [gradient])[0] as Handle;
  let owned = false;
  /** Puts the next gradient in the place of the current one. */
  const replace = (next: Handle) => {
    if (owned) kernels.free(current);
    current = next;
    owned = true;
  };
  try {
    for (let index = layers.length - 1; index >= lowest; index -= 1) {
      const layer = layers[index] as StackLayer;
      const input = index === 0 ? inputHandle : (kept.maps.get(index) as Handle);
      const output = index === layers.length - 1 ? valueHandle : (kept.maps.get(index + 1) as Handle);
      const record = kept.records.get(index) as LayerRecord;
      if (layer.kind !== 'max-pool' && layer.negativeSlope !== 1) {
        replace(kernels.activationGradient(current, output, layer.negativeSlope));
      }
      if (layer.kind === 'max-pool') {
        replace(kernels.maxPoolGradient(input, output, current));
        kept.freeMaps(index + 1);
      } else if (layer.kind === 'convolution') {
        kept.freeMaps(index + 1);
        const [kernel] = parameterHandles.get(layer) as [Handle, Handle];
        if (layer.trainable) {
          const biasGradient = wrap(kernels.biasGradient(current), layer.bias.shape);
          const kernelGradient = wrap(
            kernels.kernelGradient(input, record.inputShape, layer.kernel.shape, current),
            layer.kernel.shape,
          );
          gradients.unshift(kernelGradient, biasGradient);
        }
        if (index > lowest || differentiateInput) {
          replace(kernels.inputGradient(record.inputShape, kernel, current));
        }
      } else {
        kept.freeMaps(index + 1);
        const [scale, , ...moving] = parameterHandles.get(layer) as [Handle, Handle, Handle, Handle];
        const training = layer.statistics === 'batch';
        const [first, second, third] = record.reserved;
        const statistics = training ? [first as Handle, second as Handle] : moving;
        const [inputGradient, scaleGradient, offsetGradient] = kernels.normalisationGradient(
          [current, input, scale, ...statistics, third as Handle],
          layer.epsilon ?? defaultEpsilon,
          training,
        );
        replace(inputGradient);
        if (layer.trainable) {
          gradients.unshift(wrap(scaleGradient, layer.scale.shape), wrap(offsetGradient, layer.offset.shape));
        } else kernels.free(scaleGradient, offsetGradient);
      }
      kept.freeRecord(index);
    }
    if (differentiateInput) {
      // With no layer at all the gradient belongs to its own tensor.
      gradients.unshift(owned ? wrap(current, saved[0]?.shape ?? []) : gradient.clone());
      owned = false;
    }
    return gradients;
  } finally {
    if (owned) kernels.free(current);
  }
}

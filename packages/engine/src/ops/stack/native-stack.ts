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
  type ConvolutionStackOptions,
  type StackLayer,
} from './stack-layer.ts';

/** What waits for the backward pass. */
class Kept {
  readonly #kernels: StackKernels;
  /** `maps[i]` goes into layer i, the last comes out of the stack; what belongs to tensors is not kept here. */
  readonly maps = new Map<number, Handle>();
  /** What else a gradient takes, by layer: statistics of a batch normalisation, places of a pool's maxima. */
  readonly reserved = new Map<number, readonly Handle[]>();

  constructor(kernels: StackKernels) {
    this.#kernels = kernels;
  }

  freeMaps(index: number): void {
    this.#kernels.free(this.maps.get(index));
    this.maps.delete(index);
  }

  freeReserved(index: number): void {
    this.#kernels.free(...(this.reserved.get(index) ?? []));
    this.reserved.delete(index);
  }

  freeAll(): void {
    for (const index of [...this.maps.keys()]) this.freeMaps(index);
    for (const index of [...this.reserved.keys()]) this.freeReserved(index);
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

/** What both directions of one call share. */
interface Pass {
  readonly backend: NativeBackend;
  readonly kernels: StackKernels;
  readonly layers: readonly StackLayer[];
  /** Shape of what goes into each layer, and of what comes out of the last. */
  readonly shapes: readonly (readonly number[])[];
  readonly kept: Kept;
  /** The lowest layer that the backward pass reaches. */
  readonly lowest: number;
  /** First layers of the blocks whose inner maps the backward pass computes again; empty: everything is kept. */
  readonly blocks: readonly number[];
}

/** The stack on TensorFlow's kernels, as one node of the tape. */
export function nativeStack(
  backend: NativeBackend,
  input_BHWC: Tensor4D,
  layers: readonly StackLayer[],
  { differentiateInput = true, precision = 'float32', recompute = [] }: ConvolutionStackOptions,
): Tensor4D {
  const kernels = new StackKernels(backend, precision);
  const recording = isTapeOn();
  const lowestTrainable = layers.findIndex(isTrainable);
  const nothing = !recording || (lowestTrainable < 0 && !differentiateInput);
  const lowest = nothing ? layers.length : differentiateInput ? 0 : lowestTrainable;
  const kept = new Kept(kernels);
  const differentiated: Tensor[] = [
    ...(differentiateInput ? [input_BHWC] : []),
    ...layers.filter(isTrainable).flatMap(layerParameters),
  ];
  const shapes: (readonly number[])[] = [input_BHWC.shape];
  for (const layer of layers) shapes.push(outputShape(shapes.at(-1) as readonly number[], layer));
  const blocks = blockStarts(layers, lowest, recompute);
  const pass: Pass = { backend, kernels, layers, shapes, kept, lowest, blocks };
  const forward = (): Tensor4D => {
    const owned: Handle[] = [];
    try {
      const start = kernels.lower(handlesOf(backend, [input_BHWC])[0] as Handle, owned);
      // the lowest layer's gradient reads its input again
      if (lowest === 0 && owned.length > 0) kept.maps.set(0, owned.pop() as Handle);
      let end = runForward(pass, start, 0, layers.length, 'first');
      if (precision !== 'float32') {
        if (nothing) owned.push(end);
        else kept.maps.set(layers.length, end);
        end = kernels.raise(end);
      }
      const shape = [...(shapes.at(-1) ?? [])];
      return backend.createOutputTensor({ id: end, shape, dtype: backend.binding.TF_FLOAT }) as Tensor4D;
    } finally {
      kernels.free(...owned);
    }
  };
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
        return runBackward(pass, gradient as Tensor4D, saved, differentiateInput);
      } finally {
        done();
        kept.freeAll();
      }
    };
    return { value, gradFunc: gradFunc as unknown as (gradient: Tensor) => Tensor };
  });
  return stack(...differentiated) as Tensor4D;
}

/** First layers of blocks from the lowest that is differentiated. A single block is none: there would be nothing to gain. */
function blockStarts(layers: readonly StackLayer[], lowest: number, names: readonly string[]): readonly number[] {
  if (names.length === 0) return [];
  const starts = layers.flatMap(({ name }, index) =>
    index === lowest || (index > lowest && names.includes(name)) ? [index] : [],
  );
  return starts.length > 1 ? starts : [];
}

/**
 * Runs layers `begin` to `end` (exclusive) on `start`, which stays the caller's, and gives the last one's output.
 * `'again'` is for the backward pass: it keeps everything, and moves no statistics a second time.
 */
function runForward(pass: Pass, start: Handle, begin: number, end: number, time: 'first' | 'again'): Handle {
  const { backend, kernels, layers, kept, lowest, blocks } = pass;
  // The last block is the first that the backward pass reaches: all of it is kept from the beginning.
  const recomputedBelow = time === 'first' ? (blocks.at(-1) ?? 0) : 0;
  let maps = start;
  for (let index = begin; index < end; index += 1) {
    const layer = layers[index] as StackLayer;
    const keepsAll = index >= lowest && index >= recomputedBelow;
    const owned: Handle[] = [];
    let output: Handle | undefined;
    try {
      if (layer.kind === 'max-pool') {
        const pooled = kernels.maxPool(maps);
        output = pooled.output;
        // a block that is computed again ends before its pool, so these are kept in any case
        if (pooled.places !== undefined && index >= lowest) kept.reserved.set(index, [pooled.places]);
        else kernels.free(pooled.places);
      } else if (layer.kind === 'convolution') {
        const [kernel, bias] = handlesOf(backend, [layer.kernel, layer.bias]) as [Handle, Handle];
        output = kernels.convolution(maps, kernels.lower(kernel, owned), kernels.lower(bias, owned));
      } else {
        const normalised = normalise(backend, kernels, maps, layer, time === 'first');
        output = normalised.output;
        if (keepsAll) kept.reserved.set(index, normalised.reserved);
        else kernels.free(...normalised.reserved);
      }
      if (layer.kind !== 'max-pool' && layer.negativeSlope !== 1) {
        const before = output;
        output = undefined;
        output = consume(kernels, before, () => kernels.activation(before, layer.negativeSlope));
      }
    } finally {
      kernels.free(...owned);
      if (maps !== start) {
        if (keepsAll || blocks.includes(index)) kept.maps.set(index, maps);
        else kernels.free(maps);
      }
    }
    maps = output;
  }
  return maps;
}

/** Runs `work` and frees the handle that it consumed, whether it succeeds or not. */
function consume(kernels: StackKernels, handle: Handle, work: () => Handle): Handle {
  try {
    return work();
  } finally {
    kernels.free(handle);
  }
}

function normalise(backend: NativeBackend, kernels: StackKernels, maps: Handle, layer: BatchNormLayer, tells: boolean) {
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
    if (training && tells && layer.onStatistics) {
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

function runBackward(pass: Pass, gradient: Tensor4D, saved: readonly Tensor[], differentiateInput: boolean): Tensor[] {
  const { backend, kernels, layers, shapes, kept, lowest, blocks } = pass;
  const handles = handlesOf(backend, saved);
  const parameterHandles = new Map<StackLayer, Handle[]>();
  let at = 1;
  for (const layer of layers) {
    const count = layerTensors(layer).length;
    parameterHandles.set(layer, handles.slice(at, at + count));
    at += count;
  }
  /** What goes into a layer, or comes out of the last: kept here, or the memory of a tensor. */
  const mapsInto = (index: number): Handle =>
    kept.maps.get(index) ?? ((index === 0 ? handles[0] : handles.at(-1)) as Handle);
  const gradients: Tensor[] = [];
  /** A gradient as a float32 tensor, which takes the handle over. */
  const wrap = (id: Handle, shape: readonly number[]) => {
    const raised = kernels.precision === 'float32' ? id : consume(kernels, id, () => kernels.raise(id));
    return backend.createOutputTensor({ id: raised, shape: [...shape], dtype: backend.binding.TF_FLOAT });
  };
  const lowered: Handle[] = [];
  let current = kernels.lower(handlesOf(backend, [gradient])[0] as Handle, lowered);
  let owned = lowered.length > 0;
  /** Puts the next gradient in the place of the current one. */
  const replace = (next: Handle) => {
    if (owned) kernels.free(current);
    current = next;
    owned = true;
  };
  try {
    for (let index = layers.length - 1; index >= lowest; index -= 1) {
      const layer = layers[index] as StackLayer;
      const block = blocks.indexOf(index + 1) - 1;
      const begin = block >= 0 ? (blocks[block] as number) : index;
      if (begin < index) kept.maps.set(index, runForward(pass, mapsInto(begin), begin, index, 'again'));
      const input = mapsInto(index);
      if (layer.kind !== 'max-pool' && layer.negativeSlope !== 1) {
        replace(kernels.activationGradient(current, mapsInto(index + 1), layer.negativeSlope));
      }
      if (layer.kind === 'max-pool') {
        replace(kernels.maxPoolGradient(input, mapsInto(index + 1), current, kept.reserved.get(index)?.[0]));
        kept.freeMaps(index + 1);
        kept.freeReserved(index);
      } else if (layer.kind === 'convolution') {
        kept.freeMaps(index + 1);
        const [kernel] = parameterHandles.get(layer) as [Handle, Handle];
        const inputShape = shapes[index] as readonly number[];
        if (layer.trainable) {
          const biasGradient = wrap(kernels.biasGradient(current), layer.bias.shape);
          const kernelGradient = wrap(
            kernels.kernelGradient(input, inputShape, layer.kernel.shape, current),
            layer.kernel.shape,
          );
          gradients.unshift(kernelGradient, biasGradient);
        }
        if (index > lowest || differentiateInput) {
          const copies: Handle[] = [];
          try {
            replace(kernels.inputGradient(inputShape, kernels.lower(kernel, copies), current));
          } finally {
            kernels.free(...copies);
          }
        }
      } else {
        kept.freeMaps(index + 1);
        const [scale, , ...moving] = parameterHandles.get(layer) as [Handle, Handle, Handle, Handle];
        const training = layer.statistics === 'batch';
        const [first, second, third] = kept.reserved.get(index) ?? [];
        const statistics = training ? [first as Handle, second as Handle] : moving;
        const [inputGradient, scaleGradient, offsetGradient] = kernels.normalisationGradient(
          [current, input, scale, ...statistics, third as Handle],
          layer.epsilon ?? defaultEpsilon,
          training,
        );
        replace(inputGradient);
        if (layer.trainable) {
          const float32 = (id: Handle, shape: readonly number[]) =>
            backend.createOutputTensor({ id, shape: [...shape], dtype: backend.binding.TF_FLOAT });
          gradients.unshift(float32(scaleGradient, layer.scale.shape), float32(offsetGradient, layer.offset.shape));
        } else kernels.free(scaleGradient, offsetGradient);
        kept.freeReserved(index);
      }
    }
    if (differentiateInput) {
      owned = false;
      gradients.unshift(wrap(current, shapes[0] ?? []));
    }
    return gradients;
  } finally {
    if (owned) kernels.free(current);
  }
}

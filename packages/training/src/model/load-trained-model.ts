import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import {
  createTrunk,
  loadWeights,
  preprocess,
  readSafetensors,
  toFloat32,
  type RawTensor,
  type Trunk,
  type TrunkOptions,
} from '@trunkline/backbone';
import { startEngine, tf, type Parameters, type Tensor, type Tensor4D } from '@trunkline/engine';
import type { Head } from '@trunkline/heads';
import { createContext, createModel, type ModelOutput, type Modules } from '@trunkline/methods';
import { createRandom, TrunklineError } from '@trunkline/system';
import { methodOf } from '../experiment/method-of.ts';
import { createArchitecture } from './create-architecture.ts';
import { decodeModelDescription, modelInvalid, type ModelDescription } from './model-description.ts';
import { notePrefix } from './write-trained-model.ts';

/** A trained model in memory. */
export interface TrainedModel {
  readonly description: ModelDescription;
  readonly trunk: Trunk;
  readonly head: Head;
  /** Trunk, head and what the method's predictions need, by name. */
  readonly parameters: Parameters;
  /**
   * What the network answers for decoded pictures, uint8 RGB, `[B, imageSize, imageSize, 3]` row by row: logits, embedding
   * and last maps. Call it inside `tf.tidy`.
   */
  forward(pixels: Uint8Array): ModelOutput & { readonly maps_BHWC: Tensor4D };
  /** {@link forward}, or the method's own rule where it has one, for pictures of a side. Default: the target's. */
  predict(pixels: Uint8Array, side?: 'source' | 'target'): ModelOutput;
  /** Frees the parameters. */
  dispose(): void;
}

/**
 * Loads what a finished run selected, given its `selected.safetensors` or its folder; starts the engine where none runs.
 * Nothing else of the run is read. Throws `TL_FILE_MISSING`, `TL_MODEL_INVALID`, `TL_DIGEST_MISMATCH` where the weight set
 * that training began from has other bytes now, what `loadWeights` throws where it is gone, and `TL_METHOD_UNKNOWN` where
 * predictions need a method that is not registered.
 */
export async function loadTrainedModel(path: string): Promise<TrainedModel> {
  const file = await fileOf(path);
  const { tensors, metadata } = await readSafetensors(file);
  const description = decodeModelDescription(file, metadata);
  await startEngine();
  const { classNames, imageSize, preprocessing, sources } = description;
  const trunk = createTrunk(description.trunk as unknown as TrunkOptions);
  const architecture = createArchitecture(trunk, description.head, {
    classes: classNames.length,
    imageSize,
    sources,
  });
  const { head } = architecture;
  const method = description.predicts ? methodOf(description) : undefined;
  const modules: Modules = method?.modules(description.options, architecture) ?? {};
  const parameters = await parametersOf(file, description, tensors, [
    ...architecture.parameters,
    ...Object.values(modules).flatMap((module) => module.parameters),
  ]);
  const notes = notesOf(tensors);
  const model = createModel(trunk, head);
  const random = createRandom(0); // evaluation draws nothing from it
  const context = createContext({
    model,
    architecture,
    options: description.options,
    modules,
    parameters,
    stage: description.stage,
    progress: { step: 1, steps: 1, fraction: 1 },
    random,
    dropout: random,
    notes,
    mode: 'evaluation',
    cut: 'images',
    learns: () => false,
  });
  const input = (pixels: Uint8Array): Tensor4D => {
    const count = pixels.length / (imageSize * imageSize * 3);
    return preprocess(tf.tensor4d(pixels, [count, imageSize, imageSize, 3], 'int32'), preprocessing);
  };
  return {
    description,
    trunk,
    head,
    parameters,
    // maps are there wherever pictures enter
    forward: (pixels) => context.forward(input(pixels)) as ReturnType<TrainedModel['forward']>,
    predict: (pixels, side = 'target') => {
      const images = input(pixels);
      return method?.predict?.(context, images, side) ?? context.forward(images);
    },
    dispose: () => tf.dispose([...Object.values(parameters), ...Object.values(notes)]),
  };
}

async function fileOf(path: string): Promise<string> {
  const isFolder = await stat(path).then(
    (entry) => entry.isDirectory(),
    () => false,
  );
  return isFolder ? join(path, 'checkpoint', 'selected.safetensors') : path;
}

/** The values of these parameters: those of the file, and the rest from the weight set that training began from. */
async function parametersOf(
  file: string,
  { weights }: ModelDescription,
  tensors: Readonly<Record<string, RawTensor>>,
  wanted: readonly { readonly name: string; readonly shape: readonly number[] }[],
): Promise<Parameters> {
  const isWhole = wanted.every(({ name }) => tensors[name]);
  const initial = isWhole || weights.partOfFile ? {} : await initialWeights(weights);
  const values = wanted.map(({ name, shape }) => {
    const own = tensors[name];
    const value = own ? { shape: own.shape, data: toFloat32(own) } : initial[name];
    if (!value) throw modelInvalid(file, `it lacks ${name}`);
    if (value.shape.join() !== shape.join()) {
      throw modelInvalid(file, `${name} is [${value.shape.join(', ')}], expected [${shape.join(', ')}]`);
    }
    return { name, shape, data: value.data };
  });
  const entries = values.map(({ name, shape, data }) => [
    name,
    tf.tidy(() => tf.variable(tf.tensor(data, [...shape]), false)),
  ]);
  return Object.fromEntries(entries) as Parameters;
}

async function initialWeights({ name, digest }: ModelDescription['weights']) {
  const loaded = await loadWeights(name);
  if (loaded.digest === digest) return loaded.parameters;
  throw new TrunklineError(
    'TL_DIGEST_MISMATCH',
    `The model was trained from weights with digest ${digest}, ${name} has ${loaded.digest}.`,
    { hint: 'Bring back the weights it was trained from.' },
  );
}

function notesOf(tensors: Readonly<Record<string, RawTensor>>): Record<string, Tensor> {
  const found = Object.entries(tensors).filter(([name]) => name.startsWith(notePrefix));
  return Object.fromEntries(
    found.map(([name, { shape, data, elementType }]) => [
      name.slice(notePrefix.length),
      tf.tensor(data as Float32Array | Int32Array, [...shape], elementType === 'I32' ? 'int32' : 'float32'),
    ]),
  );
}

import type { TensorToWrite } from '@trunkline/backbone';
import { tf, type Parameters, type Tensor } from '@trunkline/engine';
import type { RandomState } from '@trunkline/system';
import type { CurvePoint } from '@trunkline/evaluation';
import type { Note } from '@trunkline/methods';
import type { SamplerPlaces } from '../inputs/feed.ts';

/** Sums since some point: losses and measurements by name. */
export interface Window {
  count: number;
  sums: Record<string, number>;
}

/** All of a run that is not an array. */
export interface RunState {
  /** Identity of what is being run; a checkpoint of something else is refused. */
  fingerprint: string;
  stage: number;
  /** The stage's `begin` has been taken. */
  stageBegun: boolean;
  stepInStage: number;
  step: number;
  samplers: SamplerPlaces;
  random: { dropout: RandomState; method: RandomState };
  /** How often the optimiser has changed each parameter in this stage. */
  optimiserSteps: Readonly<Record<string, number>>;
  /** Since the last point of the training curves. */
  logWindow: Window;
  /** Since the last evaluation of this stage. */
  evaluationWindow: Window;
  /** Mean losses between evaluations of this stage. */
  means: number[];
  curves: Record<string, CurvePoint[]>;
  /** By validator, over the candidates (evaluations of the last stage). */
  scores: Record<string, CurvePoint[]>;
  selectedStep: number;
  /** Names of the candidates that the method made after the last step; they stand on numbers behind it. */
  candidateNames: Record<number, string>;
  trainingSeconds: number;
  totalSeconds: number;
  peakMemoryBytes: number;
  prefixImages: number;
  /** The evaluation after the last step has not ended yet. */
  evaluationDue: boolean;
  /** The stage has taken its last step and was evaluated. */
  stageEnded: boolean;
  /** All steps are done; only the final evaluation is missing. */
  trained: boolean;
  /** End of the tracker's journal. */
  position: number;
}

/** Everything of a run that is an array. */
export interface RunArrays {
  /** Values of the parameters that may change. */
  parameters: Record<string, PlainTensor>;
  slots: Record<string, PlainTensor>;
  /** Moving averages of the parameters that change. */
  averages: Record<string, PlainTensor>;
  /** The selected checkpoint's parameters; empty before the first candidate. */
  selected: Record<string, PlainTensor>;
  /** By step, what else may still be selected: only where the selecting rule combines others. */
  rivals: Record<string, KeptCheckpoint>;
  /** Predicted classes of the target test images, by step: labels are not needed for that. */
  predictions: Record<string, Int32Array>;
  /** What the last pass of the stage's `refresh` found. */
  notes: Readonly<Record<string, Note>>;
  /** The same when the selected checkpoint was taken. */
  selectedNotes: Readonly<Record<string, Note>>;
}

/** A checkpoint's parameters, and what the last pass of the stage's `refresh` had found. */
export interface KeptCheckpoint {
  readonly weights: Record<string, PlainTensor>;
  readonly notes: Record<string, Note>;
}

/** Values with a shape, off the engine. */
export interface PlainTensor {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

export function emptyWindow(): Window {
  return { count: 0, sums: {} };
}

export function addToWindow(window: Window, values: Readonly<Record<string, number>>): void {
  window.count++;
  for (const [name, value] of Object.entries(values)) window.sums[name] = (window.sums[name] ?? 0) + value;
}

export function windowMeans(window: Window): Record<string, number> {
  return Object.fromEntries(Object.entries(window.sums).map(([name, sum]) => [name, sum / Math.max(1, window.count)]));
}

export function addPoint(curves: Record<string, CurvePoint[]>, name: string, step: number, value: number): void {
  (curves[name] ??= []).push([step, value]);
}

/** Copies of parameters or slots. */
export function snapshot(
  tensors: Readonly<Record<string, { shape: number[]; dataSync(): unknown }>>,
  names?: Iterable<string>,
): Record<string, PlainTensor> {
  const result: Record<string, PlainTensor> = {};
  for (const name of names ?? Object.keys(tensors)) {
    const tensor = tensors[name];
    if (tensor) result[name] = { shape: [...tensor.shape], data: Float32Array.from(tensor.dataSync() as Float32Array) };
  }
  return result;
}

/** Puts values into existing parameters. */
export function assign(parameters: Parameters, values: Readonly<Record<string, PlainTensor>>): void {
  for (const [name, { shape, data }] of Object.entries(values)) {
    const value = tf.tensor(data, [...shape]);
    parameters[name]?.assign(value);
    value.dispose();
  }
}

/** Notes as tensors, for a method's functions. */
export function tensorsOf(notes: Readonly<Record<string, Note>>): Record<string, Tensor> {
  return Object.fromEntries(
    Object.entries(notes).map(([name, { shape, values }]) => [
      name,
      tf.tensor(values, [...shape], values instanceof Int32Array ? 'int32' : 'float32'),
    ]),
  );
}

/** The arrays as one dictionary for a file. */
export function packArrays(arrays: RunArrays): Record<string, TensorToWrite> {
  const packed: Record<string, TensorToWrite> = {};
  for (const group of ['parameters', 'slots', 'averages', 'selected'] as const) {
    for (const [name, tensor] of Object.entries(arrays[group])) packed[`${group}:${name}`] = tensor;
  }
  for (const [step, data] of Object.entries(arrays.predictions)) {
    packed[`predictions:${step}`] = { shape: [data.length], data };
  }
  const packNotes = (group: string, notes: RunArrays['notes']): void => {
    for (const [name, { shape, values }] of Object.entries(notes)) {
      packed[`${group}:${name}`] = { shape: [...shape], data: values };
    }
  };
  packNotes('notes', arrays.notes);
  packNotes('selectedNotes', arrays.selectedNotes);
  for (const [step, { weights, notes }] of Object.entries(arrays.rivals)) {
    for (const [name, tensor] of Object.entries(weights)) packed[`rivals:${step}:${name}`] = tensor;
    packNotes(`rivalNotes:${step}`, notes);
  }
  return packed;
}

/** The inverse of {@link packArrays}. */
export function unpackArrays(packed: Readonly<Record<string, TensorToWrite>>): RunArrays {
  const found: Record<'notes' | 'selectedNotes', Record<string, Note>> = { notes: {}, selectedNotes: {} };
  const arrays: RunArrays = {
    parameters: {},
    slots: {},
    averages: {},
    selected: {},
    rivals: {},
    predictions: {},
    ...found,
  };
  for (const [key, tensor] of Object.entries(packed)) {
    const colon = key.indexOf(':');
    const group = key.slice(0, colon);
    const name = key.slice(colon + 1);
    if (group === 'notes' || group === 'selectedNotes') {
      found[group][name] = { shape: tensor.shape, values: tensor.data as Note['values'] };
    } else if (group === 'rivals' || group === 'rivalNotes') {
      const end = name.indexOf(':');
      const rival = (arrays.rivals[name.slice(0, end)] ??= { weights: {}, notes: {} });
      const { shape, data } = tensor;
      if (group === 'rivals') rival.weights[name.slice(end + 1)] = { shape, data: data as Float32Array };
      else rival.notes[name.slice(end + 1)] = { shape, values: data as Note['values'] };
    } else if (group === 'predictions') arrays.predictions[name] = tensor.data as Int32Array;
    else if (group === 'parameters' || group === 'slots' || group === 'averages' || group === 'selected') {
      arrays[group][name] = { shape: tensor.shape, data: tensor.data as Float32Array };
    }
  }
  return arrays;
}

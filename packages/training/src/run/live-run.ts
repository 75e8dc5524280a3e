import type { Optimiser, Parameters, Tensor } from '@trunkline/engine';
import type { Random } from '@trunkline/system';
import type { ClassificationOptions, Model, Note } from '@trunkline/methods';
import type { RunData } from '../inputs/run-data.ts';
import type { RunServices } from './run-services.ts';
import type { RunSettings } from './run-settings.ts';
import type { KeptCheckpoint, PlainTensor, RunState } from './run-state.ts';

/** A run while it goes on. */
export interface LiveRun {
  readonly settings: RunSettings;
  readonly data: RunData;
  readonly services: RunServices;
  readonly model: Model;
  readonly parameters: Parameters;
  readonly dropout: Random;
  readonly methodRandom: Random;
  /** Names of parameters that may change in some stage. */
  readonly changing: readonly string[];
  state: RunState;
  /** The selected checkpoint's values of {@link changing}. */
  selected: Record<string, PlainTensor>;
  /** By step, what else may still be selected: only where the selecting rule combines others. */
  rivals: Record<string, KeptCheckpoint>;
  /** Predicted classes of the target test images, by step. */
  predictions: Record<string, Int32Array>;
  /** How labels are learnt from. */
  readonly classification: ClassificationOptions;
  /** Moving averages of the parameters that change, where the experiment wants them; else empty. */
  readonly averages: Parameters;
  /** What the last pass of the stage's `refresh` found, by name, and the same as tensors. */
  notes: Readonly<Record<string, Note>>;
  noteTensors: Record<string, Tensor>;
  /** {@link notes} as they were at the selected checkpoint. */
  selectedNotes: Readonly<Record<string, Note>>;
  /** Of the current stage. */
  optimiser: Optimiser | undefined;
}

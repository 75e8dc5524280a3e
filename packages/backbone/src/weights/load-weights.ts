import { stat } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { cacheFolder, TrunklineError } from '@trunkline/system';
import type { Preprocessing } from '../preprocess.ts';
import { kerasPreprocessing } from '../weight-sets/imagenet-vgg16.ts';
import { torchvisionPreprocessing } from '../weight-sets/timm-vgg16.ts';
import { findWeightSet, isWeightSet, weightSets } from './find-weight-set.ts';
import {
  checkDigests,
  combineDigests,
  digestParameters,
  findTrunkWeights,
  type ParameterValues,
  type TrunkWeights,
} from './trunk-weights.ts';
import type { WeightSet } from './weight-set.ts';
import { readWeightsFile, type WeightsFile, type WeightsFormat } from './weights-format.ts';
import { decodeDescription } from './weights-metadata.ts';

/** Trunk parameters in memory, with what has to go with them. */
export interface LoadedWeights {
  /** The published set these weights are, byte for byte; undefined for weights of one's own. */
  readonly set: WeightSet | undefined;
  readonly path: string;
  readonly format: WeightsFormat;
  /** By stable name; kernels HWIO, float32. The arrays may be views of one buffer: do not change them. */
  readonly parameters: ParameterValues;
  /** Identity of the weights: one SHA-256 over the digests of all tensors, whatever file they came in. */
  readonly digest: string;
  readonly preprocessing: Preprocessing;
  /** The slope they were trained with, where it is known. */
  readonly negativeSlope: number | undefined;
  /** What the trunk has seen, in words, where it is known. */
  readonly seen: string | undefined;
  readonly width: number;
  readonly batchNorm: boolean;
}

/** What {@link loadWeights} is told of a file that does not say it. */
export interface LoadOptions {
  /** How the names of the tensors of one trunk begin, where a file holds several: `teacher.`. */
  readonly prefix?: string | undefined;
  /** A weight set whose slope and preprocessing the weights were trained with, where the file does not say. */
  readonly like?: string | undefined;
}

/** Throws `TL_WEIGHT_SET_UNKNOWN` for what is neither the name of a set nor looks like, or is, a file. Reads nothing. */
export async function checkWeightName(nameOrPath: string): Promise<void> {
  if (isWeightSet(nameOrPath)) return;
  if (/^[a-z0-9-]+$/.test(nameOrPath) && !(await exists(nameOrPath))) findWeightSet(nameOrPath);
}

/** Path of a weight set's file, in this package or converted in the user cache; there it need not exist. */
export function weightSetPath(name: string): string {
  return pathOfSet(weightSets().find((set) => set.name === name) ?? { name });
}

/** {@link weightSetPath} for a set that need not be registered. */
export function pathOfSet({ name, file }: Pick<WeightSet, 'name' | 'file'>): string {
  return file ? fileURLToPath(file) : cacheFolder('weights', `${name}.safetensors`);
}

/**
 * Loads trunk weights: a set by name from the user cache, or any file that `readWeightsFile` reads by its path. A set's
 * tensors are checked against their digests, and so are those of a file that says it is a set.
 * Throws `TL_WEIGHTS_MISSING` (not pulled yet), `TL_WEIGHT_SET_UNKNOWN`, `TL_DIGEST_MISMATCH`, `TL_WEIGHTS_TRUNCATED`,
 * `TL_WEIGHTS_INVALID`, `TL_WEIGHTS_UNRECOGNISED`, `TL_WEIGHTS_AMBIGUOUS`, `TL_WEIGHTS_QUANTISED`, `TL_WEIGHTS_NOT_FINITE`,
 * `TL_WEIGHTS_UNDESCRIBED`, `TL_FILE_MISSING`.
 */
export async function loadWeights(nameOrPath: string, options: LoadOptions = {}): Promise<LoadedWeights> {
  if (isWeightSet(nameOrPath)) return await loadWeightSet(findWeightSet(nameOrPath));
  await checkWeightName(nameOrPath);
  return await loadFile(nameOrPath, undefined, options);
}

/** {@link loadWeights} for a set that need not be registered. */
export async function loadWeightSet(set: WeightSet): Promise<LoadedWeights> {
  const path = pathOfSet(set);
  if (await exists(path)) return await loadFile(path, set);
  if (set.file) {
    throw new TrunklineError(
      'TL_WEIGHTS_MISSING',
      `The weight set ${set.name}, a part of the package, is gone (${path}).`,
      {
        hint: 'Install @trunkline/backbone again.',
      },
    );
  }
  throw new TrunklineError('TL_WEIGHTS_MISSING', `The weight set ${set.name} is not in the cache (${path}).`, {
    hint: `Run: trunkline weights pull ${set.name}`,
    exitStatus: 2,
  });
}

async function loadFile(
  path: string,
  wanted: WeightSet | undefined,
  { prefix, like }: LoadOptions = {},
): Promise<LoadedWeights> {
  const file = await readWeightsFile(path);
  const { format, metadata } = file;
  const found = findTrunkWeights(path, file, prefix);
  const { parameters, width, batchNorm } = found;
  const description = format === 'trunkline' ? decodeDescription(metadata) : {};
  const digests = digestParameters(parameters);
  const digest = combineDigests(digests);
  let set = wanted ?? weightSets().find(({ name }) => name === description.weightSet);
  if (set) checkDigests(path, digests, set.digests ?? description.digests ?? { 'the list of digests': 'present' });
  else set = weightSets().find((one) => one.digests && combineDigests(one.digests) === digest);
  const told = like === undefined ? undefined : findWeightSet(like);
  const rounded = weightSets().find((one) => Object.values(one.roundedDigests ?? {}).includes(digest));
  const sources = [set, told, description, rounded, usualOf(found, file.graph)];
  const preprocessing = sources.map((one) => one?.preprocessing).find((one) => one !== undefined);
  const negativeSlope = sources.map((one) => one?.negativeSlope).find((one) => one !== undefined);
  if (!preprocessing || negativeSlope === undefined) throw undescribed(path, preprocessing, negativeSlope);
  return {
    set,
    path,
    format,
    parameters,
    digest,
    preprocessing,
    negativeSlope,
    seen: set?.seen ?? description.card?.seen ?? rounded?.seen,
    width,
    batchNorm,
  };
}

function undescribed(path: string, preprocessing: unknown, negativeSlope: unknown): TrunklineError {
  const missing = [
    ...(negativeSlope === undefined ? ['with which slope'] : []),
    ...(preprocessing === undefined ? ['on pictures prepared in which way'] : []),
  ];
  return new TrunklineError(
    'TL_WEIGHTS_UNDESCRIBED',
    `${path} holds a trunk and does not say ${missing.join(' and ')} it was trained.`,
    {
      hint:
        'Take the file as it was first written (its metadata was lost), or say which weight set it was trained like: ' +
        'trunkline weights convert <file> <new>.safetensors --like imagenet-vgg16',
      exitStatus: 2,
    },
  );
}

/**
 * What files were trained with where they do not say, by whose names they have: Keras's VGG16 (also through ONNX),
 * torchvision's. Graphs and lists of layers say the slope themselves.
 */
function usualOf(
  { naming, negativeSlope = 0 }: TrunkWeights,
  graph: WeightsFile['graph'],
): Partial<Pick<WeightSet, 'preprocessing' | 'negativeSlope'>> {
  if (naming === 'keras') return { preprocessing: kerasPreprocessing, negativeSlope };
  if (naming === 'torchvision') return { preprocessing: torchvisionPreprocessing, negativeSlope };
  if (naming === 'trunkline' || !graph) return {};
  if (/torch/i.test(graph.producer)) return { preprocessing: torchvisionPreprocessing, negativeSlope };
  return /tf2onnx|keras/i.test(graph.producer)
    ? { preprocessing: kerasPreprocessing, negativeSlope }
    : { negativeSlope };
}

async function exists(path: string): Promise<boolean> {
  return await stat(path).then(
    () => true,
    () => false,
  );
}

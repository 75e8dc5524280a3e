import type { Preprocessing } from '../preprocess.ts';
import { decodeCard, type WeightsCard } from './weights-card.ts';

/** What a file of trunk weights says of itself, in its safetensors metadata. */
export interface WeightsDescription {
  readonly trunk: string;
  readonly negativeSlope: number;
  readonly preprocessing: Preprocessing;
  /** The published set, where the file is one. */
  readonly weightSet?: string | undefined;
  /** Digests that the first pull found, of a set that has none pinned. */
  readonly digests?: Readonly<Record<string, string>> | undefined;
  /** How they were made, where this project made them. */
  readonly card?: WeightsCard | undefined;
}

/** As safetensors metadata: text only. */
export function encodeDescription(description: WeightsDescription): Record<string, string> {
  return {
    format: 'trunkline',
    trunk: description.trunk,
    negativeSlope: String(description.negativeSlope),
    preprocessing: JSON.stringify(description.preprocessing),
    ...(description.weightSet === undefined ? {} : { weightSet: description.weightSet }),
    ...(description.digests === undefined ? {} : { digests: JSON.stringify(description.digests) }),
    ...(description.card === undefined ? {} : { card: JSON.stringify(description.card) }),
  };
}

/** What of a description is there and well-formed. */
export function decodeDescription(metadata: Readonly<Record<string, string>>): Partial<WeightsDescription> {
  const negativeSlope = Number(metadata['negativeSlope'] ?? NaN);
  const preprocessing = parse(metadata['preprocessing']);
  const digests = parse(metadata['digests']);
  const card = decodeCard(parse(metadata['card']));
  return {
    ...(metadata['trunk'] === 'vgg16-gap' ? { trunk: 'vgg16-gap' } : {}),
    ...(negativeSlope >= 0 && negativeSlope <= 1 ? { negativeSlope } : {}),
    ...(isPreprocessing(preprocessing) ? { preprocessing } : {}),
    ...(metadata['weightSet'] === undefined ? {} : { weightSet: metadata['weightSet'] }),
    ...(typeof digests === 'object' && digests !== null ? { digests: digests as Record<string, string> } : {}),
    ...(card === undefined ? {} : { card }),
  };
}

function parse(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isPreprocessing(value: unknown): value is Preprocessing {
  if (typeof value !== 'object' || value === null) return false;
  const { channels, scale, mean, standardDeviation } = value as Record<string, unknown>;
  const isTriple = (one: unknown): boolean => Array.isArray(one) && one.length === 3 && one.every(Number.isFinite);
  return (
    (channels === 'RGB' || channels === 'BGR') &&
    Number.isFinite(scale) &&
    isTriple(mean) &&
    isTriple(standardDeviation)
  );
}

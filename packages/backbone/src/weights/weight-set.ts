import { markDefinition, type Wheel } from '@trunkline/system';
import type { Preprocessing } from '../preprocess.ts';

/** One place a weight set can come from. */
export type WeightSource =
  | {
      readonly kind: 'url';
      readonly title: string;
      readonly url: string;
      readonly fileName: string;
      readonly bytes: number;
      /** Digest of the whole file as its publisher states it. */
      readonly digest: { readonly algorithm: 'md5' | 'sha256'; readonly value: string };
    }
  | { readonly kind: 'wheel'; readonly title: string; readonly wheel: Wheel };

/** A published set of trunk parameters, with what has to go with it. */
export interface WeightSet {
  readonly name: string;
  readonly title: string;
  readonly trunk: string;
  readonly batchNorm: boolean;
  /** The slope it was trained with; another one changes what it computes. */
  readonly negativeSlope: number;
  readonly preprocessing: Preprocessing;
  /**
   * SHA-256 of every tensor's float32 little-endian bytes in this project's layout (HWIO), by parameter name. Undefined
   * where only the digest of the publisher's whole file is known: that is checked when it arrives, and what each tensor
   * had then is kept in the converted file and checked from there on.
   */
  readonly digests: Readonly<Record<string, string>> | undefined;
  /**
   * The digest over all tensors once their values are rounded to a shorter type: a copy saved so is not the set, but was
   * trained on the same pictures, prepared in the same way.
   */
  readonly roundedDigests?: Readonly<Partial<Record<'F16' | 'BF16', string>>>;
  /** In the order they are tried; none where {@link file} is given. */
  readonly sources: readonly WeightSource[];
  /** The file, for a set that is part of this package and so needs no download; other sets wait in the user cache. */
  readonly file?: URL;
  /** The pictures it was trained on, in words: what a report says the trunk has seen. */
  readonly seen: string;
  readonly licence: string;
  readonly citation: string;
}

/** Defines a weight set; what `weightSets` lists and a plugin may bring along. */
export function defineWeightSet(set: WeightSet): WeightSet {
  return markDefinition('weight set', { ...set });
}

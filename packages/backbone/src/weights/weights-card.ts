/** How a file of weights came to be: what the one who trained them says of them. Plain JSON, kept in the file. */
export interface WeightsCard {
  readonly title: string;
  /** The pictures the trunk has seen, in words. */
  readonly seen: string;
  /** The data trained on, with digests: the whole domain, of which parts were held out. */
  readonly data: readonly {
    readonly name: string;
    readonly domain: string;
    readonly count: number;
    readonly digest: string;
    readonly licence?: string;
  }[];
  readonly method: string;
  readonly seed: number;
  /** Step of the checkpoint that was kept, the steps trained in all, and images a step. */
  readonly step: number;
  readonly steps: number;
  readonly batchSize: number;
  /** Accuracy, a fraction, on images of the same data that were neither trained on nor used to choose. */
  readonly heldOut: { readonly accuracy: number; readonly count: number };
  readonly licence: string;
  /** What makes the file again. */
  readonly command: string;
}

/** A card as it stands in a file's metadata; undefined where there is none, or not one that says what was seen. */
export function decodeCard(value: unknown): WeightsCard | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const card = value as Partial<WeightsCard>;
  return typeof card.seen === 'string' && typeof card.title === 'string' ? (card as WeightsCard) : undefined;
}

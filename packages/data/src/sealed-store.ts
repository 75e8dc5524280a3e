import type { SealedLabels } from './images.ts';

/** What a seal hides. */
export interface Sealed {
  readonly labels_N: Int32Array;
  readonly ids: readonly string[];
}

/** The only place where sealed labels are; reachable from `seal.ts` and `sealed.ts` alone. */
export const sealedStore = new WeakMap<SealedLabels, Sealed>();

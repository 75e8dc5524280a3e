import type { SealedLabels } from '../images/images.ts';

/** What a seal hides. */
export interface Sealed {
  readonly labels_N: Int32Array;
  readonly ids: readonly string[];
}

/** The only place where sealed labels are; only `seal.ts` writes here and only `open-sealed.ts` reads. */
export const sealedLabels = new WeakMap<SealedLabels, Sealed>();

import type { SealedLabels } from './images.ts';

/** The only place where sealed labels are; reachable from `seal.ts` and `sealed.ts` alone. */
export const sealedLabels = new WeakMap<SealedLabels, Int32Array>();

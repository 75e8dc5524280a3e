import { z } from 'zod';
import type { StageProgress } from './context.ts';

/** The option of penalties that set in late; `what` has a weight of 1 at most before. */
export function annealShare(what: string) {
  return z
    .number()
    .min(0)
    .max(1)
    .default(0.1)
    .describe(`Share of the steps in which the ${what} has weight 1 at most; DomainBed has 500 of 5,000`);
}

/** The weight of such a penalty now. */
export function annealedWeight(
  { penaltyWeight, annealShare }: { readonly penaltyWeight: number; readonly annealShare: number },
  { fraction }: StageProgress,
): number {
  return fraction < annealShare ? Math.min(1, penaltyWeight) : penaltyWeight;
}

import { z } from 'zod';

interface Options {
  readonly sourceShare: number;
}

/** The option of methods that learn the source first and then, in a stage of its own, the target. */
export const sourceShare = z
  .number()
  .gt(0)
  .lt(1)
  .default(0.5)
  .describe('Share of the experiment’s steps that the source stage takes; the target stage takes the rest');

/** Steps of the source stage. */
export function sourceSteps({ sourceShare }: Options, budget: number): number {
  return Math.max(1, Math.round(budget * sourceShare));
}

/** Steps of the target stage. */
export function targetSteps({ sourceShare }: Options, budget: number): number {
  return Math.max(1, budget - Math.round(budget * sourceShare));
}

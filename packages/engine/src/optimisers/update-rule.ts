import type { Tensor } from '../tensor-types.ts';
import type { AttributeValue } from '../ops/execute-op.ts';

/** TensorFlow's kernel that does an update in one pass over the memory. */
export interface FusedUpdate {
  readonly kernel: string;
  readonly attributes: Readonly<Record<string, AttributeValue>>;
  /** The kernel's inputs after the variable and the slots; a number becomes a scalar. */
  readonly inputs: readonly (number | 'gradient')[];
}

/** How one parameter changes by its gradient. Both forms do the same up to rounding. */
export interface UpdateRule {
  /** Names of the slots, in the kernel's order. */
  readonly slotNames: readonly string[];
  fused(rate: number, step: number): FusedUpdate;
  /** The next parameter and slots, in plain ops. `step` counts from 1. */
  plain(parameter: Tensor, slots: readonly Tensor[], gradient: Tensor, rate: number, step: number): Tensor[];
}

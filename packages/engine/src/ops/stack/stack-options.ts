import type { Statistics } from './layer.ts';
import type { Precision } from './precision.ts';

/** How `convolutionStack` computes. */
export interface ConvolutionStackOptions {
  /** False: the input is a constant, and the gradient with respect to it is not computed. Default: true. */
  readonly differentiateInput?: boolean | undefined;
  /** Which parameters gradients are wanted for, by name; the work for the others is saved. Default: all. */
  readonly trainable?: ((name: string) => boolean) | undefined;
  /** Which layers count as trained for {@link training}, by the names of their parameters. Default: as {@link trainable}. */
  readonly learns?: ((name: string) => boolean) | undefined;
  /**
   * Batch normalisation by the batch's own statistics, moving the running ones on, in each layer whose scale or offset is
   * trained; a frozen one keeps and uses its running statistics. Default false. Without effect elsewhere.
   */
  readonly training?: boolean | undefined;
  /** What batch normalisation of every layer normalises by, whatever is trained. Default: as {@link training} has it. */
  readonly statistics?: Statistics | undefined;
  /**
   * `'bfloat16'`: maps and products in half the memory, with about 3 significant digits; input, parameters, output and
   * gradients stay float32. Only on the native engine; see `choosePrecision` for where it is fast. Default: `'float32'`.
   */
  readonly precision?: Precision | undefined;
  /**
   * Names of the layers that begin a block. Gradient checkpointing by block (Chen et al. 2016): only what goes into each
   * block is kept for the backward pass, which computes the rest again: less memory, about a third more time, the same
   * numbers. Default: none, everything is kept; without effect on the fall-backs.
   */
  readonly recompute?: readonly string[] | undefined;
  /** What stands before the names of the layers in those of the parameters, such as `backbone/`. Default: nothing. */
  readonly prefix?: string | undefined;
}

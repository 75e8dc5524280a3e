import type { Tensor } from '../tensor-types.ts';
import type { Gradients, Parameters } from '../gradients/parameters.ts';

/** Changes parameters by their gradients, in place. */
export interface Optimiser {
  readonly name: OptimiserOptions['name'];
  /** Steps done so far by parameter: one that is left out of some steps counts fewer, as Adam's correction of bias needs it. */
  stepCounts(): Record<string, number>;
  /**
   * One step with the learning rate `rates(name)` for each parameter that has a gradient (0 leaves it as it is). Does not
   * dispose the gradients; makes no tensor that stays, except the slots at a parameter's first step.
   */
  step(parameters: Parameters, gradients: Gradients, rates: (name: string) => number): void;
  /** The state by `<parameter>/<slot>`, such as `head/kernel/momentum`: live tensors, to be read before the next step. */
  slots(): Record<string, Tensor>;
  /** Goes on from a state: copies the slots and the counts. */
  restore(slots: Readonly<Record<string, Tensor>>, steps: Readonly<Record<string, number>>): void;
  dispose(): void;
}

interface Decay {
  /** Decoupled: each step multiplies the parameter by 1 − rate · weightDecay, before the update. */
  readonly weightDecay?: number;
  /** Which parameters decay. Default: all. */
  readonly decays?: (name: string) => boolean;
}

export interface SgdOptions extends Decay {
  readonly name: 'sgd';
  /** Default: 0. */
  readonly momentum?: number;
  readonly nesterov?: boolean;
}

export interface AdamOptions extends Decay {
  readonly name: 'adam' | 'adamw';
  /** Default: 0.9. */
  readonly beta1?: number;
  /** Default: 0.999. */
  readonly beta2?: number;
  /** Default: 1e-8. */
  readonly epsilon?: number;
}

export type OptimiserOptions = SgdOptions | AdamOptions;

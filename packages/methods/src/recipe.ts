import type { Architecture } from './architecture.ts';

/** What a row of an experiment combines: what a method may warn of before anything runs. */
export interface Recipe<Options = unknown> {
  readonly options: Options;
  readonly architecture: Architecture;
  /** Name of the optimiser: `sgd`, `adam`, `adamw`. */
  readonly optimiser: string;
}

import { markDefinition } from '@trunkline/system';
import type { z } from 'zod';
import type { Block } from './layer.ts';

/** A trunk: a table of layers that depends on options of its own. */
export interface TrunkDefinition<Schema extends z.ZodObject = z.ZodObject> {
  readonly name: string;
  /** Authors and year, with the table of the paper that it follows and the departures from it. */
  readonly paper: string;
  /** Plain values with defaults. They stand beside `name` and `weights` in an experiment's `trunk`. */
  readonly options: Schema;
  /**
   * The layers from the image on, in blocks. A cut may stand between any two of them; what stands inside a row is one piece.
   */
  blocks(options: z.output<Schema>): readonly Block[];
  /** Fewest pixels per side of an image. */
  readonly smallestImage: number;
  /** The only size of images that the options allow, where parameters depend on it. Default: any. */
  imageSize?(options: z.output<Schema>): number;
  /** Slope below zero of the activations, which sets the variance of initial kernels (He 2015, eq. 14–15). Default 0. */
  negativeSlope?(options: z.output<Schema>): number;
  /** What other libraries call a parameter of here. */
  readonly naming?: Readonly<Record<'torchvision', (name: string) => string>>;
}

/** Defines a trunk, in a file of `trunks/`. */
export const defineTrunk = <Schema extends z.ZodObject>(definition: TrunkDefinition<Schema>): TrunkDefinition<Schema> =>
  markDefinition('trunk', { ...definition });

/** A trunk of which the options are not known. */
export type AnyTrunkDefinition = TrunkDefinition;

import type { Tensor, Tensor2D, Variable } from '@trunkline/engine';
import { markDefinition, type Random } from '@trunkline/system';
import type { z } from 'zod';
import type { MapSize } from './adaptive-pool.ts';
import type { Features, HeadOptions, HeadParameter } from './head.ts';

/** What a head is made for. */
export interface HeadShape {
  readonly classes: number;
  /** Numbers a row of what it reads: channels of the maps, D of the embedding, or the width of the bottleneck before it. */
  readonly inputWidth: number;
  /** [height, width] of the trunk's last maps. */
  readonly mapSize: MapSize;
}

/** What turns features into logits; shapes are known before there are values. */
export interface Classifier {
  /** Under `head/`. */
  readonly parameters: readonly HeadParameter[];
  /** Fresh parameters in the same order, each from its own fork of `random`. */
  init(random: Random): Record<string, Variable>;
  /** `logits_BK`. `embedding_BD` is the bottleneck's output where there is one; a head on the embedding is given no maps. */
  apply(parameters: Readonly<Record<string, Tensor>>, features: Features, options: HeadOptions): Tensor2D;
  /** For one image. */
  readonly multiplyAdds: number;
}

/** A head: a classifier that depends on options of its own. */
export interface HeadDefinition<Schema extends z.ZodObject = z.ZodObject> {
  readonly name: string;
  /** Authors and year, and the departures from them. */
  readonly paper: string;
  readonly description: string;
  /** Plain values with defaults. They stand beside `kind` in an experiment's `head`. */
  readonly options: Schema;
  /** What it reads. A head on the embedding takes the option `bottleneck` as well. */
  readonly inputs: 'embedding' | 'maps';
  /** It is one linear layer, `head/kernel` [D, K], on the embedding: class activation maps are exact. Default false. */
  readonly supportsCam?: boolean;
  /** Shapes and functions; no tensor may be made here. */
  classifier(options: z.output<Schema>, shape: HeadShape): Classifier;
}

/** Defines a head, in a file of `heads/`. */
export const defineHead = <Schema extends z.ZodObject>(definition: HeadDefinition<Schema>): HeadDefinition<Schema> =>
  markDefinition('head', { ...definition });

/** A head of which the options are not known. */
export type AnyHeadDefinition = HeadDefinition;

import { tf, type Tensor1D, type Tensor2D } from '@trunkline/engine';
import type { Features, HeadOutput } from '@trunkline/heads';
import type { Architecture } from './architecture.ts';
import type { Standardisation } from './closed-forms/standardisation.ts';
import type { Context } from './context.ts';
import type { ModelInput, ModelOutput } from './sight.ts';
import type { Note } from './stage.ts';

/** What an embedding becomes before the head reads it. */
export type Mapping = (embedding_BD: Tensor2D) => Tensor2D;

/** What a head lacks for a method that puts other values in the place of the embedding, in words. */
export function needsEmbeddingHead({ head }: Architecture): string | undefined {
  if (head.inputs === 'embedding') return undefined;
  return `it changes embeddings, and the head '${head.name}' reads maps. Set head.kind to one that reads embeddings, such as linear.`;
}

/** The head, as it trains, on mapped embeddings of images; no gradient reaches the trunk. */
export function learnOnMapped(context: Context<unknown, unknown>, images: ModelInput, mapping: Mapping): HeadOutput {
  const { architecture, parameters, random, forward } = context;
  const embedding_BD = mapping(forward(images, { mode: 'evaluation' }).embedding_BD);
  // heads that read embeddings look at nothing else
  return architecture.head.forward(parameters, { embedding_BD } as Features, { training: true, random });
}

/** The model's answer with the embedding mapped: what a method with {@link learnOnMapped} predicts. */
export function answerOnMapped(context: Context<unknown, unknown>, input: ModelInput, mapping: Mapping): ModelOutput {
  const { architecture, parameters, forward } = context;
  const output = forward(input);
  const embedding_BD = mapping(output.embedding_BD);
  const answer = architecture.head.forward(parameters, { embedding_BD } as Features, { training: false });
  return { ...output, embedding_BD, ...answer };
}

/** Values standardised by columns, then multiplied by a matrix `[D, d]`: d ≤ D, and zeros stand where columns are missing. */
export interface AffineMap extends Standardisation {
  /** Row-major. */
  readonly map_Dd: Float64Array;
}

/** Notes that {@link affineOf} reads. */
export function affineNotes(sides: Readonly<Record<'source' | 'target', AffineMap>>): Record<string, Note> {
  const notes: Record<string, Note> = {};
  for (const [side, { mean_D, deviation_D, map_Dd }] of Object.entries(sides)) {
    const width = mean_D.length;
    const columns = map_Dd.length / width;
    const scaled = map_Dd.map((value, at) => value / (deviation_D[Math.floor(at / columns)] as number));
    notes[`${side}Mean_D`] = { shape: [width], values: Float32Array.from(mean_D) };
    notes[`${side}Map_DD`] = { shape: [width, width], values: widened(scaled, columns, width) };
  }
  return notes;
}

/** The map of a side; embeddings as they are before the first pass. */
export function affineOf({ notes }: Pick<Context<unknown, unknown>, 'notes'>, side: 'source' | 'target'): Mapping {
  const [mean_D, map_DD] = [notes[`${side}Mean_D`] as Tensor1D | undefined, notes[`${side}Map_DD`]];
  if (!mean_D || !map_DD) return (embedding_BD) => embedding_BD;
  return (embedding_BD) => tf.matMul(tf.sub(embedding_BD, mean_D), map_DD as Tensor2D);
}

/** Row-major values of `columns` columns with zeros added up to `width`. */
export function widened(values: Float64Array, columns: number, width: number): Float32Array {
  const wide = new Float32Array((values.length / columns) * width);
  for (let row = 0; row < values.length / columns; row++) {
    wide.set(values.subarray(row * columns, (row + 1) * columns), row * width);
  }
  return wide;
}

import type { LayerName } from './layer.ts';
import type { Trunk } from './trunk.ts';

/**
 * Where a model's input enters: at the trunk's first layer (`'images'`), after one of its layers, or behind the pooling
 * (`'embedding'`). Everything before the cut is frozen and was computed once.
 */
export type Cut = 'images' | { readonly after: LayerName } | 'embedding';

/** Layers a cut has behind it: 0 for images; one more than all layers for embeddings. */
export function cutDepth(trunk: Pick<Trunk, 'layers'>, cut: Cut): number {
  if (cut === 'images') return 0;
  if (cut === 'embedding') return trunk.layers.length + 1;
  return trunk.layers.findIndex((layer) => layer.name === cut.after) + 1;
}

/** Shape of one row at a cut, for images of this size: [height, width, channels], or [D]. Throws `TL_IMAGE_TOO_SMALL`. */
export function cutShape(trunk: Trunk, cut: Cut, imageSize: number): readonly number[] {
  if (cut === 'embedding') return [trunk.embeddingWidth];
  if (cut === 'images') return [imageSize, imageSize, 3];
  return trunk.outputShape(imageSize, cut.after);
}

/** `images`, `block4_pool`, `embedding`. */
export function cutName(cut: Cut): string {
  return typeof cut === 'string' ? cut : cut.after;
}

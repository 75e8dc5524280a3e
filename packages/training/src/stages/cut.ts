import type { Trunk } from '@trunkline/backbone';
import type { Cut } from '@trunkline/methods';

/** Layers a cut has behind it: 0 for images; one more than all layers for embeddings. */
export function cutDepth(trunk: Trunk, cut: Cut): number {
  if (cut === 'images') return 0;
  if (cut === 'embedding') return trunk.layers.length + 1;
  return trunk.layers.findIndex((layer) => layer.name === cut.after) + 1;
}

/** Shape of one row at a cut, for images of this size: [height, width, channels], or [D]. */
export function cutShape(trunk: Trunk, cut: Cut, imageSize: number): readonly number[] {
  if (cut === 'embedding') return [trunk.embeddingWidth];
  if (cut === 'images') return [imageSize, imageSize, 3];
  let side = imageSize;
  for (const layer of trunk.layers) {
    if (layer.kind === 'max-pool') side = Math.floor(side / 2);
    if (layer.name === cut.after) return [side, side, layer.channels];
  }
  throw new Error(`No layer '${cut.after}'.`);
}

/** `images`, `block4_pool`, `embedding`. */
export function cutName(cut: Cut): string {
  return typeof cut === 'string' ? cut : cut.after;
}

import type { Trunk } from '@trunkline/backbone';
import { createHead } from '@trunkline/heads';
import { describeArchitecture, type Architecture } from '@trunkline/methods';
import type { ResolvedHead } from '../experiment/resolved-head.ts';

/** A trunk with a head for these classes and images of this size. Only shapes: no parameters yet. */
export function createArchitecture(
  trunk: Trunk,
  head: ResolvedHead,
  given: { readonly classes: number; readonly imageSize: number; readonly sources?: number },
): Architecture {
  const [height, width] = trunk.outputShape(given.imageSize);
  const made = createHead({
    ...head,
    classes: given.classes,
    inputWidth: trunk.embeddingWidth,
    mapSize: [height, width],
  });
  return describeArchitecture(trunk, made, given.sources);
}

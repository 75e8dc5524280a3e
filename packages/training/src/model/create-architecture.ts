import type { Trunk } from '@trunkline/backbone';
import { createHead } from '@trunkline/heads';
import { describeArchitecture, type Architecture } from '@trunkline/methods';
import type { ResolvedMethod } from '../experiment/resolve.ts';

/** A trunk with a head for these classes and images of this size. Only shapes: no parameters yet. */
export function createArchitecture(
  trunk: Trunk,
  { kind, ...options }: ResolvedMethod['head'],
  given: { readonly classes: number; readonly imageSize: number; readonly sources?: number },
): Architecture {
  const [height, width] = trunk.outputShape(given.imageSize);
  const hiddenWidth = 'hiddenWidth' in options ? options.hiddenWidth : undefined;
  const head = createHead({
    kind,
    classes: given.classes,
    inputWidth: trunk.embeddingWidth,
    mapSize: [height, width],
    ...(hiddenWidth !== undefined && { hiddenWidth }),
  });
  return describeArchitecture(trunk, head, given.sources);
}

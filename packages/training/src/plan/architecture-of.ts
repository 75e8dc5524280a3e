import type { Architecture } from '@trunkline/methods';
import { TrunklineError } from '@trunkline/system';
import type { ResolvedMethod } from '../experiment/resolve.ts';
import { trunkOf } from '../experiment/resolved-trunk.ts';
import { createArchitecture } from '../model/create-architecture.ts';

/** The trunk and a head for these classes, as a row of the experiment uses them. Only shapes: no parameters yet. */
export function architectureOf(
  row: ResolvedMethod,
  imageSize: number,
  classes: number,
  weightSlope?: number,
  sources = 1,
): Architecture {
  const trunk = trunkOf(row.trunk, weightSlope ?? slopeOf(row.trunk.weights));
  if (imageSize < trunk.smallestImage) {
    throw new TrunklineError(
      'TL_IMAGE_TOO_SMALL',
      `data.imageSize is ${imageSize} px, ${trunk.name} needs at least ${trunk.smallestImage}.`,
      { hint: `Set data.imageSize to ${trunk.smallestImage} or more.`, exitStatus: 2 },
    );
  }
  return createArchitecture(trunk, row.head, { classes, imageSize, sources });
}

/** ReLU is what the named ImageNet sets were trained with; random weights take the trunk's own slope. */
function slopeOf(weights: string | null): number | undefined {
  return weights === null ? undefined : 0;
}

import { TrunklineError } from '@trunkline/system';
import { allLayerKinds } from '../../generated/layers.ts';
import type { Layer, LayerKind } from './layer.ts';

const kinds = new Map(allLayerKinds.map((kind) => [kind.kind, kind]));

/** What a row's `kind` means. Throws `TL_LAYER_KIND_UNKNOWN`. */
export function kindOf(row: Layer): LayerKind<Layer> {
  const found = kinds.get(row.kind);
  if (found) return found;
  throw new TrunklineError(
    'TL_LAYER_KIND_UNKNOWN',
    `Layer ${row.name} is of kind "${row.kind}"; there are ${[...kinds.keys()].join(', ')}.`,
    { hint: 'Use one of these kinds.', exitStatus: 2 },
  );
}

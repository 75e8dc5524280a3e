/**
 * `@trunkline/data/sealed`: the one door to target labels. Only the final evaluation of a run and the oracle import it;
 * a second export path, so that a lint rule and a reader's search find every place that does.
 */
import { TrunklineError } from '@trunkline/system';
import type { SealedImages } from './images/images.ts';
import { sealedLabels, type Sealed } from './protocol/sealed-labels.ts';

function open(images: SealedImages): Sealed {
  const sealed = sealedLabels.get(images.sealed);
  if (sealed) return sealed;
  throw new TrunklineError(
    'TL_SEAL_UNKNOWN',
    `The labels of ${images.dataSet}/${images.domain} were not sealed here.`,
    {
      hint: 'Pass the images that seal() or splitPair() returned, from the same copy of @trunkline/data.',
    },
  );
}

/** Labels of sealed images, `[N]`, as indices into their class names. Throws `TL_SEAL_UNKNOWN` for a forged seal. */
export function openSealedLabels(images: SealedImages): Int32Array {
  return open(images).labels_N.slice();
}

/** The ids that sealed images had before: file paths, for a report that names pictures. Throws `TL_SEAL_UNKNOWN`. */
export function openSealedIds(images: SealedImages): readonly string[] {
  return open(images).ids;
}

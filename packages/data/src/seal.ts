import type { Images, LabelledImages, SealedImages, SealedLabels } from './images.ts';
import { sealedLabels } from './sealed-store.ts';

/** The pictures alone: an object that never had labels, whatever `images` was. */
export function withoutLabels(images: Images): Images {
  return Object.freeze({
    dataSet: images.dataSet,
    domain: images.domain,
    count: images.count,
    digest: images.digest,
    ids: images.ids,
    ...(images.officialParts_N ? { officialParts_N: images.officialParts_N } : {}),
    lineage: images.lineage,
    pixels: (indices: Int32Array | readonly number[], size: { height: number; width: number }) =>
      images.pixels(indices, size),
    subset: (indices: Int32Array | readonly number[]) => withoutLabels(images.subset(indices)),
  });
}

/** Hides the labels: they leave the object, its prototype, its JSON and every subset. */
export function seal(labelled: LabelledImages): SealedImages {
  const sealed = Object.freeze({}) as SealedLabels;
  sealedLabels.set(sealed, labelled.labels_N.slice());
  return Object.freeze({
    ...withoutLabels(labelled),
    classNames: labelled.classNames,
    sealed,
    subset: (indices: Int32Array | readonly number[]) => seal(labelled.subset(indices)),
  });
}

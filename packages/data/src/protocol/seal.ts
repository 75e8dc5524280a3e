import type { Images, ImageSize, LabelledImages, SealedImages, SealedLabels } from '../images/images.ts';
import { sealedLabels } from './sealed-labels.ts';

/** The pictures alone: an object that never had labels, whatever `images` was. */
export function withoutLabels(images: Images): Images {
  return Object.freeze(bare(images));
}

/** Hides the labels: they leave the object, its ids, its prototype, its JSON and every subset. */
export function seal(labelled: LabelledImages): SealedImages {
  const sealed = Object.freeze({}) as SealedLabels;
  sealedLabels.set(sealed, { labels_N: labelled.labels_N.slice(), ids: labelled.ids });
  return Object.freeze({
    ...bare(labelled),
    classNames: labelled.classNames,
    sealed,
    subset: (indices: Int32Array | readonly number[]) => seal(labelled.subset(indices)),
  });
}

function bare(images: Images): Images {
  const { dataSet, domain, count, digest, officialParts_N } = images;
  return {
    dataSet,
    domain,
    count,
    digest,
    get ids() {
      return images.keys;
    },
    get keys() {
      return images.keys;
    },
    ...(officialParts_N ? { officialParts_N } : {}),
    contents: () => images.contents(),
    pixels: async (indices: Int32Array | readonly number[], size: ImageSize) => await images.pixels(indices, size),
    subset: (indices: Int32Array | readonly number[]) => withoutLabels(images.subset(indices)),
  };
}

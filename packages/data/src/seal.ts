import { createHash } from 'node:crypto';
import type { Images, ImageSize, LabelledImages, SealedImages, SealedLabels } from './images.ts';
import { sealedStore } from './sealed-store.ts';

/** The pictures alone: an object that never had labels, whatever `images` was. */
export function withoutLabels(images: Images): Images {
  return Object.freeze(bare(images));
}

/** Hides the labels: they leave the object, its ids, its prototype, its JSON and every subset. */
export function seal(labelled: LabelledImages): SealedImages {
  const sealed = Object.freeze({}) as SealedLabels;
  sealedStore.set(sealed, { labels_N: labelled.labels_N.slice(), ids: labelled.ids });
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
    ids: Object.freeze(images.ids.map((id) => (hashed.test(id) ? id : hashOf(id)))),
    ...(officialParts_N ? { officialParts_N } : {}),
    pixels: async (indices: Int32Array | readonly number[], size: ImageSize) => await images.pixels(indices, size),
    subset: (indices: Int32Array | readonly number[]) => withoutLabels(images.subset(indices)),
  };
}

const hashed = /^[0-9a-f]{16}$/;

/** The start of the SHA-256, as a string of its own: a slice would keep the whole of it in memory. */
const hashOf = (id: string): string => createHash('sha256').update(id).digest().toString('hex', 0, 8);

export { alignClasses, checkSameClasses } from './align-classes.ts';
export { createArraySource, digestOfPixels, type PixelArray } from './array-source.ts';
export type { AnyAugmentationDefinition, Augmentation, BatchShape } from './augmentation.ts';
export {
  batchesInOrder,
  createBatches,
  type Batch,
  type Batches,
  type BatchesState,
  type BatchOptions,
  type LabelledBatch,
} from './batches.ts';
export { augmentations, createAugmentation, type AugmentationReference } from './create-augmentation.ts';
export { defineDataSet, type DataProgress, type DataSetDefinition, type DataSetDescription, type DataSetOptions } from './data-set.ts'; // prettier-ignore
export { dataSets, findDataSet } from './data-sets.ts';
export { decodeImage, pixelPolicy, type DecodeLimits } from './decode.ts';
export { createFileSource, type FileSourceOptions } from './file-source.ts';
export type { SkippedPicture } from './find-corrupt.ts';
export { readCsvManifest, type ManifestOptions } from './formats/csv-manifest.ts';
export { readCsvPixels, type CsvPixelsOptions } from './formats/csv-pixels.ts';
export { domainsAmong, listDomains, readDomainFolder } from './formats/domain-folder.ts';
export { readIdx, type IdxContent, type IdxFiles } from './formats/idx.ts';
export { readImageFolder, type PictureList } from './formats/image-folder.ts';
export {
  partCodes,
  type Images,
  type ImageSize,
  type LabelledImages,
  type Lineage,
  type Part,
  type SealedImages,
  type SealedLabels,
} from './images.ts';
export { createLabelledImages, type DomainContent } from './labelled-images.ts';
export {
  loadDomain,
  outlineDomain,
  type BuiltInReference,
  type CsvPixelsReference,
  type DomainFolderReference,
  type DomainOutline,
  type DomainReference,
  type IdxReference,
  type ImageFolderReference,
  type LoadOptions,
  type ManifestReference,
  type PictureOptions,
} from './load-domain.ts';
export type { PixelSource } from './pixel-source.ts';
export { digestOfDomain, type PreparedDomain } from './prepared-file.ts';
export { seal, withoutLabels } from './seal.ts';
export { defaultFractions, splitPair, type PairSplits, type SplitFractions, type SplitOptions } from './split-pair.ts';
export { stratifiedSample, stratifiedSplit } from './splits.ts';

export {
  alignClasses,
  alignSources,
  checkClassRelation,
  checkSameClasses,
  type ClassRelation,
} from './images/align-classes.ts';
export { createArraySource, digestOfPixels, type PixelArray } from './pixels/array-source.ts';
export {
  defineAugmentation,
  type AnyAugmentationDefinition,
  type Augmentation,
  type BatchShape,
} from './augmenting/define-augmentation.ts';
export {
  augmentations,
  findAugmentation,
  createAugmentation,
  registerAugmentation,
  type AugmentationReference,
} from './augmenting/create-augmentation.ts';
export { augmentationPresets } from './augmenting/presets.ts';
export {
  defineDataSet,
  type DataProgress,
  type DataSetDefinition,
  type DataSetDescription,
  type DataSetOptions,
} from './making/define-data-set.ts';
export { dataSets, findDataSet } from './making/find-data-set.ts';
export { decodeImage, pixelPolicy, type DecodeLimits } from './pixels/decode.ts';
export { createFileSource, type FileSourceOptions } from './pixels/file-source.ts';
export type { SkippedPicture } from './pixels/find-corrupt.ts';
export { listManifestDomains, readCsvManifest, type ManifestOptions } from './reading/csv-manifest.ts';
export { readCsvPixels, type CsvPixelsOptions } from './reading/csv-pixels.ts';
export { listDomains, readDomainFolder } from './reading/domain-folder.ts';
export { describeDomainClasses, domainsAmong, type FolderDomain } from './reading/domains-among.ts';
export { readIdx, type IdxContent, type IdxFiles } from './reading/idx.ts';
export {
  findDomains,
  readImageFolder,
  readPictureFolder,
  type FolderOptions,
  type PictureList,
} from './reading/image-folder.ts';
export {
  isLabelled,
  isSealed,
  partCodes,
  type Images,
  type ImageSize,
  type LabelledImages,
  type Lineage,
  type Part,
  type SealedImages,
  type SealedLabels,
} from './images/images.ts';
export { joinImages, partOfKey } from './images/join-images.ts';
export { createLabelledImages, type DomainContent } from './images/labelled-images.ts';
export { loadDomain, outlineDomain, type DomainOutline, type LoadOptions } from './reading/load-domain.ts';
export type {
  BuiltInReference,
  CsvPixelsReference,
  DomainFolderReference,
  DomainReference,
  IdxReference,
  ImageFolderReference,
  ManifestReference,
  PartsOption,
  PictureOptions,
  UnlabelledReference,
} from './reading/references.ts';
export type { PixelSource } from './pixels/pixel-source.ts';
export { digestOfDomain, type PreparedDomain } from './making/prepared-file.ts';
export { describeClasses, describeMissingClasses, describeParts } from './protocol/describe-classes.ts';
export { countShared, describeCopies, describeShared } from './protocol/describe-copies.ts';
export { Sampler, type SampledBatch, type SamplerState } from './protocol/sampler.ts';
export { seal, withoutLabels } from './protocol/seal.ts';
export {
  defaultFractions,
  splitPair,
  type PairDomains,
  type PairSplits,
  type SplitOptions,
  type UnlabelledPairSplits,
} from './protocol/split-pair.ts';
export type { LabelAmount } from './protocol/label-sample.ts';
export type { SplitFractions } from './protocol/split-domain.ts';
export { stratifiedSample, stratifiedSplit } from './protocol/splits.ts';

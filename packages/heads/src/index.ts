export { adaptiveAveragePool, adaptiveMaxPool, type MapSize } from './adaptive-pool.ts';
export type { BottleneckOptions } from './bottleneck.ts';
export { createHead, type CreateHeadOptions } from './create-head.ts';
export {
  defineHead,
  type AnyHeadDefinition,
  type Classifier,
  type HeadDefinition,
  type HeadShape,
} from './define-head.ts';
export type { DenseLayer } from './dense.ts';
export { denseClassifier, type DenseClassifierOptions } from './dense-classifier.ts';
export {
  createDomainDiscriminator,
  type DomainDiscriminator,
  type DomainDiscriminatorOptions,
} from './domain-discriminator.ts';
export { globalMaxPool, groupedChannelMean } from './grouped-channel-mean.ts';
export type { Features, Head, HeadOptions, HeadOutput, HeadParameter } from './head.ts';
export { findHead, headOptions, heads, registerHead } from './head-registry.ts';

export { adaptiveAveragePool, adaptiveMaxPool, type MapSize } from './adaptive-pool.ts';
export { createHead, type CreateHeadOptions } from './create-head.ts';
export {
  createDomainDiscriminator,
  type DomainDiscriminator,
  type DomainDiscriminatorOptions,
} from './domain-discriminator.ts';
export { globalMaxPool, groupedChannelMean } from './grouped-channel-mean.ts';
export type { Features, Head, HeadKind, HeadOptions } from './head.ts';

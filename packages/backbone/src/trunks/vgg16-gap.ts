import type { Block, Layer } from '../layer.ts';

/** What varies in {@link vgg16GapBlocks}. */
export interface Vgg16GapOptions {
  /** Slope of LeakyReLU below zero; 0 is ReLU. */
  readonly negativeSlope: number;
  /** Multiplies every number of channels (rounded, at least 1). */
  readonly width: number;
  /** Batch normalisation between each convolution and its LeakyReLU. */
  readonly batchNorm: boolean;
}

const blocks = [
  { convolutions: 2, channels: 64 },
  { convolutions: 2, channels: 128 },
  { convolutions: 3, channels: 256 },
  { convolutions: 3, channels: 512 },
  { convolutions: 3, channels: 512 },
] as const;

/**
 * The table of VGG16's trunk (Simonyan & Zisserman 2015, table 1, column D) for global average pooling: 13 convolutions
 * in 5 blocks, each block ended by a max-pool. Departures from the paper: LeakyReLU in place of ReLU where the slope is
 * not 0, and no fully connected layers.
 */
export function vgg16GapBlocks({ negativeSlope, width, batchNorm }: Vgg16GapOptions): readonly Block[] {
  let inputChannels = 3;
  return blocks.map((block, blockIndex) => {
    const layers: Layer[] = [];
    const channels = Math.max(1, Math.round(block.channels * width));
    const prefix = `block${blockIndex + 1}`;
    for (let index = 1; index <= block.convolutions; index++) {
      layers.push({
        name: `${prefix}_conv${index}`,
        kind: 'convolution',
        inputChannels,
        channels,
        negativeSlope: batchNorm ? 1 : negativeSlope,
      });
      inputChannels = channels;
      if (batchNorm) {
        layers.push({
          name: `${prefix}_bn${index}`,
          kind: 'batch-norm',
          inputChannels,
          channels,
          negativeSlope,
          epsilon: 1e-5,
          momentum: 0.1,
        });
      }
    }
    layers.push({ name: `${prefix}_pool`, kind: 'max-pool', inputChannels, channels });
    return { name: prefix, layers };
  });
}

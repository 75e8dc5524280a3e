import type { BatchNorm, Convolution, Layer, MaxPool } from '@trunkline/engine';
import { z } from 'zod';
import { defineTrunk } from '../define-trunk.ts';
import { scaledChannels } from '../scaled-channels.ts';

const table = [
  { convolutions: 2, channels: 64 },
  { convolutions: 2, channels: 128 },
  { convolutions: 3, channels: 256 },
  { convolutions: 3, channels: 512 },
  { convolutions: 3, channels: 512 },
] as const;

/**
 * VGG16's trunk for global average pooling: 13 convolutions in 5 blocks, each block ended by a max-pool. Departures from
 * the paper: LeakyReLU in place of ReLU where the slope is not 0, and no fully connected layers.
 */
export const vgg16Gap = defineTrunk({
  name: 'vgg16-gap',
  paper: 'Simonyan & Zisserman 2015, table 1, column D',
  options: z.strictObject({
    width: z
      .number()
      .positive()
      .max(8)
      .default(1)
      .describe('Multiplies every number of channels (rounded, at least 1)'),
    batchNorm: z.boolean().default(false).describe('Batch normalisation between each convolution and its activation'),
    negativeSlope: z.number().min(0).max(1).default(0.2).describe('Slope of LeakyReLU below zero; 0 is ReLU'),
  }),
  smallestImage: 32,
  negativeSlope: ({ negativeSlope }) => negativeSlope,
  blocks: ({ width, batchNorm, negativeSlope }) =>
    table.map((block, index) => {
      const name = `block${index + 1}`;
      const channels = scaledChannels(block.channels, width);
      const activation = { name: 'leaky-relu', slope: negativeSlope } as const;
      const group = (number: number): readonly Layer[] => {
        const convolution: Convolution = { kind: 'convolution', name: `${name}_conv${number}`, channels, size: 3 };
        if (!batchNorm) return [{ ...convolution, activation }];
        return [convolution, { kind: 'batch-norm', name: `${name}_bn${number}`, activation } satisfies BatchNorm];
      };
      const pool: MaxPool = { kind: 'max-pool', name: `${name}_pool`, size: 2 };
      return { name, layers: [...Array.from({ length: block.convolutions }, (_, at) => group(at + 1)).flat(), pool] };
    }),
});

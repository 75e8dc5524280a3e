import { relu, type BatchNorm, type Convolution, type Flatten, type MaxPool } from '@trunkline/engine';
import { z } from 'zod';
import { defineTrunk } from '../define-trunk.ts';
import { scaledChannels } from '../scaled-channels.ts';

/**
 * The feature extractor of the digits network that domain-adversarial training was published with, and of its
 * re-implementations, which pad or do not: two convolutions of 5 × 5 with ReLU, each followed by a pool. Every place of the
 * last maps is a feature of its own: 2,352 of them at 28 px with padding, 1,200 at 32 px without.
 */
export const digitsCnn = defineTrunk({
  name: 'digits-cnn',
  paper: 'Ganin et al. 2016, JMLR 17, figure 4a; its two dense layers of 100 belong to the head (`mlp`)',
  options: z.strictObject({
    width: z.number().positive().max(8).default(1).describe('Multiplies every number of channels'),
    imageSize: z.number().int().min(16).default(28).describe('Pixels per side of the only size of images it takes'),
    padding: z.enum(['same', 'valid']).default('same').describe('Whether convolutions keep the size of their maps'),
    batchNorm: z.boolean().default(false).describe('Batch norm between each convolution and its ReLU'),
  }),
  smallestImage: 16,
  imageSize: ({ imageSize }) => imageSize,
  blocks({ width, padding, batchNorm }) {
    const block = (number: number, channels: number) => {
      const convolution: Convolution = {
        kind: 'convolution',
        name: `conv${number}`,
        channels: scaledChannels(channels, width),
        size: 5,
        padding,
        bias: !batchNorm,
        ...(!batchNorm && { activation: relu }),
      };
      const norm: BatchNorm = { kind: 'batch-norm', name: `bn${number}`, activation: relu };
      const pool: MaxPool = { kind: 'max-pool', name: `pool${number}`, size: 2 };
      return { name: `block${number}`, layers: batchNorm ? [convolution, norm, pool] : [convolution, pool] };
    };
    const flatten: Flatten = { kind: 'flatten', name: 'flatten' };
    return [block(1, 32), block(2, 48), { name: 'features', layers: [flatten] }];
  },
});

import { relu, type Convolution, type MaxPool } from '@trunkline/engine';
import { z } from 'zod';
import { defineTrunk } from '../define-trunk.ts';
import { scaledChannels } from '../scaled-channels.ts';

/**
 * The network of PyTorch’s MNIST example, which SKADA-Bench takes for MNIST and USPS: 32 and 64 convolutions of 3 × 3
 * without padding, a pool, and a dense layer of 128, here a convolution over the 12 × 12 places that are left. Departure: no
 * dropout.
 */
export const smallCnn = defineTrunk({
  name: 'small-cnn',
  paper: 'Lalou et al. 2024, arXiv 2407.11676 (SKADA-Bench), the network of its digits',
  options: z.strictObject({
    width: z.number().positive().max(8).default(1).describe('Multiplies every number of channels'),
  }),
  smallestImage: 28,
  imageSize: () => 28,
  blocks({ width }) {
    const convolution = (name: string, channels: number, size: number): Convolution => ({
      kind: 'convolution',
      name,
      channels: scaledChannels(channels, width),
      size,
      padding: 'valid',
      activation: relu,
    });
    const pool: MaxPool = { kind: 'max-pool', name: 'pool', size: 2 };
    return [
      { name: 'block1', layers: [convolution('conv1', 32, 3)] },
      { name: 'block2', layers: [convolution('conv2', 64, 3), pool] },
      { name: 'dense', layers: [convolution('fc1', 128, 12)] },
    ];
  },
});

import { relu, type Convolution, type MaxPool } from '@trunkline/engine';
import { z } from 'zod';
import { defineTrunk } from '../define-trunk.ts';
import { scaledChannels } from '../scaled-channels.ts';

/**
 * LeNet as benchmarks of adaptation have it for MNIST and USPS: 20 and 50 convolutions of 5 × 5 without padding, each behind
 * a pool and ReLU, and a dense layer of 500, here a convolution over all places that are left. Departure: no dropout.
 */
export const lenet = defineTrunk({
  name: 'lenet',
  paper: 'LeCun et al. 1998, Gradient-based learning applied to document recognition, with the widths of Caffe’s',
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
    const pool = (name: string): MaxPool => ({ kind: 'max-pool', name, size: 2 });
    return [
      { name: 'block1', layers: [convolution('conv1', 20, 5), pool('pool1')] },
      { name: 'block2', layers: [convolution('conv2', 50, 5), pool('pool2')] },
      { name: 'dense', layers: [convolution('fc1', 500, 4)] },
    ];
  },
});

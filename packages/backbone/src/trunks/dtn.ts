import { relu, type BatchNorm, type Convolution } from '@trunkline/engine';
import { z } from 'zod';
import { defineTrunk } from '../define-trunk.ts';
import { scaledChannels } from '../scaled-channels.ts';

/**
 * The network of the domain transfer network’s digits, as benchmarks of adaptation have it for SVHN and MNIST: three
 * convolutions of 5 × 5 that halve the maps, and a dense layer of 512, here a convolution over the 4 × 4 places that are
 * left; batch norm and ReLU behind each. Departure: no dropout.
 */
export const dtn = defineTrunk({
  name: 'dtn',
  paper: 'Taigman et al. 2017, arXiv 1611.02200, section 5.1, with the widths of Hoffman et al. 2018 (CyCADA)',
  options: z.strictObject({
    width: z.number().positive().max(8).default(1).describe('Multiplies every number of channels'),
  }),
  smallestImage: 32,
  imageSize: () => 32,
  blocks({ width }) {
    const block = (number: number, channels: number, how: Pick<Convolution, 'size' | 'stride' | 'padding'>) => {
      const convolution: Convolution = {
        kind: 'convolution',
        name: `conv${number}`,
        channels: scaledChannels(channels, width),
        ...how,
      };
      const norm: BatchNorm = { kind: 'batch-norm', name: `bn${number}`, activation: relu };
      return { name: `block${number}`, layers: [convolution, norm] };
    };
    const halving = { size: 5, stride: 2, padding: 2 } as const;
    return [
      block(1, 64, halving),
      block(2, 128, halving),
      block(3, 256, halving),
      block(4, 512, { size: 4, padding: 'valid' }),
    ];
  },
});

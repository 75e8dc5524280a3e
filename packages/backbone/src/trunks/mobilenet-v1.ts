import type { Activation, BatchNorm, Convolution, DepthwiseConvolution } from '@trunkline/engine';
import { z } from 'zod';
import { defineTrunk } from '../define-trunk.ts';
import { scaledChannels } from '../scaled-channels.ts';

const table = [
  [64, 1],
  [128, 2],
  [128, 1],
  [256, 2],
  [256, 1],
  [512, 2],
  ...Array.from({ length: 5 }, () => [512, 1] as const),
  [1024, 2],
  [1024, 1],
] as const;

const activation: Activation = { name: 'relu6' };

/**
 * MobileNet of 2017 as its authors published it in TensorFlow and Keras, with the names of Keras's layers: padding as
 * TensorFlow pads, ReLU6 in place of the paper's ReLU, and batch norm with 1e-3 added to the variance.
 */
export const mobilenetV1 = defineTrunk({
  name: 'mobilenet-v1',
  paper: 'Howard et al. 2017, table 1',
  options: z.strictObject({
    width: z.number().positive().max(8).default(1).describe('The paper’s α: multiplies every number of channels'),
  }),
  smallestImage: 32,
  blocks({ width }) {
    const convolution = (name: string, channels: number, size: number, stride = 1): Convolution => ({
      kind: 'convolution',
      name,
      channels: scaledChannels(channels, width),
      size,
      stride,
      padding: 'same',
      bias: false,
    });
    const norm = (name: string): BatchNorm => ({
      kind: 'batch-norm',
      name: `${name}_bn`,
      epsilon: 1e-3,
      momentum: 0.01,
      activation,
    });
    const depthwise = (name: string, stride: number): DepthwiseConvolution => ({
      kind: 'depthwise-convolution',
      name,
      size: 3,
      stride,
      padding: 'same',
      bias: false,
    });
    const stem = { name: 'stem', layers: [convolution('conv1', 32, 3, 2), norm('conv1')] };
    const pairs = table.map(([channels, stride], index) => {
      const [deep, point] = [`conv_dw_${index + 1}`, `conv_pw_${index + 1}`];
      const layers = [depthwise(deep, stride), norm(deep), convolution(point, channels, 1), norm(point)];
      return { name: `block${index + 1}`, layers };
    });
    return [stem, ...pairs];
  },
});

import { relu, type BatchNorm, type Convolution, type Layer, type MaxPool, type Residual } from '@trunkline/engine';
import { z } from 'zod';
import { defineTrunk } from '../define-trunk.ts';
import { scaledChannels } from '../scaled-channels.ts';
import { torchvisionName } from '../torchvision-name.ts';

const groups = [64, 128, 256, 512] as const;
const blocksOfGroup = 2;

const convolution = (name: string, channels: number, size: number, stride = 1): Convolution => ({
  kind: 'convolution',
  name,
  channels,
  size,
  stride,
  padding: (size - 1) / 2,
  bias: false,
});

const norm = (name: string): BatchNorm => ({ kind: 'batch-norm', name });

/** Two 3×3 convolutions beside a shortcut, which is a 1×1 convolution where the shape changes (option B). */
function basicBlock(name: string, channels: number, stride: number, changes: boolean): Residual {
  return {
    kind: 'residual',
    name,
    activation: relu,
    body: [
      convolution(`${name}_conv1`, channels, 3, stride),
      { ...norm(`${name}_bn1`), activation: relu },
      convolution(`${name}_conv2`, channels, 3),
      norm(`${name}_bn2`),
    ],
    ...(changes && {
      shortcut: [convolution(`${name}_downsample_0`, channels, 1, stride), norm(`${name}_downsample_1`)],
    }),
  };
}

/** ResNet-18 as torchvision has it: padding on both sides, batch norm behind each convolution, none with a bias. */
export const resnet18 = defineTrunk({
  name: 'resnet18',
  paper: 'He et al. 2016, table 1, 18 layers',
  options: z.strictObject({
    width: z
      .number()
      .positive()
      .max(8)
      .default(1)
      .describe('Multiplies every number of channels (rounded, at least 1)'),
  }),
  smallestImage: 32,
  blocks({ width }) {
    const pool: MaxPool = { kind: 'max-pool', name: 'maxpool', size: 3, stride: 2, padding: 1 };
    const stem: readonly Layer[] = [
      convolution('conv1', scaledChannels(64, width), 7, 2),
      { ...norm('bn1'), activation: relu },
      pool,
    ];
    const residuals = groups.flatMap((channels, group) =>
      Array.from({ length: blocksOfGroup }, (_, index) => {
        const changes = group > 0 && index === 0;
        return basicBlock(`layer${group + 1}_${index}`, scaledChannels(channels, width), changes ? 2 : 1, changes);
      }),
    );
    return [{ name: 'stem', layers: stem }, ...residuals.map((row) => ({ name: row.name, layers: [row] }))];
  },
  naming: { torchvision: torchvisionName },
});

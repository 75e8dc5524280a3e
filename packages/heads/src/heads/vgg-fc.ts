import type { Tensor2D } from '@trunkline/engine';
import { z } from 'zod';
import { adaptiveAveragePool, type MapSize } from '../adaptive-pool.ts';
import { defineHead } from '../define-head.ts';
import { denseClassifier } from '../dense-classifier.ts';
import type { Features } from '../head.ts';

/**
 * VGG's own head: `maps_BHWC` flattened (D·h·w, row by row, channels last), two hidden layers, ReLU and dropout behind
 * each. Maps of another size than the head was made for are first averaged to it, as torchvision does.
 */
export const vggFc = defineHead({
  name: 'vgg-fc',
  paper: 'Simonyan & Zisserman 2015, table 1',
  description: 'Two wide hidden layers with dropout on the flattened maps.',
  options: z.strictObject({
    hiddenWidth: z.number().int().positive().default(4096).describe('Width of each hidden layer'),
    dropout: z.number().min(0).lt(1).default(0.5).describe('Share of hidden values dropped while training'),
  }),
  inputs: 'maps',
  classifier: ({ hiddenWidth, dropout }, { classes, inputWidth, mapSize }) =>
    denseClassifier(
      [
        { name: 'head/fc1', inputs: inputWidth * mapSize[0] * mapSize[1], outputs: hiddenWidth },
        { name: 'head/fc2', inputs: hiddenWidth, outputs: hiddenWidth },
        { name: 'head', inputs: hiddenWidth, outputs: classes },
      ],
      { dropout, read: (features) => flatten(features, mapSize) },
    ),
});

function flatten({ maps_BHWC }: Features, mapSize: MapSize): Tensor2D {
  const [batch, height, width] = maps_BHWC.shape;
  const fits = height === mapSize[0] && width === mapSize[1];
  return (fits ? maps_BHWC : adaptiveAveragePool(maps_BHWC, mapSize)).reshape([batch, -1]);
}

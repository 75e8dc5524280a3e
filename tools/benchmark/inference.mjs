// Images a second through the trunk, without gradients, weights and images random.
import { join } from 'node:path';
import { comparison, medianOf } from './comparison.mjs';
import { inTurnStaying } from './sides.mjs';

const shapes = [
  [32, 64],
  [64, 64],
  [112, 64],
  [224, 16],
];

export const cases = shapes.map(([size, batch]) => ({
  names: [`inference/${size}px`],
  seconds: ({ quick }) => 6 + ((size * size * batch) / (32 * 32 * 64)) * (quick ? 1 : 4),
  run: (options) => inference(size, batch, options),
}));

async function inference(size, batch, { python, quick }) {
  const shape = [String(size), String(batch)];
  const sides = {
    ours: [process.execPath, join(import.meta.dirname, 'inference-worker.mjs'), ...shape],
    peer: [python, join(import.meta.dirname, 'inference.py'), ...shape],
  };
  const { ours, peer } = await inTurnStaying(sides, quick ? { rounds: 2, warmUp: 1 } : { rounds: 9, warmUp: 2 });
  return [
    comparison({
      name: `inference/${size}px`,
      ours: batch / medianOf(ours, 'seconds'),
      peer: batch / medianOf(peer, 'seconds'),
      peerName: 'PyTorch, inference_mode',
      unit: 'images/s',
      better: 'higher',
      batch,
      memoryOurs: ours.at(-1).memory,
      memoryPeer: peer.at(-1).memory,
      rounds: ours.length,
    }),
  ];
}

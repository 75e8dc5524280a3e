// How long a train step of the full-width VGG-GAP takes, and the memory it needs. Both sides stay in memory and run one
// step in turn. The times of the processors, summed over threads, depend less on what else the machine does.
import { join } from 'node:path';
import { comparison, median, medianOf, memoryComparison } from './comparison.mjs';
import { hasBfloat16 } from './machine.mjs';
import { matmulPeak } from './matmul-peak.mjs';
import { inTurnStaying } from './sides.mjs';

const shapes = [
  [32, 16],
  [32, 64],
  [32, 128],
  [64, 32],
  [112, 16],
];
/** The shape whose peak memory is a row of its own. */
const memoryShape = '32px/128';

export const cases = ['float32', 'bfloat16'].flatMap((precision) =>
  shapes.map(([size, batch]) => {
    const shape = `${size}px/${batch}`;
    const names = [`train-step/${precision}/${shape}`];
    if (shape === memoryShape) names.push(`memory/train-step/${precision}/${shape}`);
    return {
      names,
      seconds: ({ quick }) =>
        precision === 'bfloat16' && !hasBfloat16()
          ? 0
          : 8 + ((size * size * batch) / (32 * 32 * 128)) * (quick ? 6 : 30),
      run: (options) => trainStep(names, precision, size, batch, options),
    };
  }),
);

async function trainStep([name, memoryName], precision, size, batch, options) {
  const { python, quick } = options;
  if (precision === 'bfloat16' && !hasBfloat16()) {
    const skipped = 'this CPU has no bfloat16 instructions';
    return [{ name, skipped }, ...(memoryName ? [{ name: memoryName, skipped }] : [])];
  }
  const peer = (how) => [python, join(import.meta.dirname, 'train_step.py'), String(size), String(batch), how];
  const worker = join(import.meta.dirname, 'train-step-worker.mjs');
  const sides = {
    ours: [process.execPath, worker, String(size), String(batch), precision],
    peer: peer(precision),
    ...(precision === 'bfloat16' && { float32: peer('float32') }),
  };
  const answers = await inTurnStaying(sides, quick ? { rounds: 2, warmUp: 1 } : { rounds: 9, warmUp: 2 });
  const peak = await matmulPeak(precision, options);
  const operations = await stepOperations(size, batch);
  const milliseconds = (side) => medianOf(answers[side], 'seconds') * 1000;
  const share = (side) => operations / medianOf(answers[side], 'seconds') / 1e9 / peak;
  const peerName = precision === 'bfloat16' ? 'PyTorch, bfloat16 autocast' : 'PyTorch';
  const memory = memoryComparison(memoryName, answers.ours, answers.peer, peerName);
  return [
    comparison({
      name,
      ours: milliseconds('ours'),
      peer: milliseconds('peer'),
      peerName,
      unit: 'ms',
      pairedRatio: median(answers.ours.map(({ seconds }, round) => seconds / answers.peer[round].seconds)),
      processorOurs: medianOf(answers.ours, 'processor') * 1000,
      processorPeer: medianOf(answers.peer, 'processor') * 1000,
      update: medianOf(answers.ours, 'update') * 1000,
      share: share('ours'),
      sharePeer: share('peer'),
      peakGflops: peak,
      memoryOurs: memory.ours,
      memoryPeer: memory.peer,
      ...(answers.float32 && {
        peerFloat32: milliseconds('float32'),
        ratioToPeerFloat32: milliseconds('ours') / milliseconds('float32'),
      }),
      rounds: answers.ours.length,
    }),
    ...(memoryName ? [memory] : []),
  ];
}

/**
 * Multiplications and additions of one step: forward, the gradient of every kernel, and that of every input but the
 * images'. What the other layers and the optimiser do is not counted.
 */
async function stepOperations(size, batch) {
  const { costOf, createTrunk } = await import('@trunkline/backbone');
  const { rows, totals } = costOf(createTrunk({ name: 'vgg16-gap' }), { height: size, width: size });
  return 2 * batch * (3 * totals.multiplyAdds - rows[0].multiplyAdds);
}

// The most arithmetic that this machine was seen to do: what a share of the peak is a share of.
import { join } from 'node:path';
import { inTurnStaying } from './sides.mjs';

const side = 3072;
const known = new Map();

/** GFLOP/s of the fastest of many large matrix multiplications, PyTorch's or (float32 only) ours. Measured once. */
export async function matmulPeak(precision, { python, quick }) {
  if (!known.has(precision)) {
    const sides = {
      peer: [python, join(import.meta.dirname, 'matmul.py'), String(side), precision],
      ...(precision === 'float32' && {
        ours: [process.execPath, join(import.meta.dirname, 'matmul-worker.mjs'), String(side)],
      }),
    };
    const answers = await inTurnStaying(sides, { rounds: quick ? 3 : 9, warmUp: 2 });
    const fastest = Math.min(...Object.values(answers).flatMap((all) => all.map(({ seconds }) => seconds)));
    known.set(precision, (2 * side ** 3) / fastest / 1e9);
  }
  return known.get(precision);
}

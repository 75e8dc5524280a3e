// What the check sums of cached activations cost a linear probe on 10,000 digits: a row of 512 float32 values an image, summed
// when it is written (cold), and twice when it is read (warm): in a look at whole files, and on the way into memory.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { comparison, median } from './comparison.mjs';
import { root } from './sides.mjs';

const images = 10_000;
const rowBytes = 4 * 512;
const pieceBytes = 1 << 20;

export const cases = [
  {
    names: ['activation-checks/write', 'activation-checks/read'],
    seconds: () => 2,
    async run({ quick }) {
      const module = join(root, 'packages', 'training', 'dist', 'inputs', 'segment-header.js');
      const { RowChecks } = await import(pathToFileURL(module).href);
      const ids = Array.from({ length: images }, (_, at) => String(at).padStart(64, '0'));
      const bytes = new Uint8Array(images * rowBytes).map((_, at) => (at * 31) & 255);
      const rounds = Array.from({ length: quick ? 3 : 15 }, () => {
        const checks = new RowChecks('0'.repeat(64), ids, rowBytes);
        const write = milliseconds(() => {
          for (let at = 0; at < bytes.length; at += pieceBytes) checks.add(bytes.subarray(at, at + pieceBytes));
        });
        const read = milliseconds(() => {
          for (const row of ids.keys()) {
            if (!checks.isWhole(row, bytes.subarray(row * rowBytes, (row + 1) * rowBytes))) throw new Error('damaged');
          }
        });
        return { write, read: 2 * read };
      });
      return ['write', 'read'].map((way) =>
        comparison({
          name: `activation-checks/${way}`,
          ours: median(rounds.map((one) => one[way])),
          unit: 'ms',
          measure: 'processor time',
          images,
        }),
      );
    },
  },
];

/** Processor time: what else the machine does adds little to it. */
function milliseconds(work) {
  const begun = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(begun);
  return (user + system) / 1000;
}

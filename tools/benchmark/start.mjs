// How long one waits for the first answer: the command line's help, and the engine ready to compute.
import { join } from 'node:path';
import { comparison, medianOf } from './comparison.mjs';
import { inTurn, root, runOnce } from './sides.mjs';

const repeats = ({ quick }) => (quick ? { rounds: 3, warmUp: 1 } : { rounds: 11, warmUp: 2 });

export const cases = [
  {
    names: ['start/help'],
    seconds: ({ quick }) => (quick ? 1 : 4),
    async run(options) {
      const script = join(root, 'apps', 'cli', 'bin', 'trunkline.mjs');
      const { ours } = await inTurn({ ours: () => runOnce(process.execPath, [script, '--help']) }, repeats(options));
      return [comparison({ name: 'start/help', ours: medianOf(ours, 'wall') * 1000, unit: 'ms', target: 250 })];
    },
  },
  {
    names: ['start/engine'],
    seconds: ({ quick }) => (quick ? 12 : 40),
    async run(options) {
      const program = "const { startEngine } = await import('@trunkline/engine'); await startEngine();";
      const sides = {
        ours: () => runOnce(process.execPath, ['--input-type=module', '--eval', program]),
        peer: () => runOnce(options.python, ['-c', 'import torch']),
      };
      const { ours, peer } = await inTurn(sides, repeats(options));
      return [
        comparison({
          name: 'start/engine',
          ours: medianOf(ours, 'wall') * 1000,
          peer: medianOf(peer, 'wall') * 1000,
          peerName: 'python -c "import torch"',
          unit: 'ms',
        }),
      ];
    },
  },
];

// How long a train step of the full-width VGG-GAP takes (float32, SGD with momentum, cross-entropy): Trunkline beside
// PyTorch. Both sides stay in memory and run one step in turn, so that what else the machine does meets both alike.
// Usage: node tools/benchmark/train-step.mjs [--size 32] [--batch 128] [--rounds 9] [--python python3]
// Python needs torch. Prints JSON: medians in milliseconds; ratio = ours / peer, so below 1 means ours is faster. The times
// of the processors, summed over threads, depend less on what else the machine does.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';

function start(command, args) {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    async step() {
      child.stdin.write('step\n');
      const { value, done } = await answers.next();
      if (done) throw new Error(`${command} ended`);
      return JSON.parse(value);
    },
    stop: () => child.stdin.end(),
  };
}

const median = (values) => {
  const sorted = values.toSorted((a, b) => a - b);
  return (sorted[Math.floor((sorted.length - 1) / 2)] + sorted[Math.ceil((sorted.length - 1) / 2)]) / 2;
};

/** Runs the benchmark. The first two rounds warm up and do not count. */
export async function trainStep({ size = 32, batch = 128, rounds = 9, python = 'python3' } = {}) {
  const load = loadavg()[0];
  const shape = [String(size), String(batch)];
  const sides = {
    ours: start(process.execPath, [join(import.meta.dirname, 'train-step-worker.mjs'), ...shape]),
    peer: start(python, [join(import.meta.dirname, 'train_step.py'), ...shape]),
  };
  const times = { ours: [], peer: [], update: [] };
  const processor = { ours: [], peer: [] };
  const versions = {};
  try {
    for (let round = -2; round < rounds; round += 1) {
      const order = round % 2 === 0 ? ['ours', 'peer'] : ['peer', 'ours'];
      for (const name of order) {
        const { seconds, processor: busy, update, version } = await sides[name].step();
        versions[name] = version;
        if (round < 0) continue;
        times[name].push(seconds * 1000);
        processor[name].push(busy * 1000);
        if (update !== undefined) times.update.push(update * 1000);
      }
    }
  } finally {
    sides.ours.stop();
    sides.peer.stop();
  }
  const [ours, peer] = [median(times.ours), median(times.peer)];
  return {
    name: `train-step/float32/${size}px/${batch}`,
    ours,
    peer,
    peerName: `PyTorch ${versions.peer}`,
    unit: 'ms',
    ratio: ours / peer,
    pairedRatio: median(times.ours.map((value, index) => value / times.peer[index])),
    processorOurs: median(processor.ours),
    processorPeer: median(processor.peer),
    update: median(times.update),
    rounds,
    loadBefore: load,
    loadAfter: loadavg()[0],
  };
}

if (process.argv[1] === import.meta.filename) {
  const { values } = parseArgs({
    options: {
      size: { type: 'string', default: '32' },
      batch: { type: 'string', default: '128' },
      rounds: { type: 'string', default: '9' },
      python: { type: 'string', default: process.env.TRUNKLINE_PYTHON ?? 'python3' },
    },
  });
  const { python } = values;
  const [size, batch, rounds] = [values.size, values.batch, values.rounds].map(Number);
  console.log(JSON.stringify(await trainStep({ size, batch, rounds, python })));
}

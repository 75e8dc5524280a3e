// A train step of a trunk so narrow that what surrounds the arithmetic counts: an eighth of the width, batch norm, with one
// thread and with two. PyTorch runs in both of its layouts, and the faster one counts. Prints where our time goes.
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { comparison, median, medianOf } from './comparison.mjs';
import { inTurn, startSide } from './sides.mjs';

const size = 32;
const batch = 32;
const width = 1 / 8;
/** Steps of a turn; the first of them, in which caches fill again, do not count. */
const stepsOfTurn = 25;
const uncounted = 5;
/** Longer than OpenMP's threads wait busily after their work, which would take a processor from the next side. */
const pauseMilliseconds = 300;

export const cases = [1, 2].map((threads) => ({
  names: [`narrow-step/${threads}-${threads === 1 ? 'thread' : 'threads'}`],
  seconds: ({ quick }) => (quick ? 8 : 25),
  run: (options) => narrowStep(threads, options),
}));

async function narrowStep(threads, { python, quick }) {
  const name = `narrow-step/${threads}-${threads === 1 ? 'thread' : 'threads'}`;
  const env = { TRUNKLINE_THREADS: String(threads) };
  const args = [size, batch, 'float32', width, 'batch-norm'].map(String);
  const worker = [join(import.meta.dirname, 'train-step-worker.mjs'), ...args];
  const peer = (layout) => [python, join(import.meta.dirname, 'train_step.py'), ...args, layout];
  const commands = {
    ours: [process.execPath, ...worker],
    contiguous: peer('contiguous'),
    channels_last: peer('channels_last'),
  };
  const running = Object.entries(commands).map(([side, [command, ...rest]]) => [side, startSide(command, rest, env)]);
  const sides = Object.fromEntries(running.map(([side, process]) => [side, () => turn(process)]));
  let answers;
  let profile;
  try {
    const turns = await inTurn(sides, { rounds: quick ? 2 : 9 });
    answers = Object.fromEntries(Object.entries(turns).map(([side, all]) => [side, all.flat()]));
    profile = await running[0][1].round('profile');
  } finally {
    for (const [, process] of running) await process.stop();
  }
  const milliseconds = (side) => medianOf(answers[side], 'seconds') * 1000;
  const layout = milliseconds('contiguous') < milliseconds('channels_last') ? 'contiguous' : 'channels_last';
  console.error(profileTable(profile));
  return [
    comparison({
      name,
      ours: milliseconds('ours'),
      peer: milliseconds(layout),
      peerName: `PyTorch, ${layout}`,
      unit: 'ms',
      pairedRatio: median(answers.ours.map(({ seconds }, round) => seconds / answers[layout][round].seconds)),
      processorOurs: medianOf(answers.ours, 'processor') * 1000,
      processorPeer: medianOf(answers[layout], 'processor') * 1000,
      update: medianOf(answers.ours, 'update') * 1000,
      peerContiguous: milliseconds('contiguous'),
      peerChannelsLast: milliseconds('channels_last'),
      profile,
      rounds: answers.ours.length,
    }),
  ];
}

async function turn(side) {
  await sleep(pauseMilliseconds);
  const answers = [];
  for (let step = 0; step < stepsOfTurn; step += 1) answers.push(await side.round());
  return answers.slice(uncounted);
}

function profileTable({ step, javaScript, kernels }) {
  const line = (name, calls, milliseconds) =>
    `  ${name.padEnd(32)} ${String(calls).padStart(6)} ${milliseconds.toFixed(2).padStart(8)} ms`;
  const shown = kernels.filter(({ milliseconds }) => milliseconds >= step / 200);
  const rest = kernels.filter((kernel) => !shown.includes(kernel));
  const sum = (key) => rest.reduce((total, kernel) => total + kernel[key], 0);
  return [
    line('a step, while it is profiled', '', step),
    line('outside of the native library', '', javaScript),
    ...shown.map(({ name, calls, milliseconds }) => line(name, calls, milliseconds)),
    line(`${rest.length} others`, sum('calls'), sum('milliseconds')),
  ].join('\n');
}

// Reads damaged files of one target, tells the parent before and after each, and ends when told to or when one fails.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isTrunklineError } from '@trunkline/system';
import { mutate } from './mutate.mjs';
import { loadTarget } from './targets.mjs';

const [name, seed, first, end, scratch] = process.argv.slice(2);
const mostMemory = 2 * 2 ** 30;
const target = await loadTarget(name);
const seeds = await target.seeds(scratch);
const folder = join(scratch, 'input');

/** Puts a file where the target looks for it, alone. */
function place(content) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const path = join(folder, target.file);
  writeFileSync(path, content);
  return path;
}

if (first === '0' && !target.damagedOnly) {
  for (const [at, sound] of seeds.entries()) {
    await target.read(place(sound), folder).catch((error) => {
      throw new Error(`The reader refuses the sound file ${at}: ${error?.message ?? error}`, { cause: error });
    });
  }
}

for (let number = Number(first); number < Number(end); number++) {
  process.send({ begun: number });
  const path = place(mutate(seeds, Number(seed), number));
  let outcome = 'read';
  let problem;
  try {
    await target.read(path, folder);
  } catch (error) {
    outcome = 'refused';
    if (!isTrunklineError(error)) problem = `${error?.stack ?? error}`;
    else if (error.code === 'TL_UNEXPECTED') problem = error.message;
  }
  const memory = process.memoryUsage.rss();
  if (memory > mostMemory) problem ??= `the process holds ${Math.round(memory / 2 ** 20)} MiB`;
  process.send({ done: number, outcome, problem });
}
process.disconnect();

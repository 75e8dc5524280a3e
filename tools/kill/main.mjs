// Kills an experiment at random moments until it has ended, again and again, and compares what it leaves with what it leaves
// when nobody kills it: results bit for bit, and the files beside them. Run it by `npm run kills`, which builds first.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { compareInvocations } from './compare.mjs';
import { writePictures } from './pictures.mjs';
import { readInvocation } from './read-invocation.mjs';
import { killKinds, runTrial } from './trial.mjs';

const usage = `Usage: npm run kills -- [options]
  --kills <n>      end after so many kills (200)
  --seed <n>       of the moments and the kinds of kills (0)
  --workers <n>    runs side by side (1)
  --only <kind>    only kills of this kind, repeated: of these (${Object.keys(killKinds).join(', ')})
  --keep           keep the folders of trials that went wrong`;

const values = options();
if (values.help) console.log(usage);
else await killAll();

async function killAll() {
  const folder = await mkdtemp(join(tmpdir(), 'trunkline-kills-'));
  const pictures = join(folder, 'pictures');
  await writePictures(pictures);
  const random = randomNumbers(Number(values.seed));
  const setting = { pictures, workers: Number(values.workers), random, kinds: values.only };
  const begun = performance.now();
  const reference = await runTrial({ ...setting, folder: join(folder, 'reference'), kills: 0, seconds: Infinity });
  const expected = await readInvocation(reference.invocation);
  const seconds = (performance.now() - begun) / 1000;
  const { results, points, problems: wrong } = expected;
  console.log(
    `Without a kill: ${seconds.toFixed(1)} s, ${results.size} values and files, ${points.size} logged points.`,
  );
  for (const problem of wrong) console.log(`  ${problem}`);
  const counts = Object.fromEntries(Object.keys(killKinds).map((kind) => [kind, 0]));
  let kills = 0;
  let trials = 0;
  let resumed = 0;
  let failed = wrong.length > 0 ? 1 : 0;
  while (kills < Number(values.kills)) {
    const own = join(folder, String(trials));
    const most = Math.min(1 + Math.floor(3 * random()), Number(values.kills) - kills);
    const trial = await runTrial({ ...setting, folder: own, kills: most, seconds });
    const problems =
      trial.problem === undefined
        ? compareInvocations(expected, await readInvocation(trial.invocation), { byRun: setting.workers === 1 })
        : [trial.problem];
    for (const kind of trial.kinds) counts[kind] += 1;
    kills += trial.kinds.length;
    trials += 1;
    if (trial.isResumed) resumed += 1;
    if (problems.length > 0) failed += 1;
    const outcome = problems.length === 0 ? 'as without' : `\n  ${problems.join('\n  ')}`;
    console.log(`${kills} of ${values.kills} kills: ${trial.said.join(', ') || 'none'}: ${outcome}`);
    if (problems.length === 0 || !values.keep) await rm(own, { recursive: true, force: true });
  }
  if (!values.keep) await rm(folder, { recursive: true, force: true });
  const kinds = Object.entries(counts).map(([kind, count]) => `${count} ${kind}`);
  const where = values.keep && failed > 0 ? ` See ${folder}.` : '';
  console.log(
    `${kills} kills (${kinds.join(', ')}) in ${trials} trials, ${resumed} of them resumed: ${failed} went wrong.${where}`,
  );
  if (failed > 0 || resumed === 0) process.exitCode = 1;
}

/** Numbers from 0 to 1 that follow from a seed (mulberry32). */
function randomNumbers(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function options() {
  try {
    return parseArgs({
      options: {
        kills: { type: 'string', default: '200' },
        seed: { type: 'string', default: '0' },
        workers: { type: 'string', default: '1' },
        only: { type: 'string', multiple: true, default: Object.keys(killKinds) },
        keep: { type: 'boolean', default: false },
        help: { type: 'boolean' },
      },
    }).values;
  } catch (error) {
    console.error(`${error.message}\n${usage}`);
    process.exit(2);
  }
}

// Shows that the numbers of the pinned commit are still those of this work tree, bit for bit, on this machine. Run it by
// `npm run pin`, which builds first.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { compareJob } from './compare.mjs';
import { fixtureFile, fixtureNumbers } from './fixture.mjs';
import { jobs } from './jobs.mjs';
import { withPictures } from './pictures.mjs';
import { pinnedBuild, pinnedCommit } from './pinned-build.mjs';
import { pinnedNumbers } from './pinned-numbers.mjs';
import { runJob } from './run-job.mjs';
import { sideBySide } from './side-by-side.mjs';

const root = join(import.meta.dirname, '..', '..');
const usage = `Usage: npm run pin -- [options]
  --only <part>    only cases whose names hold it, such as dann or images/batch-norm; repeated: all of them
  --list           print the names of the cases and end
  --again          do not take the numbers that the pinned build gave the last time
  --fixture        write the numbers that fixtures/pin commits, from the pinned build`;

const values = options();
const chosen = jobs
  .map((job) => ({ job, rows: rowsOf(job).filter((row) => wanted(`${job.name}/${row}`)) }))
  .filter(({ rows }) => rows.length > 0);

if (values.help) console.log(usage);
else if (chosen.length === 0) stop(`No case is named with ${values.only.join(' and ')}; --list names them.`);
else if (values.list)
  console.log(chosen.flatMap(({ job, rows }) => rows.map((row) => `${job.name}/${row}`)).join('\n'));
else if (values.fixture) await writeFixture();
else await compareAll();

function rowsOf({ experiment }) {
  return experiment.methods.map(({ label }) => label);
}

function wanted(name) {
  return values.only.every((part) => name.includes(part));
}

async function compareAll() {
  const begun = performance.now();
  const pinnedRoot = pinnedBuild(root, console.error);
  const compared = await withPictures((pictures) =>
    sideBySide(chosen, async ({ job, rows }) => {
      const pinned = await pinnedNumbers(pinnedRoot, job, { pictures, rows, again: values.again });
      const current = await runJob(root, job, { pictures, rows }).catch((error) => ({ error }));
      process.stderr.write('.');
      return compareJob(job, rows, pinned, current);
    }),
  );
  process.stderr.write('\n');
  const lines = compared.flat();
  const width = Math.max(...lines.map(({ name }) => name.length));
  const meant = [...new Set(lines.flatMap((line) => line.meant))];
  for (const line of lines) {
    const notes = line.meant.map((one) => ` (${meant.indexOf(one) + 1})`).join('');
    console.log(`${line.name.padEnd(width)}  ${line.text}${notes}`);
  }
  if (meant.length > 0) console.log('\nChanged on purpose:');
  for (const [index, { since, why }] of meant.entries()) console.log(`(${index + 1}) "${since}": ${why}`);
  const same = lines.filter((line) => line.same).length;
  const seconds = Math.round((performance.now() - begun) / 1000);
  console.log(`\n${same} of ${lines.length} cases have the numbers of ${pinnedCommit}; ${seconds} s.`);
  if (same < lines.length) process.exitCode = 1;
}

async function writeFixture() {
  const numbers = await fixtureNumbers(pinnedBuild(root, console.error));
  await writeFile(fixtureFile, `${JSON.stringify({ commit: pinnedCommit, numbers }, undefined, 1)}\n`);
  console.log(`Written: ${fixtureFile}`);
}

function options() {
  try {
    return parseArgs({
      options: {
        only: { type: 'string', multiple: true, default: [] },
        list: { type: 'boolean' },
        again: { type: 'boolean', default: false },
        fixture: { type: 'boolean' },
        help: { type: 'boolean' },
      },
    }).values;
  } catch (error) {
    return stop(`${error.message}\n${usage}`);
  }
}

function stop(message) {
  console.error(message);
  process.exit(2);
}

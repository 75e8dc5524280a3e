// The numbers that fixtures/pin commits: few steps of a part of the jobs, losses and scores without a threshold in them. What
// counts right answers would jump on another processor.
import { join } from 'node:path';
import { jobs } from './jobs.mjs';
import { withPictures } from './pictures.mjs';
import { runJob } from './run-job.mjs';
import { sideBySide } from './side-by-side.mjs';

export const fixtureFile = join(import.meta.dirname, '..', '..', 'fixtures', 'pin', 'numbers.json');

/** Every method from a frozen prefix and from augmented images with batch norm. */
const taken = ['prefix', 'images/batch-norm/augmented'];
const compared = /^(curves\.(train\/loss\/|validator\/info-max)|steps$)/;

/** `{ '<job>/<method>': { '<field>': number } }` as this build finds them. */
export async function fixtureNumbers(root) {
  const chosen = taken.map((name) => jobs.find((job) => job.name === name));
  const found = await withPictures((pictures) =>
    sideBySide(chosen, async (job) => {
      const rows = job.experiment.methods.map(({ label }) => label);
      const { runs } = await runJob(root, job, { pictures, rows });
      return Object.entries(runs).map(([run, values]) => [`${job.name}/${run}`, only(values)]);
    }),
  );
  return Object.fromEntries(found.flat());
}

function only(values) {
  return Object.fromEntries(Object.entries(values).filter(([field]) => compared.test(field)));
}

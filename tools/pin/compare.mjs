/**
 * Numbers that a commit changed on purpose: `{ case: RegExp, field: RegExp, since: 'subject of the commit', why: '…' }`.
 * `why` says what the number was, what it is now, and why that is right.
 */
export const meantChanges = [
  {
    case: /dann/,
    field: /^cost\.trainableParameters$/,
    since: "Record weights by row, count a method's own networks apart, name the validators",
    why: 'the 817 parameters of the discriminator were counted, while totalParameters never did',
  },
];

/** Fields that have another name now: `{ from: RegExp, to: string, why: '…' }`. */
export const renamed = [];

/** Fields of the pinned build that are no longer written: `{ field: RegExp, why: '…' }`. */
export const gone = [
  {
    field: /^weights\.discriminator\//,
    why: 'the file of the selected model is for predicting, which no discriminator takes part in',
  },
];

/**
 * A line for each run of a job, `{ name, same, text, meant }`: `meant` holds the changes on purpose that it shows. What only
 * the current build says does not count.
 */
export function compareJob(job, rows, pinned, current) {
  if (current.error) {
    const text = `failed: ${current.error.message}`;
    return rows.map((row) => ({ name: `${job.name}/${row}`, same: false, text, meant: [] }));
  }
  return Object.entries(pinned.runs).map(([run, values]) => {
    const name = `${job.name}/${run}`;
    const different = differences(name, values, current.runs[run] ?? {});
    const meant = [...new Set(different.flatMap((one) => one.meant ?? []))];
    const unmeant = different.filter((one) => !one.meant);
    if (unmeant.length === 0) return { name, same: true, text: meant.length > 0 ? 'same, but for' : 'same', meant };
    const engines = pinned.engine === current.engine ? '' : ` (engine ${pinned.engine}, now ${current.engine})`;
    const [{ field, was, is }] = unmeant;
    return { name, same: false, text: `differs in ${unmeant.length}: ${field} was ${was}, is ${is}${engines}`, meant };
  });
}

function differences(name, pinned, current) {
  return Object.entries(pinned).flatMap(([field, was]) => {
    if (gone.some((one) => one.field.test(field))) return [];
    const is = current[renamed.reduce((now, { from, to }) => now.replace(from, to), field)];
    if (Object.is(is, was)) return [];
    return [{ field, was, is, meant: meantChanges.find((one) => one.case.test(name) && one.field.test(field)) }];
  });
}

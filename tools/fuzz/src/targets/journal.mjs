import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openJournal } from '@trunkline/tracking';

const quiet = { environment: {}, onNotice: () => undefined };

/** A journal of one run, as the tracker writes it. */
async function journal(folder) {
  const tracker = await openJournal({ folder, ...quiet });
  const run = tracker.startRun({ experiment: 'fuzz', name: 'run', tags: { a: 'b' } });
  run.logParameters({ seed: 1, name: 'x' });
  for (let step = 0; step < 5; step++) run.logMetrics({ 'train/loss': 1 / (step + 1) }, step);
  run.end('FINISHED');
  await tracker.close();
  return readFileSync(join(folder, 'journal.jsonl'));
}

export default {
  file: 'journal.jsonl',
  seeds: async (scratch) => [await journal(join(scratch, `seed-${process.pid}`))],
  async read(_, folder) {
    const tracker = await openJournal({ folder, ...quiet });
    await tracker.close();
  },
};

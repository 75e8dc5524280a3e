// Two sound checkpoints of a run, and the reader of the newest one as a target.
import { cpSync, readFileSync, renameSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const store = join(import.meta.dirname, '../../../packages/training/dist/checkpoint/checkpoint-store.js');
const { CheckpointStore } = await import(pathToFileURL(store).href);

const checkpoint = (step) => ({
  step,
  state: { fingerprint: 'a', step, curves: { 'train/loss': [[step, 0.5]] }, random: { dropout: [1, 2, 3, step] } },
  tensors: {
    'parameters:head/kernel': { shape: [2, 3], data: Float32Array.from({ length: 6 }, (_, at) => at / step) },
    'predictions:3': { shape: [3], data: Int32Array.from([step, 1, 2]) },
  },
});
const [before, newest] = [checkpoint(10), checkpoint(20)];

let sound;

/**
 * A target: one file of the newest checkpoint is damaged. What is read must be that checkpoint as it was saved, or the one
 * before it with a notice.
 */
export function checkpointTarget(file) {
  return {
    file,
    async seeds(scratch) {
      sound = join(scratch, `seed-${process.pid}`);
      const saved = new CheckpointStore(sound);
      for (const one of [before, newest]) await saved.save(one);
      return [readFileSync(join(sound, 'step-000000020', file))];
    },
    async read(path, folder) {
      const own = join(folder, 'checkpoint');
      cpSync(sound, own, { recursive: true });
      renameSync(path, join(own, 'step-000000020', file));
      const notices = [];
      const found = await new CheckpointStore(own, (line) => notices.push(line)).newest();
      const expected = notices.length === 0 ? newest : before;
      const { step, state, tensors } = found;
      const values = ([name, { shape, data }]) => [name, { shape, data }];
      const read = { step, state, tensors: Object.fromEntries(Object.entries(tensors).map(values)) };
      if (!isDeepStrictEqual(read, expected)) throw new Error(`another checkpoint was read: ${JSON.stringify(read)}`);
    },
  };
}

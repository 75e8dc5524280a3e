import { availableParallelism } from 'node:os';

/** `work` of every item, as many at a time as there are processors; the answers in the order of the items. */
export async function sideBySide(items, work) {
  const answers = [];
  const waiting = items.entries();
  const worker = async () => {
    for (const [index, item] of waiting) answers[index] = await work(item);
  };
  await Promise.all(Array.from({ length: availableParallelism() }, worker));
  return answers;
}

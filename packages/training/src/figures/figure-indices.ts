import { createRandom } from '@trunkline/system';

/**
 * Which pictures every method of a pair and seed shows; with `labels_N` as many classes as there is room for. Labels of a
 * target are open by then: figures are drawn after the final evaluation.
 */
export function figureIndices(count: number, wanted: number, seed: number, labels_N?: Int32Array): Int32Array {
  const order = createRandom(seed).fork('figures').permutation(count);
  if (!labels_N) return order.slice(0, wanted);
  const shown = new Map<number, number>();
  const turns = Array.from(order, (index) => {
    const label = labels_N[index] as number;
    const turn = shown.get(label) ?? 0;
    shown.set(label, turn + 1);
    return { index, turn };
  });
  // the first of each class, then the second of each; a stable sort keeps the drawn order within a turn
  return Int32Array.from(
    turns.sort((first, second) => first.turn - second.turn).slice(0, wanted),
    ({ index }) => index,
  );
}

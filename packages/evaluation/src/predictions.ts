import { rowCount } from './shapes.ts';

/** The class with the largest logit of every row (the first of equals), `[N]`, from row-major `logits_NK`. */
export function predictions(logits_NK: ArrayLike<number>, classes: number): Int32Array {
  const rows = rowCount(logits_NK, classes, 'predictions');
  return Int32Array.from({ length: rows }, (_, row) => {
    let best = 0;
    for (let k = 1; k < classes; k += 1) {
      if ((logits_NK[row * classes + k] as number) > (logits_NK[row * classes + best] as number)) best = k;
    }
    return best;
  });
}

import { TrunklineError } from '@trunkline/system';

/** Number of rows of a flat row-major `[N, K]` array, checked: `values.length` must be a positive multiple of `classes`. */
export function rowCount(values_NK: ArrayLike<number>, classes: number, name: string): number {
  if (!Number.isInteger(classes) || classes < 1) {
    throw new TrunklineError(
      'TL_BAD_SHAPE',
      `${name}: the number of classes must be a whole number ≥ 1, got ${classes}.`,
      { hint: 'Give the number of classes.' },
    );
  }
  const rows = values_NK.length / classes;
  if (!Number.isInteger(rows) || rows === 0) {
    throw new TrunklineError(
      'TL_BAD_SHAPE',
      `${name}: expected [N, K] values in one row-major array with N ≥ 1 and K = ${classes}, got ${values_NK.length} values.`,
      { hint: 'Give the rows one after another, each with a value a class.' },
    );
  }
  return rows;
}

/** Checks that `labels_N` holds `count` class indices in `[0, classes)`. */
export function checkLabels(labels_N: ArrayLike<number>, count: number, classes: number, name: string): void {
  if (labels_N.length !== count) {
    throw new TrunklineError('TL_BAD_SHAPE', `${name}: expected ${count} labels, one a row, got ${labels_N.length}.`, {
      hint: 'Give the labels of the same images, in the same order.',
    });
  }
  for (let row = 0; row < count; row += 1) {
    const label = labels_N[row] as number;
    if (!Number.isInteger(label) || label < 0 || label >= classes) {
      throw new TrunklineError(
        'TL_BAD_SHAPE',
        `${name}: label ${label} at row ${row} is no class index; expected a whole number from 0 to ${classes - 1}.`,
        { hint: 'Count the classes from 0.' },
      );
    }
  }
}

import { TrunklineError } from '@trunkline/system';

/** Labels that are numbers, as classes. */
export interface NumberedClasses {
  readonly labels_N: Int32Array;
  readonly classNames: readonly string[];
  readonly notes: readonly string[];
}

/**
 * Classes of labels that are whole numbers. Without names, the numbers that occur are the classes (EMNIST's letters are 1
 * to 26), called by their number. With names, label 0 is the first; or label 1 is, where labels go from 1 to their number; a first name for a label 0 that
 * nobody has falls away.
 */
export function numberedClasses(labels_N: Int32Array, names?: readonly string[]): NumberedClasses {
  const used = [...new Set(labels_N)].sort((a, b) => a - b);
  const [lowest = 0, highest = 0] = [used[0], used.at(-1)];
  if (names) {
    if (lowest === 1 && highest === names.length - 1) {
      const note = `no image has label 0, so the class ${JSON.stringify(names[0])} is left out.`;
      return { labels_N: labels_N.map((label) => label - 1), classNames: names.slice(1), notes: [note] };
    }
    if (lowest !== 1 || highest !== names.length) return { labels_N, classNames: names, notes: [] };
    const note = `labels go from 1 to ${highest}, so the first of classNames is label 1.`;
    return { labels_N: labels_N.map((label) => label - 1), classNames: names, notes: [note] };
  }
  const placeOf = new Map(used.map((label, place) => [label, place]));
  const missing = highest + 1 - used.length;
  return {
    labels_N: missing === 0 ? labels_N : labels_N.map((label) => placeOf.get(label) as number),
    classNames: used.map(String),
    notes:
      missing === 0
        ? []
        : [
            `${missing} of the labels 0 to ${highest} never occur and are no classes; there are ${used.length}: ${used.length > 8 ? `${used.slice(0, 8).join(', ')}, …` : used.join(', ')}.`,
          ],
  };
}

/** Refuses, by its row, a label that cannot number a class: far beyond all others, or another one in each row. */
export function checkLabels(file: string, labels: readonly number[], lineOf: (row: number) => number): void {
  const used = [...new Set(labels)].sort((a, b) => a - b);
  const [highest = 0, second = 0] = [used.at(-1), used.at(-2)];
  const hint =
    'Labels number the classes, from 0 or 1. If that column is an id, name the column of classes: labelColumn.';
  if (highest >= 100_000 || highest - second > 1_000) {
    const row = labels.indexOf(highest);
    throw new TrunklineError(
      'TL_CSV_ROW',
      `${file}, line ${lineOf(row)}: the label is ${highest}, the next lower one ${second}.`,
      {
        exitStatus: 2,
        hint,
      },
    );
  }
  if (labels.length >= 20 && used.length === labels.length) {
    throw new TrunklineError(
      'TL_CSV_COLUMNS',
      `${file}: each of its ${labels.length} rows has another label, as an id would be.`,
      {
        exitStatus: 2,
        hint,
      },
    );
  }
}

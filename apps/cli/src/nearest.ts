/** Edits (insert, delete, replace, swap of neighbours) that turn one word into another. */
export function editDistance(from: string, to: string): number {
  const rows = from.length + 1;
  const columns = to.length + 1;
  const table = new Int32Array(rows * columns);
  const at = (row: number, column: number): number => table[row * columns + column] ?? 0;
  for (let row = 0; row < rows; row += 1) table[row * columns] = row;
  for (let column = 0; column < columns; column += 1) table[column] = column;
  for (let row = 1; row < rows; row += 1) {
    for (let column = 1; column < columns; column += 1) {
      const same = from[row - 1] === to[column - 1];
      let best = Math.min(at(row - 1, column) + 1, at(row, column - 1) + 1, at(row - 1, column - 1) + (same ? 0 : 1));
      const swapped = row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      if (swapped) best = Math.min(best, at(row - 2, column - 2) + 1);
      table[row * columns + column] = best;
    }
  }
  return at(rows - 1, columns - 1);
}

/**
 * The candidate closest to what was typed, if it is close enough to be what was meant: what it begins, what it abbreviates
 * part by part (`source-val-acc`), or what differs from it by at most a third of its letters.
 */
export function nearest(typed: string, candidates: readonly string[]): string | undefined {
  let best: string | undefined;
  let bestDistance = Math.max(1, Math.floor(typed.length / 3)) + 1;
  for (const candidate of candidates) {
    const distance =
      typed.length >= 3 && abbreviates(typed, candidate)
        ? 1
        : editDistance(typed.toLowerCase(), candidate.toLowerCase());
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** True where each part of `short` begins a part of `long`, in order. */
function abbreviates(short: string, long: string): boolean {
  const parts = long.toLowerCase().split('-');
  let at = 0;
  return short
    .toLowerCase()
    .split('-')
    .every((part) => {
      while (at < parts.length && !parts[at]?.startsWith(part)) at += 1;
      at += 1;
      return at <= parts.length;
    });
}

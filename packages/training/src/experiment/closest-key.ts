/**
 * The allowed word that was meant by `given`: the same but for case, or one that `given` abbreviates word by word
 * (`source-val-acc`), or the one with the fewest edits, at most about a third of its letters. Else undefined.
 */
export function closestKey(given: string, allowed: readonly string[]): string | undefined {
  const lower = given.toLowerCase();
  const same = allowed.find((word) => word.toLowerCase() === lower);
  if (same !== undefined) return same;
  const abbreviated = allowed.filter((word) => abbreviates(given, word));
  if (given.length >= 3 && abbreviated.length === 1) return abbreviated[0];
  let best: string | undefined;
  let fewest = Math.ceil(given.length / 3) + 1;
  for (const word of allowed) {
    const distance = edits(lower, word.toLowerCase());
    if (distance >= fewest || distance >= word.length) continue;
    best = word;
    fewest = distance;
  }
  return best ?? (given.length >= 3 ? abbreviated[0] : undefined);
}

/** True where each part of `short` begins a part of `long`, in order: `val-acc` and `sourceValidationAccuracy`. */
function abbreviates(short: string, long: string): boolean {
  const parts = partsOf(long);
  let at = 0;
  return partsOf(short).every((part) => {
    while (at < parts.length && !parts[at]?.startsWith(part)) at += 1;
    at += 1;
    return at <= parts.length;
  });
}

function partsOf(word: string): string[] {
  return word
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((part) => part !== '');
}

/** Insertions, deletions, replacements and swaps of neighbours that turn one word into the other. */
function edits(from: string, to: string): number {
  const rows: number[][] = [Array.from({ length: to.length + 1 }, (_, column) => column)];
  const at = (row: number, column: number): number => rows[row]?.[column] ?? 0;
  for (let row = 1; row <= from.length; row += 1) {
    rows.push([row]);
    for (let column = 1; column <= to.length; column += 1) {
      const same = from[row - 1] === to[column - 1];
      const swapped = row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      rows[row]?.push(
        Math.min(
          at(row - 1, column) + 1,
          at(row, column - 1) + 1,
          at(row - 1, column - 1) + (same ? 0 : 1),
          swapped ? at(row - 2, column - 2) + 1 : Infinity,
        ),
      );
    }
  }
  return at(from.length, to.length);
}

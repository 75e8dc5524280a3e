import { isUnreadPictureName } from '../pixels/picture-kinds.ts';

/** Counts of files by their ending, of several folders together. */
function countKinds(others: Iterable<ReadonlyMap<string, number>>): ReadonlyMap<string, number> {
  const whole = new Map<string, number>();
  for (const counts of others) for (const [kind, count] of counts) whole.set(kind, (whole.get(kind) ?? 0) + count);
  return whole;
}

/** `.bmp 6, .ppm 1, without an ending 2`: kinds of pictures first, then the most frequent. */
export function listKinds(others: ReadonlyMap<string, ReadonlyMap<string, number>>): string {
  const isPicture = (kind: string): boolean => isUnreadPictureName(`x.${kind}`);
  const kinds = [...countKinds(others.values())].sort(
    ([a, many], [b, more]) => Number(isPicture(b)) - Number(isPicture(a)) || more - many || (a < b ? -1 : 1),
  );
  const shown = kinds.slice(0, 8).map(([kind, count]) => `${kind === '' ? 'without an ending' : `.${kind}`} ${count}`);
  return kinds.length > 8 ? `${shown.join(', ')} and ${kinds.length - 8} more kinds` : shown.join(', ');
}

/** The sentence on files that are no pictures, or pictures of kinds that are not read; none where there are none. */
export function leftOutNote(others: ReadonlyMap<string, ReadonlyMap<string, number>>): string[] {
  const count = [...countKinds(others.values()).values()].reduce((sum, one) => sum + one, 0);
  if (count === 0) return [];
  return [
    `${count} ${count === 1 ? 'file of another kind is' : 'files of other kinds are'} left out: ${listKinds(others)}.`,
  ];
}

import { distance } from 'fastest-levenshtein';

/**
 * The word that was likely meant by `given`: the same but for case, or one that `given` abbreviates part by part
 * (`source-val-acc`, `sourceVal`), or one from which slips in at most a third of its letters (one of two) lead to `given`;
 * of several the nearest, and of equally near ones the first.
 */
export function nearest(given: string, words: readonly string[]): string | undefined {
  const most = given.length === 2 ? 1 : Math.floor(given.length / 3);
  let best: { readonly word: string; readonly slips: number; readonly edits: number } | undefined;
  for (const word of words) {
    const edits = distance(given.toLowerCase(), word.toLowerCase());
    const count = slips(given, word);
    if (count > most) continue;
    if (!best || count < best.slips || (count === best.slips && edits < best.edits))
      best = { word, slips: count, edits };
  }
  return best?.word;
}

function slips(given: string, word: string): number {
  const [from, to] = [given.toLowerCase(), word.toLowerCase()];
  const edits = distance(from, to);
  if (edits > 0 && abbreviates(given, word)) return 1;
  return Math.min(edits, ...swapped(from).map((one) => 1 + distance(one, to)));
}

/** The word with each two neighbouring letters swapped. */
function swapped(word: string): string[] {
  return [...word.slice(1)].map((_, at) => word.slice(0, at) + word[at + 1] + word[at] + word.slice(at + 2));
}

/** True where each part of `short` begins a part of `long`, in order: `val-acc` and `sourceValidationAccuracy`. */
function abbreviates(short: string, long: string): boolean {
  const [given, parts] = [partsOf(short), partsOf(long)];
  let at = 0;
  for (const part of given) {
    while (at < parts.length && !parts[at]?.startsWith(part)) at += 1;
    if (at === parts.length) return false;
    at += 1;
  }
  return given.length > 0;
}

function partsOf(word: string): string[] {
  const parts = word.split(/(?<=[\p{Ll}\p{N}])(?=\p{Lu})|[^\p{L}\p{N}]+/u);
  return parts.filter((part) => part !== '').map((part) => part.toLowerCase());
}

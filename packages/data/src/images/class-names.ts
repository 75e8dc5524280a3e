/** Class names in their one order: whole numbers by value, anything else by code point, whatever the locale. */
export function sortClassNames(names: Iterable<string>): string[] {
  const sorted = [...names];
  const numbers = sorted.every((name) => /^\d{1,9}$/.test(name));
  return sorted.sort((a, b) => (numbers ? Number(a) - Number(b) : 0) || (a < b ? -1 : a > b ? 1 : 0));
}

/**
 * A class name in Unicode's composed form (NFC): the one in which names are kept and compared, since "é" typed on Linux
 * and "é" unpacked on macOS are other bytes.
 */
export function composedName(name: string): string {
  return name.normalize('NFC');
}

/** Ways in which two names may be alike to a person; the first that makes them equal is how they differ. */
const likenesses: readonly (readonly [difference: string, plain: (name: string) => string])[] = [
  ['Unicode form', composedName],
  ['blanks around them', (name) => composedName(name).trim()],
  ['capital letters', (name) => composedName(name).toLowerCase()],
  ['leading zeros', (name) => name.replace(/(?<!\d)0+(?=\d)/g, '')],
  ['full-width or compatibility characters', (name) => name.normalize('NFKC')],
  ['characters that are not seen', visible],
  ['blanks, hyphens and underscores', (name) => composedName(name).replace(/[\s_-]+/gu, '')],
  ['more than one of capital letters, blanks, hyphens, underscores, zeros and forms of characters', plainest],
];

/** In what two names differ that a person would take for the same: undefined for names that are not alike, or equal. */
export function differenceOf(one: string, other: string): string | undefined {
  if (one === other || plainest(one) !== plainest(other)) return undefined;
  return likenesses.find(([, plain]) => plain(one) === plain(other))?.[0];
}

/** Names of one set, or of two, that are alike: `"Dog" and "dog" differ only in capital letters`, each pair once. */
export function alikeNames(names: readonly string[], others: readonly string[] = names): string[] {
  const byPlainest = new Map<string, string[]>();
  for (const name of names) {
    const key = plainest(name);
    byPlainest.set(key, [...(byPlainest.get(key) ?? []), name]);
  }
  const told = new Set<string>();
  for (const other of others) {
    for (const name of byPlainest.get(plainest(other)) ?? []) {
      const difference = differenceOf(name, other);
      const pair = names === others ? [name, other].sort() : [name, other];
      if (difference !== undefined)
        told.add(`${pair.map((one) => JSON.stringify(one)).join(' and ')} differ only in ${difference}`);
    }
  }
  return [...told];
}

function visible(name: string): string {
  return composedName(name).replace(/\p{Cf}|\p{Cc}|\p{Variation_Selector}/gu, '');
}

function plainest(name: string): string {
  return visible(name.normalize('NFKC'))
    .toLowerCase()
    .replace(/[\s_-]+/gu, '')
    .replace(/(?<!\d)0+(?=\d)/g, '');
}

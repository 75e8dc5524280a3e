/** Class names in their one order: whole numbers by value, anything else by code point, whatever the locale. */
export function sortClassNames(names: Iterable<string>): string[] {
  const sorted = [...names];
  const numbers = sorted.every((name) => /^\d{1,9}$/.test(name));
  return sorted.sort((a, b) => (numbers ? Number(a) - Number(b) : a < b ? -1 : a > b ? 1 : 0));
}

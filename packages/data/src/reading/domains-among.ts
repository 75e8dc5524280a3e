import { partsOfNames } from './part-names.ts';

/**
 * The first folders of pictures `<domain>/<class>/…` or `<domain>/images/<class>/…` where they look like domains that were
 * taken for classes: in each, every picture is in a folder below, and these folders, two or more, have the same names in
 * all. Else nothing. Folders that are named for parts (`cat/train/…`, `cat/test/…`) are no classes.
 */
export function domainsAmong(paths: readonly string[]): string[] {
  const foldersOf = new Map<string, Set<string>>();
  for (const path of paths) {
    const [domain = '', ...below] = path.split('/').slice(0, -1);
    const [name = ''] = below[0] === 'images' ? below.slice(1) : below;
    foldersOf.set(domain, (foldersOf.get(domain) ?? new Set()).add(name));
  }
  const lists = [...foldersOf.values()].map((names) => [...names].sort());
  const [first = []] = lists;
  const recur = lists.length > 1 && lists.every((names) => names.join('/') === first.join('/'));
  const classes = first.length > 1 && !first.includes('') && partsOfNames(first) === undefined;
  return recur && classes ? [...foldersOf.keys()] : [];
}

import { alikeNames, composedName, sortClassNames } from '../images/class-names.ts';
import { partOfName, partsOfNames } from './part-names.ts';

/** A folder that holds folders of pictures. */
export interface FolderDomain {
  readonly name: string;
  /** In NFC, sorted. */
  readonly classNames: readonly string[];
  /** Whether its pictures lie in parts of its own: `<domain>/<part>/<class>/…`. */
  readonly hasParts: boolean;
}

/**
 * The domains in pictures `<domain>/<class>/…`, `<domain>/images/<class>/…`, `<domain>/<part>/<class>/…` and
 * `<part>/<domain>/<class>/…`, whether or not they have the same classes: in two folders or more every picture is in a
 * folder below, and one of them at least holds several, or these are called alike. Nothing where that is not so, nor where the folders below are
 * parts of a class (`cat/train/…`, `cat/test/…`).
 */
export function domainsAmong(paths: readonly string[]): FolderDomain[] {
  const ways = paths.map((path) => path.split('/').slice(0, -1));
  const tops = [...new Set(ways.map(([top = '']) => top))];
  const isParted = tops.length > 1 && partsOfNames(tops) !== undefined;
  const domains = new Map<string, string[][]>();
  for (const [first = '', ...rest] of ways) {
    const [domain = '', ...below] = isParted ? rest : [first, ...rest];
    const known = domains.get(domain);
    if (known) known.push(below);
    else domains.set(domain, [below]);
  }
  const found = [...domains].map(([name, below]) => ({
    name,
    ...classesBelow(below),
    ...(isParted && { hasParts: true }),
  }));
  const areDomains =
    found.length > 1 &&
    found.every(({ name, classNames }) => name !== '' && !classNames.includes('')) &&
    new Set(found.flatMap(({ classNames }) => classNames)).size > 1 &&
    (found.some(({ classNames }) => classNames.length > 1) || classesRecur(found));
  return areDomains ? found : [];
}

/** Whether some class of one domain has the name of one of another, or nearly so: else they may be classes with folders. */
export function classesRecur(domains: readonly FolderDomain[]): boolean {
  const names = domains.map(({ classNames }) => new Set(classNames));
  return domains.some(({ classNames }, place) =>
    domains
      .slice(0, place)
      .some(
        (other, before) =>
          classNames.some((name) => names[before]?.has(name)) || alikeNames(classNames, other.classNames).length > 0,
      ),
  );
}

/** What differs between the classes of domains, a sentence each: which class only some have, and which names are alike. */
export function describeDomainClasses(domains: readonly Pick<FolderDomain, 'name' | 'classNames'>[]): string[] {
  const holders = new Map<string, string[]>();
  for (const { name, classNames } of domains) {
    for (const one of classNames.map(composedName)) holders.set(one, [...(holders.get(one) ?? []), name]);
  }
  const inSome = [...holders].filter(([, names]) => names.length < domains.length);
  const byHolders = new Map<string, string[]>();
  for (const [one, names] of inSome) {
    const key = names.join(', ');
    byHolders.set(key, [...(byHolders.get(key) ?? []), one]);
  }
  const partial = inSome.map(([one]) => one);
  return [
    ...[...byHolders].map(([names, classes]) => {
      const shown = sortClassNames(classes)
        .slice(0, 8)
        .map((one) => JSON.stringify(one));
      return `only ${names} ${names.includes(', ') ? 'have' : 'has'} ${shown.join(', ')}${classes.length > shown.length ? ` and ${classes.length - shown.length} more` : ''}.`;
    }),
    ...alikeNames(partial)
      .slice(0, 4)
      .map((one) => `${one}.`),
  ];
}

/** The classes in what lies below one domain, an empty name among them for a picture in none. */
function classesBelow(ways: readonly (readonly string[])[]): Pick<FolderDomain, 'classNames' | 'hasParts'> {
  const inImages = ways.every(([first]) => first === 'images');
  const below = inImages ? ways.map((way) => way.slice(1)) : ways;
  const firsts = [...new Set(below.map(([first = '']) => first))];
  const hasParts = partsOfNames(firsts) !== undefined && new Set(firsts.map(partOfName)).size > 1;
  const names = below.map((way) => composedName(way[hasParts ? 1 : 0] ?? ''));
  return { classNames: sortClassNames(new Set(names)), hasParts };
}

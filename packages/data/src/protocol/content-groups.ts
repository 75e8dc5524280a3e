import type { Images, Lineage } from '../images/images.ts';

/** What tells which images belong together. */
export type Grouped = Pick<Images, 'count' | 'contents'> & { readonly lineage?: Lineage };

/**
 * Numbers the groups of images, of all these domains, that a fair split must put on one side, `[N]` for each domain:
 * images of equal content, in one domain or in several, and images of several domains that show the same original. Being
 * together passes on: where a and b are equal, and b and c show one original, all three are one group.
 */
export function groupImages(domains: readonly Grouped[]): Int32Array[] {
  const starts: number[] = [];
  let count = 0;
  for (const domain of domains) {
    starts.push(count);
    count += domain.count;
  }
  const parents = Int32Array.from({ length: count }, (_, node) => node);
  const rootOf = (node: number): number => {
    let root = node;
    while (parents[root] !== root) root = parents[root] = parents[parents[root] as number] as number;
    return root;
  };
  const unite = (one: number, other: number): void => {
    const [first, second] = [rootOf(one), rootOf(other)];
    parents[Math.max(first, second)] = Math.min(first, second);
  };
  const nodeOfContent = new Map<bigint, number>();
  domains.forEach((domain, place) => {
    domain.contents()?.forEach((content, index) => {
      const node = (starts[place] as number) + index;
      const known = nodeOfContent.get(content);
      if (known === undefined) nodeOfContent.set(content, node);
      else unite(known, node);
    });
  });
  for (const root of sharedRoots(domains)) {
    const nodeOfOriginal = new Map<number, number>();
    domains.forEach(({ lineage }, place) => {
      if (lineage?.root !== root) return;
      lineage.index_N.forEach((original, index) => {
        const node = (starts[place] as number) + index;
        const known = nodeOfOriginal.get(original);
        if (known === undefined) nodeOfOriginal.set(original, node);
        else unite(known, node);
      });
    });
  }
  return domains.map((domain, place) =>
    Int32Array.from({ length: domain.count }, (_, index) => rootOf((starts[place] as number) + index)),
  );
}

/** Originals that more than one of the domains show. */
function sharedRoots(domains: readonly Grouped[]): readonly string[] {
  const roots = domains.flatMap(({ lineage }) => lineage?.root ?? []);
  return [...new Set(roots.filter((root, place) => roots.indexOf(root) !== place))];
}

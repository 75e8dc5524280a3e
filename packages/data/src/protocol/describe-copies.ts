import { isLabelled, partCodes, type Images } from '../images/images.ts';

/**
 * What is to say of pictures of equal content within one domain, as sentences: how many are copies, which are there under
 * two classes, and which of them an official part has that another has too. Nothing where no picture is there twice.
 */
export function describeCopies(images: Images, name: string): readonly string[] {
  const groups = groupsOf(images).filter(({ length }) => length > 1);
  if (groups.length === 0) return [];
  const copies = groups.reduce((sum, { length }) => sum + length - 1, 0);
  const said = [
    `${counted(copies, 'picture')} of the ${images.count} of ${name} ${copies === 1 ? 'is a copy of another' : 'are copies of others'} in it (equal content): copies stay on one side of a split.`,
  ];
  if (isLabelled(images)) {
    const { labels_N, ids } = images;
    const conflicts = groups.filter((group) => new Set(group.map((place) => labels_N[place])).size > 1);
    const first = conflicts[0];
    if (first) {
      const other = first.find((place) => labels_N[place] !== labels_N[first[0] as number]) as number;
      said.push(
        `${counted(conflicts.length, 'picture')} of ${name} ${conflicts.length === 1 ? 'is' : 'are'} there under more than one class, for instance ${ids[first[0] as number]} and ${ids[other]}: one of the labels is wrong.`,
      );
    }
  }
  const { officialParts_N: parts_N } = images;
  if (parts_N) {
    const has = (group: readonly number[], code: number): boolean => group.some((place) => parts_N[place] === code);
    const leftOut = groups.filter(
      (group) => has(group, partCodes.test) && group.some((place) => parts_N[place] !== partCodes.test),
    );
    const left = leftOut.reduce(
      (sum, group) => sum + group.filter((place) => parts_N[place] !== partCodes.test).length,
      0,
    );
    if (left > 0) {
      said.push(
        `${counted(left, 'picture')} of ${name} ${left === 1 ? 'is' : 'are'} also in its official test part, and so left out of training and validation.`,
      );
    }
  }
  return said;
}

/** How many pictures of a domain another one holds too, by content, as a sentence; undefined for none. */
export function describeShared(images: Images, name: string, other: Images, otherName: string): string | undefined {
  const shared = countShared(images, other);
  if (shared === 0) return undefined;
  return `${shared} of the ${counted(images.count, 'picture')} of ${name} ${shared === 1 ? 'is' : 'are'} also in ${otherName} (equal content): both splits put ${shared === 1 ? 'it' : 'them'} on one side, so that none is tested on after it was trained on.`;
}

/** How many of these pictures have a content that `other` has too. */
export function countShared(images: Images, other: Images): number {
  const known = new Set(other.contents());
  return images.contents()?.reduce((sum, content) => sum + (known.has(content) ? 1 : 0), 0) ?? 0;
}

/** Places of equal content, each group in order. */
function groupsOf(images: Images): readonly (readonly number[])[] {
  const groups = new Map<bigint, number[]>();
  images.contents()?.forEach((content, place) => {
    const group = groups.get(content);
    if (group) group.push(place);
    else groups.set(content, [place]);
  });
  return [...groups.values()];
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

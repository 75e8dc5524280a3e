import { createHash } from 'node:crypto';
import { TrunklineError } from '@trunkline/system';
import type { PixelSource } from '../pixels/pixel-source.ts';
import { checkSameClasses } from './align-classes.ts';
import type { ImageSize, LabelledImages } from './images.ts';
import { uncheckedImages } from './labelled-images.ts';

/**
 * Several domains as one: the images of the first, then those of the second, and so on; `domains_N` says which each is
 * from. One part is given back as it is. Their classes must be the same, in the same order: see `alignClasses`. Official
 * parts and shared originals belong to the parts, so split first and join then. Throws `TL_CLASSES_DIFFER`,
 * `TL_DATA_INVALID` for no part at all.
 */
export function joinImages(parts: readonly LabelledImages[]): LabelledImages {
  const [first, ...others] = parts;
  if (first === undefined) {
    throw new TrunklineError('TL_DATA_INVALID', 'There is nothing to join: no domain was given.', {
      exitStatus: 2,
      hint: 'Give at least one domain.',
    });
  }
  if (others.length === 0) return first;
  for (const other of others) checkSameOrder(first, other);
  const dataSets = [...new Set(parts.map(({ dataSet }) => dataSet))];
  const names = parts.map(({ domain }, place) =>
    parts.some((other, at) => at !== place && other.domain === domain) ? `${domain} (${place + 1})` : domain,
  );
  return uncheckedImages({
    dataSet: dataSets.join(' + '),
    domain: parts.map(({ domain }) => domain).join(' + '),
    source: joinedSource(parts),
    ids: parts.flatMap(({ ids }, place) => ids.map((id) => `${names[place] as string}/${id}`)),
    keys: parts.flatMap(({ keys }, place) => keys.map((key) => `${place}/${key}`)),
    labels_N: concatenated(parts.map(({ labels_N }) => labels_N)),
    classNames: first.classNames,
    domains: { names, domains_N: concatenated(parts.map(({ count }, place) => new Int32Array(count).fill(place))) },
  });
}

/** The part of joined images that a key of theirs is from, and its key there. */
export function partOfKey(key: string): { readonly part: number; readonly key: string } {
  const at = key.indexOf('/');
  return at < 0 ? { part: 0, key } : { part: Number(key.slice(0, at)), key: key.slice(at + 1) };
}

function checkSameOrder(first: LabelledImages, other: LabelledImages): void {
  checkSameClasses(first, other, 'source');
  if (first.classNames.every((name, label) => other.classNames[label] === name)) return;
  throw new TrunklineError(
    'TL_CLASSES_DIFFER',
    `${first.dataSet}/${first.domain} and ${other.dataSet}/${other.domain} number the same classes in another order.`,
    { exitStatus: 2, hint: 'Pass the second through alignClasses before they are joined.' },
  );
}

function concatenated(arrays: readonly Int32Array[]): Int32Array {
  const whole = new Int32Array(arrays.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const array of arrays) {
    whole.set(array, at);
    at += array.length;
  }
  return whole;
}

function joinedSource(parts: readonly LabelledImages[]): PixelSource {
  const starts: number[] = [];
  let count = 0;
  for (const part of parts) {
    starts.push(count);
    count += part.count;
  }
  return {
    count,
    digest: createHash('sha256')
      .update(parts.map(({ digest }) => digest).join('\n'))
      .digest('hex'),
    async read(indices: Int32Array, size: ImageSize) {
      const bytes = size.height * size.width * 3;
      const output = new Uint8Array(indices.length * bytes);
      await Promise.all(
        parts.map(async (part, place) => {
          const start = starts[place] as number;
          const wanted = Array.from(indices.keys()).filter((at) => {
            const index = (indices[at] as number) - start;
            return index >= 0 && index < part.count;
          });
          if (wanted.length === 0) return;
          const pixels = await part.pixels(
            wanted.map((at) => (indices[at] as number) - start),
            size,
          );
          wanted.forEach((at, row) => output.set(pixels.subarray(row * bytes, (row + 1) * bytes), at * bytes));
        }),
      );
      return output;
    },
  };
}

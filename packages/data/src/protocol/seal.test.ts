import { describe, expect, it } from 'vitest';
import { sha256 } from '@trunkline/system';
import { tinyImages } from '../../test/support.ts';
import type { Images, SealedImages } from '../images/images.ts';
import * as publicApi from '../index.ts';
import { seal, withoutLabels } from './seal.ts';
import { openSealedIds, openSealedLabels } from '../open-sealed.ts';

const labelled = tinyImages([0, 1, 1, 0], { ids: ['dog/1.jpg', 'cat/1.jpg', 'cat/2.jpg', 'dog/2.jpg'] });

/** Every value that can be reached from an object through properties, getters and prototypes. */
function reachable(root: unknown, seen = new Set<unknown>()): Set<unknown> {
  if ((typeof root !== 'object' && typeof root !== 'function') || root === null || seen.has(root)) return seen;
  if (root === Object.prototype || root === Function.prototype || root === Array.prototype) return seen;
  seen.add(root);
  for (const key of Reflect.ownKeys(root)) reachable(Reflect.get(root, key), seen);
  return reachable(Object.getPrototypeOf(root), seen);
}

describe('seal', () => {
  it('gives images whose labels cannot be named in a method or validator', () => {
    const sealed = seal(labelled);
    const images: Images = withoutLabels(labelled);
    // @ts-expect-error a target that a method sees has no labels
    expect(images.labels_N).toBeUndefined();
    // @ts-expect-error sealed images have no labels
    expect(sealed.labels_N).toBeUndefined();
    // @ts-expect-error a seal shows nothing
    expect(sealed.sealed.labels_N).toBeUndefined();
    // @ts-expect-error subsets of sealed images are sealed
    expect(sealed.subset([0]).labels_N).toBeUndefined();
    const validator = (target: SealedImages): number => target.count;
    // @ts-expect-error images without labels cannot pass for sealed ones, and so never be scored
    expect(validator(images)).toBe(4);
    // @ts-expect-error the door is not among the exports of the package's main entry
    expect(publicApi.openSealedLabels).toBeUndefined();
  });

  it('leaves no way to the labels in the object', () => {
    for (const images of [seal(labelled), withoutLabels(labelled), seal(labelled).subset([1, 2])]) {
      const values = [...reachable(images)];
      expect(values.filter((value) => ArrayBuffer.isView(value))).toEqual([]);
      expect(JSON.stringify(images)).not.toMatch(/labels|dog|cat/);
    }
  });

  it('names an image by the start of its name’s SHA-256, by which caches know it', () => {
    expect(withoutLabels(labelled).ids[0]).toBe(sha256('dog/1.jpg').slice(0, 16));
    const [whole, part] = [labelled, labelled.subset([3, 1])];
    expect(whole.keys.map((_, at) => at)).toEqual([0, 1, 2, 3]);
    for (const images of [part, seal(part), withoutLabels(part), withoutLabels(seal(labelled)).subset([3, 1])]) {
      expect(images.keys).toEqual([whole.keys[3], whole.keys[1]]);
    }
    expect(part.keys).toBe(part.keys);
    expect(withoutLabels(part).ids).toBe(part.keys);
  });

  it('keeps the pixels, the digest and the class names', async () => {
    const sealed = seal(labelled).subset([2, 1]);
    expect(sealed.classNames).toEqual(['class 0', 'class 1']);
    expect(sealed.digest).toBe(labelled.subset([2, 1]).digest);
    expect([...(await sealed.pixels([0], { height: 8, width: 8 })).slice(0, 3)]).toEqual([2, 2, 2]);
  });

  it('opens through the second entry only, and only what was sealed', () => {
    expect([...openSealedLabels(seal(labelled).subset([1, 3]))]).toEqual([1, 0]);
    expect(openSealedIds(seal(labelled).subset([1, 3]))).toEqual(['cat/1.jpg', 'dog/2.jpg']);
    const forged = { ...seal(labelled), sealed: {} } as SealedImages;
    expect(() => openSealedLabels(forged)).toThrowError(/were not sealed here/);
  });
});

import { describe, expect, it } from 'vitest';
import { tinyImages } from '../../test/support.ts';
import { joinImages } from './join-images.ts';

const size = { height: 8, width: 8 };
const first = tinyImages([0, 1, 0], { dataSet: 'set', domain: 'a' });
const second = tinyImages([1, 0], { dataSet: 'set', domain: 'b', ids: ['x', 'y'] });
const joined = joinImages([first, second]);

describe('joinImages', () => {
  it('puts one domain behind another and says which each image is from', () => {
    expect([joined.dataSet, joined.domain, joined.count]).toEqual(['set', 'a + b', 5]);
    expect([...joined.labels_N]).toEqual([0, 1, 0, 1, 0]);
    expect([...joined.domains_N]).toEqual([0, 0, 0, 1, 1]);
    expect(joined.domainNames).toEqual(['a', 'b']);
    expect(joined.ids).toEqual(['a/image 0', 'a/image 1', 'a/image 2', 'b/x', 'b/y']);
    expect(new Set(joined.keys).size).toBe(5);
  });

  it('reads the pixels of each part, in the order that was asked for', async () => {
    const pixels = await joined.pixels([4, 0, 2, 3, 0], size);
    expect([0, 1, 2, 3, 4].map((row) => pixels[row * 192])).toEqual([1, 0, 2, 0, 0]);
    const part = joined.subset([3, 2]);
    expect([...part.domains_N]).toEqual([1, 0]);
    expect([...part.labels_N]).toEqual([1, 0]);
    const again = await part.pixels([1, 0], size);
    expect([again[0], again[192]]).toEqual([2, 0]);
  });

  it('gives one part back as it is, in which all images are of one domain', () => {
    expect(joinImages([first])).toBe(first);
    expect([...first.domains_N]).toEqual([0, 0, 0]);
    expect(first.domainNames).toEqual(['a']);
  });

  it('tells domains of one name apart, and another digest for another order', () => {
    expect(joinImages([first, first]).domainNames).toEqual(['a (1)', 'a (2)']);
    expect(joinImages([second, first]).digest).not.toBe(joined.digest);
  });

  it('refuses other classes, and the same in another order', () => {
    const other = tinyImages([0, 1], { classNames: ['class 0', 'cat'] });
    expect(() => joinImages([first, other])).toThrowError(expect.objectContaining({ code: 'TL_CLASSES_DIFFER' }));
    const turned = tinyImages([0, 1], { classNames: ['class 1', 'class 0'] });
    expect(() => joinImages([first, turned])).toThrowError(/another order/);
  });
});

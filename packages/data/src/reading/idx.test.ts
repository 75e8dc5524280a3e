import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { useTemporaryFolder } from '../../test/support.ts';
import { findIdxFiles, readIdx, readIdxImages } from './idx.ts';

const folder = useTemporaryFolder();

const idx = (dimensions: readonly number[], values: readonly number[], type = 8): Buffer => {
  const header = Buffer.alloc(4 + 4 * dimensions.length);
  header[2] = type;
  header[3] = dimensions.length;
  dimensions.forEach((length, place) => header.writeUInt32BE(length, 4 + 4 * place));
  return Buffer.concat([header, Buffer.from(values)]);
};

describe('readIdx', () => {
  it('reads plain and gzipped files', async () => {
    const plain = idx([2, 1, 3], [1, 2, 3, 4, 5, 6]);
    for (const path of [folder.write('plain', plain), folder.write('packed.gz', gzipSync(plain))]) {
      const { dimensions, values } = await readIdx(path);
      expect(dimensions).toEqual([2, 1, 3]);
      expect([...values]).toEqual([1, 2, 3, 4, 5, 6]);
    }
  });

  it.each([
    ['too short for its header', idx([3, 2], [1, 2, 3])],
    ['too long for its header', idx([2], [1, 2, 3])],
    ['of another type', idx([1], [1], 13)],
    ['no IDX file', Buffer.from('hello, world')],
    ['a cut header', Buffer.from([0, 0, 8, 3, 0, 0])],
    ['a length beyond any file', idx([0xffffffff, 0xffffffff], [1])],
    ['a broken gzip stream', gzipSync(idx([2], [1, 2])).subarray(0, 15)],
  ])('refuses a file that is %s', async (name, content) => {
    await expect(readIdx(folder.write(name, content))).rejects.toMatchObject({ code: 'TL_IDX_WRONG', exitStatus: 2 });
  });
});

describe('readIdxImages', () => {
  it('keeps the official parts', async () => {
    folder.write('set/train-images-idx3-ubyte.gz', gzipSync(idx([2, 1, 2], [1, 2, 3, 4])));
    folder.write('set/train-labels-idx1-ubyte.gz', gzipSync(idx([2], [0, 1])));
    folder.write('set/t10k-images-idx3-ubyte', idx([1, 1, 2], [5, 6]));
    folder.write('set/t10k-labels.idx1-ubyte', idx([1], [1]));
    const images = await readIdxImages(await findIdxFiles(join(folder.path, 'set')));
    expect([...images.pixels]).toEqual([1, 2, 3, 4, 5, 6]);
    expect([...images.labels_N]).toEqual([0, 1, 1]);
    expect([...(images.officialParts_N ?? [])]).toEqual([1, 1, 3]);
  });

  it('refuses labels that do not belong to the images, and names missing files', async () => {
    const images = folder.write('images', idx([2, 1, 2], [1, 2, 3, 4]));
    const labels = folder.write('labels', idx([3], [0, 1, 1]));
    await expect(readIdxImages({ images, labels })).rejects.toMatchObject({ code: 'TL_IDX_WRONG' });
    await expect(findIdxFiles(folder.path)).rejects.toMatchObject({
      code: 'TL_DATA_MISSING',
      message: expect.stringContaining('train-images-idx3-ubyte'),
    });
  });
});

import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { idxFile, useTemporaryFolder } from '../../test/support.ts';
import { findIdxFiles, readIdx, readIdxImages } from './idx.ts';

const folder = useTemporaryFolder();

describe('readIdx', () => {
  it('reads plain and gzipped files', async () => {
    const plain = idxFile([2, 1, 3], [1, 2, 3, 4, 5, 6]);
    for (const path of [folder.write('plain', plain), folder.write('packed.gz', gzipSync(plain))]) {
      const { dimensions, values } = await readIdx(path);
      expect(dimensions).toEqual([2, 1, 3]);
      expect([...values]).toEqual([1, 2, 3, 4, 5, 6]);
    }
  });
});

describe('readIdxImages', () => {
  it('keeps the official parts', async () => {
    folder.write('set/train-images-idx3-ubyte.gz', gzipSync(idxFile([2, 1, 2], [1, 2, 3, 4])));
    folder.write('set/train-labels-idx1-ubyte.gz', gzipSync(idxFile([2], [0, 1])));
    folder.write('set/t10k-images-idx3-ubyte', idxFile([1, 1, 2], [5, 6]));
    folder.write('set/t10k-labels.idx1-ubyte', idxFile([1], [1]));
    const images = await readIdxImages(await findIdxFiles(join(folder.path, 'set')));
    expect([...images.pixels]).toEqual([1, 2, 3, 4, 5, 6]);
    expect([...images.labels_N]).toEqual([0, 1, 1]);
    expect([...(images.officialParts_N ?? [])]).toEqual([1, 1, 3]);
  });

  it('refuses labels that do not belong to the images, and names missing files', async () => {
    const images = folder.write('images', idxFile([2, 1, 2], [1, 2, 3, 4]));
    const labels = folder.write('labels', idxFile([3], [0, 1, 1]));
    await expect(readIdxImages({ images, labels })).rejects.toMatchObject({ code: 'TL_IDX_WRONG' });
    await expect(findIdxFiles(folder.path)).rejects.toMatchObject({
      code: 'TL_DATA_MISSING',
      message: expect.stringContaining('train-images-idx3-ubyte'),
    });
  });
});

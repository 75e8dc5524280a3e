import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { jpeg, useTemporaryFolder } from '../../test/support.ts';
import type { SkippedPicture } from '../pixels/find-corrupt.ts';
import { sha256 } from '@trunkline/system';
import { loadDomain, outlineDomain } from './load-domain.ts';

const folder = useTemporaryFolder();
const baseFolder = folder.path;
const size = { height: 16, width: 16 };

describe('loadDomain', () => {
  it('reads an image folder, the classes being its folders, in an order that does not depend on the disk', async () => {
    folder.write('pets/dog/b.JPG', await jpeg(20, 20, [200, 0, 0]));
    folder.write('pets/dog/a.jpg', await jpeg(20, 20, [100, 0, 0]));
    folder.write('pets/cat/deep/er/c.jpeg', await jpeg(20, 30, [0, 200, 0]));
    folder.write('pets/.DS_Store', 'x');
    folder.write('pets/dog/._a.jpg', 'x');
    folder.write('pets/dog/notes.txt', 'x');
    const images = await loadDomain({ folder: 'pets', layout: 'image-folder' }, { baseFolder });
    expect(images.classNames).toEqual(['cat', 'dog']);
    expect(images.ids).toEqual(['cat/deep/er/c.jpeg', 'dog/a.jpg', 'dog/b.JPG']);
    expect([...images.labels_N]).toEqual([0, 1, 1]);
    const pixels = await images.subset([2]).pixels([0], size);
    expect(Math.abs((pixels[0] as number) - 200)).toBeLessThan(6);
  });

  it.each([
    ['PACS, Office-Home and VisDA', 'home/Real World/mug/1.jpg', 'home/Real World/pen/1.jpg', 'Real World'],
    ['Office-31', 'office/amazon/images/mug/1.jpg', 'office/amazon/images/pen/1.jpg', 'amazon'],
  ])('reads the layout of %s', async (_, first, second, domain) => {
    folder.write(first, await jpeg(20, 20));
    folder.write(second, await jpeg(20, 21));
    const root = first.split('/')[0] as string;
    const images = await loadDomain({ folder: root, layout: 'domain-folder', domain }, { baseFolder });
    expect([images.dataSet, images.domain]).toEqual([root, domain]);
    expect(images.classNames).toEqual(['mug', 'pen']);
    expect(images.ids).toEqual(['mug/1.jpg', 'pen/1.jpg']);
    await expect(
      loadDomain({ folder: root, layout: 'domain-folder', domain: 'sketch' }, { baseFolder }),
    ).rejects.toMatchObject({ code: 'TL_DOMAIN_MISSING', message: expect.stringContaining(domain) });
  });

  it('reads a manifest with its official split', async () => {
    const lines = [
      'path,label,split',
      'pets/dog/a.jpg,d,train',
      'pets/dog/b.JPG,d,test',
      'pets/cat/deep/er/c.jpeg,c,train',
    ];
    folder.write('list.csv', lines.join('\n'));
    const images = await loadDomain({ csv: 'list.csv' }, { baseFolder });
    expect(images.classNames).toEqual(['c', 'd']);
    expect([...(images.officialParts_N ?? [])]).toEqual([1, 3, 1]);
    expect((await images.pixels([0, 1, 2], size)).length).toBe(3 * 16 * 16 * 3);
  });

  it('reads a CSV of pixels and gives the limit its classes in proportion', async () => {
    const rows = Array.from({ length: 40 }, (_, row) => [row % 2, ...new Array<number>(64).fill(row)].join(','));
    folder.write('pixels.csv', rows.join('\n'));
    const images = await loadDomain(
      { csvPixels: 'pixels.csv', limit: 10, classNames: ['even', 'odd'] },
      { baseFolder },
    );
    expect(images.count).toBe(10);
    expect(images.labels_N.reduce((sum, label) => sum + label, 0)).toBe(5);
    const again = await loadDomain({ csvPixels: 'pixels.csv', limit: 10, classNames: ['even', 'odd'] }, { baseFolder });
    expect(again.digest).toBe(images.digest);
  });

  it('says what is wrong with a folder', async () => {
    mkdirSync(join(folder.path, 'nothing'));
    folder.write('flat/a.jpg', await jpeg(20, 20));
    folder.write('lonely/cat/a.jpg', await jpeg(20, 20));
    folder.write('hollow/cat/a.jpg', await jpeg(20, 20));
    mkdirSync(join(folder.path, 'hollow', 'dog'));
    const code = async (path: string): Promise<unknown> =>
      await loadDomain({ folder: path, layout: 'image-folder' }, { baseFolder }).catch((error: unknown) => error);
    expect(await code('absent')).toMatchObject({ code: 'TL_DATA_MISSING', exitStatus: 2 });
    expect(await code('flat/a.jpg')).toMatchObject({ code: 'TL_DATA_MISSING' });
    expect(await code('nothing')).toMatchObject({ code: 'TL_NO_CLASSES' });
    expect(await code('flat')).toMatchObject({ code: 'TL_NO_CLASSES' });
    expect(await code('lonely')).toMatchObject({ code: 'TL_ONE_CLASS', message: expect.stringContaining('cat') });
    expect(await code('hollow')).toMatchObject({ code: 'TL_CLASS_EMPTY', message: expect.stringContaining('"dog"') });
  });

  it('refuses a class folder that is a link out of the data folder', async () => {
    folder.write('linked/cat/a.jpg', await jpeg(20, 20));
    folder.write('elsewhere/b.jpg', await jpeg(20, 20));
    symlinkSync(join(folder.path, 'elsewhere'), join(folder.path, 'linked', 'dog'));
    await expect(loadDomain({ folder: 'linked', layout: 'image-folder' }, { baseFolder })).rejects.toMatchObject({
      code: 'TL_PATH_ESCAPES_ROOT',
    });
  });

  it('names a corrupted picture when it is read, or leaves it out and reports it when allowed', async () => {
    for (const name of ['cat/1', 'cat/2', 'dog/1', 'dog/2']) folder.write(`worn/${name}.jpg`, await jpeg(20, 20));
    folder.write('worn/dog/3.jpg', (await jpeg(64, 64)).subarray(0, 900));
    const strict = await loadDomain({ folder: 'worn', layout: 'image-folder' }, { baseFolder });
    await expect(strict.pixels([4], size)).rejects.toMatchObject({
      code: 'TL_IMAGE_CORRUPT',
      message: expect.stringContaining('dog/3.jpg'),
    });
    for (let time = 0; time < 2; time++) {
      const skipped: SkippedPicture[] = [];
      const images = await loadDomain(
        { folder: 'worn', layout: 'image-folder', onCorrupt: 'skip' },
        { baseFolder, onSkip: (all) => skipped.push(...all) },
      );
      expect(images.ids).toEqual(['cat/1.jpg', 'cat/2.jpg', 'dog/1.jpg', 'dog/2.jpg']);
      expect(skipped.map(({ id }) => id)).toEqual(['dog/3.jpg']);
    }
    folder.write('ruined/cat/1.jpg', await jpeg(20, 20));
    folder.write('ruined/dog/1.jpg', 'no picture');
    await expect(
      loadDomain({ folder: 'ruined', layout: 'image-folder', onCorrupt: 'skip' }, { baseFolder }),
    ).rejects.toMatchObject({ code: 'TL_CLASS_EMPTY' });
  });

  it('names the data sets when one is unknown', async () => {
    await expect(loadDomain({ dataSet: 'mnits' })).rejects.toMatchObject({
      code: 'TL_DATA_SET_UNKNOWN',
      message: expect.stringContaining('mnist-m'),
    });
    await expect(loadDomain({ dataSet: 'mnist', domain: 'svhn' })).rejects.toMatchObject({ code: 'TL_DOMAIN_MISSING' });
  });

  it('reads pictures that no one has labelled, at any depth', async () => {
    for (const name of ['loose/b', 'loose/a', 'loose/deep/er/c']) folder.write(`${name}.jpg`, await jpeg(20, 20));
    folder.write('loose/notes.txt', 'no picture');
    const images = await loadDomain({ folder: 'loose', layout: 'images' }, { baseFolder });
    expect([images.dataSet, images.count, 'labels_N' in images]).toEqual(['loose', 3, false]);
    expect(images.keys[0]).toBe(sha256('a.jpg').slice(0, 16));
    expect((await images.pixels([2], size)).length).toBe(16 * 16 * 3);
    expect(await outlineDomain({ folder: 'loose', layout: 'images', limit: 2 }, { baseFolder })).toEqual({
      dataSet: 'loose',
      domain: 'loose',
      classNames: undefined,
      count: 2,
      classCounts: undefined,
      notes: ['1 file of another kind is left out: .txt 1.'],
    });
    expect((await loadDomain({ folder: 'loose', layout: 'images', limit: 2 }, { baseFolder })).count).toBe(2);
    mkdirSync(join(folder.path, 'hollow-images'));
    await expect(loadDomain({ folder: 'hollow-images', layout: 'images' }, { baseFolder })).rejects.toMatchObject({
      code: 'TL_NO_PICTURES',
      exitStatus: 2,
    });
  });
});

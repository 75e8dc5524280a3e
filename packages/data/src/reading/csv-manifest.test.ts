import { describe, expect, it } from 'vitest';
import { useTemporaryFolder } from '../../test/support.ts';
import { readCsvManifest } from './csv-manifest.ts';

const folder = useTemporaryFolder();
let files = 0;
const manifest = (...lines: string[]): string => folder.write(`manifest-${files++}.csv`, lines.join('\n'));

describe('readCsvManifest', () => {
  it('reads paths, labels, domains and splits in any order of columns', async () => {
    const file = manifest(
      '\uFEFFlabel,note,split,path,domain',
      'cat,"a, quoted",train,a.jpg,photo',
      'dog,,TEST,"b ""2"".jpg",photo',
      '',
      'dog,,,c.jpg,sketch',
      'ant,,val,d.jpg,photo',
    );
    const list = await readCsvManifest(file, { domain: 'photo' });
    expect(list.paths).toEqual(['a.jpg', 'b "2".jpg', 'd.jpg']);
    expect(list.classNames).toEqual(['ant', 'cat', 'dog']);
    expect([...list.labels_N]).toEqual([1, 2, 0]);
    expect([...(list.officialParts_N ?? [])]).toEqual([1, 3, 2]);
  });

  it.each([
    ['a row with too few fields', ['path,label', 'a.jpg,cat', 'b.jpg'], 3],
    ['an open quote', ['path,label', 'a.jpg,cat', '"b.jpg,dog'], 3],
    ['a missing label', ['path,label', 'a.jpg,cat', '', 'b.jpg,'], 4],
    ['a missing path', ['path,label', ',cat'], 2],
    ['an unknown split', ['path,label,split', 'a.jpg,cat,train', 'b.jpg,cat,holdout'], 3],
    ['a path twice', ['path,label', 'a.jpg,cat', 'b.jpg,dog', 'a.jpg,dog'], 4],
  ])('names the line of %s', async (_, lines, line) => {
    await expect(readCsvManifest(manifest(...lines))).rejects.toMatchObject({
      code: 'TL_CSV_ROW',
      message: expect.stringContaining(`line ${line}`),
      exitStatus: 2,
    });
  });

  it('refuses a path out of the root, naming its line', async () => {
    for (const path of ['../secret.jpg', '/etc/passwd', 'a/../../b.jpg']) {
      await expect(readCsvManifest(manifest('path,label', 'a.jpg,cat', `${path},dog`))).rejects.toMatchObject({
        code: 'TL_PATH_ESCAPES_ROOT',
        message: expect.stringContaining('line 3'),
      });
    }
    await expect(readCsvManifest(manifest('path,label', 'a/../b.jpg,cat', 'c..jpg,dog'))).resolves.toBeDefined();
  });

  it('asks which domain when there are several, and names them', async () => {
    const file = manifest('path,label,domain', 'a.jpg,cat,photo', 'b.jpg,dog,sketch');
    await expect(readCsvManifest(file)).rejects.toMatchObject({
      code: 'TL_DOMAIN_MISSING',
      message: expect.stringContaining('"photo", "sketch"'),
    });
    await expect(readCsvManifest(file, { domain: 'clipart' })).rejects.toMatchObject({ code: 'TL_DOMAIN_MISSING' });
  });

  it('names missing columns and a missing file', async () => {
    await expect(readCsvManifest(manifest('file,label', 'a,b'))).rejects.toMatchObject({ code: 'TL_CSV_COLUMNS' });
    await expect(readCsvManifest(`${folder.path}/none.csv`)).rejects.toMatchObject({ code: 'TL_FILE_MISSING' });
  });
});

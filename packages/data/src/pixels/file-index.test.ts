import { mkdirSync, symlinkSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { useTemporaryFolder } from '../../test/support.ts';
import { indexFiles, insideRoot } from './file-index.ts';

const folder = useTemporaryFolder();
const root = join(folder.path, 'root');

describe('indexFiles', () => {
  it('changes its digest with a name, an order or a byte, and with nothing else', async () => {
    folder.write('root/a.txt', 'first');
    folder.write('root/b.txt', 'second');
    const digest = async (...paths: string[]): Promise<string> => (await indexFiles(root, paths)).digest;
    const before = await digest('a.txt', 'b.txt');
    expect(await digest('a.txt', 'b.txt')).toBe(before);
    expect(await digest('b.txt', 'a.txt')).not.toBe(before);
    utimesSync(join(root, 'a.txt'), 1, 1);
    expect(await digest('a.txt', 'b.txt')).toBe(before);
    folder.write('root/a.txt', 'fi_st');
    expect(await digest('a.txt', 'b.txt')).not.toBe(before);
  });

  it('refuses paths and links that leave the root, and follows links inside it', async () => {
    folder.write('outside.txt', 'secret');
    folder.write('root/in/a.txt', 'inside');
    mkdirSync(join(root, 'links'), { recursive: true });
    symlinkSync(join(folder.path, 'outside.txt'), join(root, 'links', 'out.txt'));
    symlinkSync(join(root, 'in', 'a.txt'), join(root, 'links', 'in.txt'));
    symlinkSync(folder.path, join(root, 'up'));
    for (const path of ['../outside.txt', join(folder.path, 'outside.txt'), 'links/out.txt', 'up/outside.txt']) {
      await expect(indexFiles(root, [path]), path).rejects.toMatchObject({
        code: 'TL_PATH_ESCAPES_ROOT',
        exitStatus: 2,
      });
    }
    await expect(indexFiles(root, ['links/in.txt'])).resolves.toBeDefined();
    expect(insideRoot(root, 'x/../y')).toBe(join(root, 'y'));
    expect(insideRoot(root, '..name')).toBe(join(root, '..name'));
  });

  it('names a file that is not there', async () => {
    await expect(indexFiles(root, ['missing.jpg'])).rejects.toMatchObject({
      code: 'TL_FILE_MISSING',
      message: expect.stringContaining('missing.jpg'),
    });
  });
});

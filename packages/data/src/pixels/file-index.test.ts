import { mkdirSync, readFileSync, realpathSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sha256 } from '@trunkline/system';
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

  describe('R28: remembers hashes in a file, and reads all anew where that is damaged', () => {
    /** Ways in which the memory comes back wrong; a row more is a case more. */
    const damages: readonly (readonly [how: string, damage: (content: Buffer) => Buffer])[] = [
      ['an open quote', (content) => Buffer.concat([Buffer.from(`1 2 3\t${'a'.repeat(64)}\t"oops\n`), content])],
      ['only an open quote', () => Buffer.from(`1 2 3\t${'a'.repeat(64)}\t"oops\n`)],
      ['a bit of a hash', (content) => flipped(content, content.indexOf('\t') + 3)],
      ['a bit of a name', (content) => flipped(content, content.lastIndexOf('\t') + 2)],
      ['a bit of the check', (content) => flipped(content, content.length - 3)],
      ['a missing line', (content) => content.subarray(content.indexOf(10) + 1)],
      ['a torn end', (content) => content.subarray(0, content.length - 12)],
      ['half of it', (content) => content.subarray(0, content.length / 2)],
      ['a zero-filled tail', (content) => Buffer.concat([content.subarray(0, content.length / 2), Buffer.alloc(99)])],
      ['nothing', () => Buffer.alloc(0)],
      ['random bytes', () => Buffer.from(Array.from({ length: 500 }, (_, at) => (at * 7919 + 31) % 256))],
      ['no check, as before there was one', (content) => content.subarray(0, content.lastIndexOf('#'))],
    ];
    const flipped = (content: Buffer, at: number): Buffer => {
      const copy = Buffer.from(content);
      copy[at] = (copy[at] as number) ^ 1;
      return copy;
    };

    it.each(damages)('%s', async (how, damage) => {
      const own = join(folder.path, 'remembered');
      for (const name of ['a.txt', 'b "c".txt', 'ü\tx.txt']) folder.write(`remembered/${name}`, name);
      const paths = ['a.txt', 'b "c".txt', 'ü\tx.txt'];
      const { digest, hashes } = await indexFiles(own, paths);
      const whole = { digest, hashes, lookedAt: expect.any(Number) };
      const memory = join(folder.path, 'cache', 'index', `${sha256(realpathSync(own)).slice(0, 32)}.tsv`);
      writeFileSync(memory, damage(readFileSync(memory)));
      const notes: string[] = [];
      expect(await indexFiles(own, paths, ({ note }) => notes.push(note))).toEqual(whole);
      expect(notes).toEqual(['The index of these pictures is damaged, or of an earlier version, and is made again.']);
      expect(await indexFiles(own, paths, ({ note }) => notes.push(note)), how).toEqual(whole);
      expect(notes).toHaveLength(1);
    });
  });
});

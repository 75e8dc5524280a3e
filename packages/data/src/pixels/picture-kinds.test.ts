import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  extensionOf,
  isPictureName,
  isUnreadPictureName,
  readExtensions,
  recogniseFile,
  unreadExtensions,
} from './picture-kinds.ts';

const bytes = (text: string): Buffer => Buffer.from(text, 'latin1');
const box = (brand: string, ...compatible: string[]): Buffer =>
  bytes(`\0\0\0\x1cftyp${brand}\0\0\0\0${compatible.join('')}`);

/** A row: first bytes, and the kind that is read or what is said. */
const rows: readonly (readonly [head: Buffer, kind: string | undefined])[] = [
  [bytes('\xff\xd8\xff\xe0'), 'jpeg'],
  [bytes('\x89PNG\r\n\x1a\n\0\0'), 'png'],
  [bytes('RIFF\0\0\0\0WEBPVP8 '), 'webp'],
  [bytes('GIF89a'), 'gif'],
  [bytes('II*\0\x08\0\0\0\0\0'), 'tiff'],
  [bytes('MM\0+\0\x08\0\0'), 'tiff'],
  [box('avif', 'mif1'), 'avif'],
  [box('mif1', 'avif'), 'avif'],
  [bytes('BM\0\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0'), 'bmp'],
  [bytes('P6\n64 64'), 'pnm'],
  [bytes('P5 # made by'), 'pnm'],
  [box('heic', 'mif1'), 'an HEIC picture'],
  [box('isom'), 'a video'],
  [bytes('\0\0\0\x0cjP  \r\n\x87\n'), 'a JPEG 2000 picture'],
  [bytes('\xff\x4f\xff\x51'), 'a JPEG 2000 picture'],
  [bytes('\xff\x0a'), 'a JPEG XL picture'],
  [bytes('\0\0\x01\0\x01\0\x10\x10\0\0\x01\0'), 'an icon (ICO or CUR)'],
  [bytes('<?xml version="1.0"?><svg width="1">'), 'an SVG drawing'],
  [bytes('%PDF-1.4'), 'a PDF document'],
  [bytes('8BPS\0\x01'), 'a Photoshop document'],
  [bytes(`\0\0\x02${'\0'.repeat(9)}\x40\0\x40\0\x18 `), 'a TGA picture'],
  [bytes(`??${'x'.repeat(40)}\xee\0TRUEVISION-XFILE.\0`), 'a TGA picture'],
  [bytes('II*\0\x10\0\0\0CR\x02'), 'a raw picture of a Canon camera (CR2)'],
  [bytes('<!DOCTYPE html><html>'), 'an HTML page'],
  [bytes(''), 'empty'],
  [bytes('\x01\x02\xff\x03'), undefined],
];

describe('recogniseFile', () => {
  it.each(rows)('%# knows what begins so', (head, kind) => {
    const found = recogniseFile(head);
    expect(found && ('kind' in found ? found.kind : found.unread.what)).toBe(kind);
  });
});

describe('extensions', () => {
  it('are either read or known and not read', () => {
    expect(new Set([...readExtensions, ...unreadExtensions]).size).toBe(
      readExtensions.length + unreadExtensions.length,
    );
    expect(isPictureName('a/B.JFIF')).toBe(true);
    expect(isPictureName('notes.txt') || isUnreadPictureName('notes.txt')).toBe(false);
    expect(isUnreadPictureName('IMG_1.HEIC')).toBe(true);
    expect([extensionOf('a.b/c'), extensionOf('.png'), extensionOf('d/.jpg'), extensionOf('x.tar.GZ')]).toEqual([
      '',
      '',
      '',
      'gz',
    ]);
  });

  it('are those that docs/inputs.md lists', () => {
    const page = readFileSync(new URL('../../../../docs/inputs.md', import.meta.url), 'utf8');
    const [, table = ''] = /^\| kind +\| endings +\|.*\n\|[ -|]+\n((?:\|.*\n)+)/m.exec(page) ?? [];
    const endings = table.split('\n').map((row) => row.split('|')[2] ?? '');
    const listed = endings.flatMap((cell) => [...cell.matchAll(/`(\w+)`/g)].map(([, ending]) => ending));
    expect(listed.sort()).toEqual([...readExtensions].sort());
  });
});

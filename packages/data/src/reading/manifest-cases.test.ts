import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { useTemporaryFolder } from '../../test/support.ts';
import { loadDomain, outlineDomain } from './load-domain.ts';
import type { ManifestReference } from './references.ts';

const { path: root } = useTemporaryFolder();

/** A folder with pictures `pics/cat/0.png` … and `pics/dog/…`, and a manifest of this content beside them. */
function lay(content: string | Uint8Array | ((folder: string) => string)): string {
  const folder = mkdtempSync(join(root, 'set-'));
  for (const name of ['cat', 'dog']) {
    mkdirSync(join(folder, 'pics', name), { recursive: true });
    for (let at = 0; at < 3; at++) writeFileSync(join(folder, 'pics', name, `${at}.png`), `${name} ${at}`);
  }
  writeFileSync(join(folder, 'list.csv'), typeof content === 'function' ? content(folder) : content);
  return folder;
}

const rows = ['cat', 'dog'].flatMap((name) => [0, 1, 2].map((at) => [`pics/${name}/${at}.png`, name] as const));
const table = (newline = '\n', separator = ',', first = ['path', 'label']): string =>
  [first, ...rows].map((row) => row.join(separator)).join(newline);

async function read(folder: string, more: Partial<ManifestReference> = {}) {
  const reference = { csv: join(folder, 'list.csv'), ...more };
  const images = await loadDomain(reference);
  expect(await outlineDomain(reference)).toMatchObject({ count: images.count, classNames: images.classNames });
  return { ids: images.ids, classNames: images.classNames, labels: [...images.labels_N] };
}

async function refusal(folder: string, more: Partial<ManifestReference> = {}): Promise<string> {
  const reference = { csv: join(folder, 'list.csv'), ...more };
  const told = async (work: Promise<unknown>): Promise<string> =>
    await work.then(
      () => 'nothing is refused',
      ({ code, message, hint }: Error & Readonly<Record<'code' | 'hint', unknown>>) =>
        `${String(code)}: ${message} → ${String(hint)}`,
    );
  const run = await told(loadDomain(reference));
  expect(await told(outlineDomain(reference))).toBe(run);
  return run.replaceAll(folder, 'DATA');
}

const all = { ids: rows.map(([path]) => path), classNames: ['cat', 'dog'], labels: [0, 0, 0, 1, 1, 1] };

const utf16be = (text: string): Buffer => Buffer.from(text, 'utf16le').swap16();
const utf32 = (text: string, big: boolean): Buffer => {
  const bytes = Buffer.alloc(4 * text.length);
  [...text].forEach((letter, at) =>
    big
      ? bytes.writeUInt32BE(letter.codePointAt(0) ?? 0, 4 * at)
      : bytes.writeUInt32LE(letter.codePointAt(0) ?? 0, 4 * at),
  );
  return bytes;
};

describe('how a manifest is written', () => {
  it('C02: refuses a table that is no UTF-8, naming the line, and reads it when told how', async () => {
    const text = 'path,label\npics/cat/0.png,Bär\npics/cat/1.png,Bör\npics/dog/0.png,dog\n';
    const folder = lay(Buffer.from(text, 'latin1'));
    expect(await refusal(folder)).toMatch(
      /^TL_CSV_ENCODING: DATA\/list.csv, line 2 is not UTF-8; .*Bär.*encoding: 'windows-1252'/,
    );
    expect((await read(folder, { encoding: 'windows-1252' })).classNames).toEqual(['Bär', 'Bör', 'dog']);
    expect(await refusal(folder, { encoding: 'klingon' })).toContain('TL_CSV_ENCODING');
    expect(await refusal(folder, { encoding: 'utf8' })).toMatch(
      /^TL_CSV_ENCODING: DATA\/list.csv, line 2 is not UTF-8/,
    );
  });

  it.each([
    [
      'UTF-16 with half a letter',
      Buffer.from(`\ufeff${table().replaceAll('cat\n', 'c\ud800t\n')}`, 'utf16le'),
      /line 2 is not utf-16le/,
    ],
    [
      'UTF-16 with half a letter at its end',
      Buffer.concat([Buffer.from(`\ufeff${table()}`, 'utf16le'), Buffer.from([65])]),
      /line 7 is not utf-16le/,
    ],
    ['UTF-32 with a number that is no letter', utf32(`\ufeff${table()}`, true).fill(0x7f, 20, 24), /is not utf-32be/],
    [
      'UTF-8 that is cut within a letter',
      Buffer.concat([Buffer.from(table()), Buffer.from([0xc3])]),
      /line 7 is not UTF-8/,
    ],
    [
      'letters that were lost before',
      Buffer.from(table().replaceAll('cat\n', 'c\ufffdt\n')),
      /line 2: letters of the label "c\ufffdt" were lost/,
    ],
  ])('C02: refuses %s, of which two labels could become one', async (_, content, message) => {
    expect(await refusal(lay(content))).toMatch(new RegExp(`^TL_CSV_ENCODING: DATA/list\\.csv.*${message.source}`));
  });

  it('C02: refuses bytes that are no letters of the encoding it is told, in the line where they are', async () => {
    const folder = lay(
      Buffer.concat([Buffer.from('path,label\npics/cat/0.png,cat\npics/dog/0.png,'), Buffer.from([0x81, 0x20])]),
    );
    expect(await refusal(folder, { encoding: 'shift_jis' })).toMatch(/^TL_CSV_ENCODING: .*line 3 is not shift_jis/);
  });

  it('C02: names the line of a bad byte behind the first piece of a long table', async () => {
    const long = `path,label\n${'é'.repeat(1 << 17)},cat\n`; // a letter lies across the end of the piece
    expect(await refusal(lay(Buffer.concat([Buffer.from(long), Buffer.from([0xe4, 10])])))).toContain(
      'line 3 is not UTF-8',
    );
  });

  it.each([
    ['UTF-16BE with a mark', utf16be(`\ufeff${table()}`)],
    ['UTF-16BE', utf16be(table())],
    ['UTF-16LE with a mark', Buffer.from(`\ufeff${table()}`, 'utf16le')],
    ['UTF-16LE', Buffer.from(table(), 'utf16le')],
    ['UTF-32BE with a mark', utf32(`\ufeff${table()}`, true)],
    ['UTF-32LE with a mark', utf32(`\ufeff${table()}`, false)],
    ['UTF-32BE', utf32(table(), true)],
    ['UTF-32LE', utf32(table(), false)],
  ])('C12: reads %s', async (_, content) => {
    expect(await read(lay(content))).toEqual(all);
  });

  it('C11: reads lines that end in different ways', async () => {
    const lines = table().split('\n');
    const mixed = lines.map((line, at) => line + (['\r\n', '\n', '\r'][at % 3] as string)).join('');
    expect(await read(lay(mixed))).toEqual(all);
    expect(await refusal(lay(mixed.replace('2.png,dog', '2.png')))).toContain('line 7');
  });

  it.each([
    ['a mark, capital letters and blanks', `\ufeff Path , LABEL \n${table().split('\n').slice(1).join('\n')}`],
    ['ends of lines of Windows', table('\r\n')],
    ['ends of lines of old Macs', table('\r')],
    ['blank lines and blanks', table('\n\n').replaceAll(',', ', ')],
    ['semicolons', table('\n', ';')],
    ['tabs', table('\n', '\t')],
    ['a line sep=;', `sep=;\r\n${table('\r\n', ';')}`],
    ['a line sep=,', `sep=,\n${table()}`],
  ])('C01, C13: reads a table with %s', async (_, content) => {
    expect(await read(lay(content))).toEqual(all);
  });

  it('C01: reads an index column, and commas, quotes and ends of lines within quotes', async () => {
    const indexed = table('\n', ',', ['path', 'label']).split('\n');
    expect(await read(lay(indexed.map((line, at) => `${at === 0 ? '' : at - 1},${line}`).join('\n')))).toEqual(all);
    const quoted = (newline: string) =>
      lay(
        ['path,label', 'pics/cat/0.png,"cat, ""big"" or', 'small"', 'pics/dog/0.png,dog', 'pics/dog/1.png,'].join(
          newline,
        ),
      );
    for (const newline of ['\n', '\r\n', '\r']) {
      expect(await refusal(quoted(newline))).toContain('line 5: "pics/dog/1.png" has no label');
    }
    const two = lay('path,label\npics/cat/0.png,"cat, ""big"" or\nsmall"\npics/dog/0.png,dog\n');
    expect((await read(two)).classNames).toEqual(['cat, "big" or\nsmall', 'dog']);
  });

  it('C13: refuses two columns of one name', async () => {
    const folder = lay('path,label,Label\npics/cat/0.png,cat,dog\npics/dog/0.png,dog,cat\n');
    expect(await refusal(folder)).toContain('TL_CSV_COLUMNS: DATA/list.csv has several columns "label"');
  });

  it('C13: names columns that are called otherwise, and reads them when told', async () => {
    const folder = lay(table('\n', ',', ['filename', 'class']));
    expect(await refusal(folder)).toMatch(/^TL_CSV_COLUMNS: .*columns: \{ path: 'filename', label: 'class' \}/);
    expect(await read(folder, { columns: { path: 'filename', label: 'class' } })).toEqual(all);
    expect(await refusal(lay(rows.join('\n')))).toContain('TL_CSV_COLUMNS');
  });

  it('C15: says that a table is empty, or lists nothing', async () => {
    for (const nothing of ['', '\n\n', '\ufeff'])
      expect(await refusal(lay(nothing))).toContain('TL_CSV_EMPTY: DATA/list.csv is empty.');
    expect(await refusal(lay('path,label\n'))).toContain('TL_CSV_EMPTY: DATA/list.csv lists no picture');
    expect(await refusal(lay(`${'\n'.repeat(5_000)}path,label`))).toContain('lists no picture'); // at once
  });
});

describe('what a manifest lists', () => {
  const with2 = (path: string, more = '') =>
    `path,label,split\npics/cat/0.png,cat,train\npics/dog/1.png,dog,train\n${path},${more || 'cat,test'}\n`;

  it('C04: reads absolute paths inside the root, and refuses others with their line', async () => {
    const absolute = (folder: string) => table().replaceAll('pics/', `${folder}/pics/`);
    expect(await read(lay(absolute))).toEqual(all);
    expect(await refusal(lay(with2('/etc/passwd')))).toMatch(/^TL_PATH_ESCAPES_ROOT: DATA\/list.csv, line 4/);
    for (const path of [
      'C:\\pics\\cat\\0.png',
      '\\\\server\\pics\\0.png',
      'https://example.org/0.png',
      'file:///0.png',
    ])
      expect(await refusal(lay(with2(path)))).toMatch(
        /^TL_CSV_ROW: DATA\/list.csv, line 4: .*(absolute path of Windows|an address)/,
      );
  });

  it.each([
    './pics/cat/0.png',
    'pics/./cat/0.png',
    'pics/dog/../cat/0.png',
    'pics//cat/0.png',
    'pics\\cat\\0.png',
    '.\\pics\\cat\\0.png',
    'pics/cat/0.png',
  ])('C06: knows %s for a file that is listed already', async (path) => {
    expect(await refusal(lay(with2(path)))).toMatch(
      /^TL_CSV_ROW: DATA\/list.csv, line 4: .*is listed twice: line 2 names the same file/,
    );
    expect(await refusal(lay(with2(path, 'dog,train')))).toContain('is listed twice');
    expect(await refusal(lay((folder) => with2(join(folder, 'pics/cat/0.png'))))).toContain('is listed twice');
  });

  it('C06: knows a file by a link to it, or to its folder', async () => {
    for (const [target, name, path] of [
      ['cat', 'pics/kitten', 'pics/kitten/0.png'],
      ['0.png', 'pics/cat/copy.png', 'pics/cat/copy.png'],
    ] as const) {
      const folder = lay(with2(path));
      symlinkSync(target, join(folder, name));
      expect(await refusal(folder)).toMatch(/line 4: .*is listed twice: line 2 names the same file/);
    }
  });

  it('C08: names the line of a path that is a folder, and of one that is not there', async () => {
    expect(await refusal(lay(with2('pics/cat')))).toMatch(
      /^TL_CSV_ROW: DATA\/list.csv, line 4: "pics\/cat" is a folder/,
    );
    expect(await refusal(lay(with2('pics/cat/')))).toContain('is a folder');
    expect(await refusal(lay(with2('pics/cat/9.png')))).toMatch(
      /^TL_CSV_ROW: DATA\/list.csv, line 4: .*does not exist below DATA/,
    );
    const folder = lay(with2('pics/cat/pipe.png'));
    execFileSync('mkfifo', [join(folder, 'pics/cat/pipe.png')]); // to open one waits for ever
    expect(await refusal(folder)).toContain('line 4: "pics/cat/pipe.png" is no file');
  });

  it('C09: reads the backslashes of Windows, and keeps those of a name', async () => {
    expect(await read(lay(table().replaceAll('/', '\\')))).toEqual(all);
    const folder = lay(`path,label\npics/cat/0.png,cat\na\\b.png,dog\n`);
    writeFileSync(join(folder, 'a\\b.png'), 'x');
    expect((await read(folder)).ids).toEqual(['pics/cat/0.png', 'a\\b.png']);
  });

  it('F11: compares labels in NFC, and reads the names of parts that people use', async () => {
    const folder = lay(
      'path,label,split\npics/cat/0.png,caf\u00e9,Training\npics/cat/1.png,cafe\u0301,dev\npics/dog/0.png,tea,testing',
    );
    expect((await read(folder)).classNames).toEqual(['caf\u00e9', 'tea']);
    const domains = lay(`path,label,domain\n${rows.map((row) => [...row, 'caf\u00e9'].join(',')).join('\n')}`);
    expect(await read(domains, { domain: 'cafe\u0301' })).toEqual(all);
  });
});

it('any bytes give a set or an error with a code', async () => {
  const folder = lay('');
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(
        fc.uint8Array({ maxLength: 200 }),
        fc.string({ maxLength: 200 }).map((text) => Buffer.from(`path,label\n${text}`)),
      ),
      async (bytes) => {
        writeFileSync(join(folder, 'list.csv'), bytes);
        expect(await refusal(folder)).toMatch(/^TL_(?!UNEXPECTED)|nothing is refused/);
      },
    ),
    { numRuns: 150 },
  );
});

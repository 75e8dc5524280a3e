import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { jpeg, useTemporaryFolder } from '../../test/support.ts';
import { loadDomain, outlineDomain } from './load-domain.ts';
import type { DomainFolderReference, ImageFolderReference } from './references.ts';

const { path: root } = useTemporaryFolder();

/** A new folder with files of these names, each with a content of its own; a name that ends in `/` is an empty folder. */
function lay(...names: readonly string[]): string {
  const folder = mkdtempSync(join(root, 'set-'));
  for (const name of names) {
    const full = join(folder, name);
    mkdirSync(name.endsWith('/') ? full : join(full, '..'), { recursive: true });
    if (!name.endsWith('/')) writeFileSync(full, name);
  }
  return folder;
}

/** Pictures 0.png, 1.png … in each of these folders. */
const pictures = (count: number, ...folders: readonly string[]): string[] =>
  folders.flatMap((folder) => Array.from({ length: count }, (_, at) => `${folder}/${at}.png`));

const classes = ['cat', 'dog'] as const;
const below = (...parts: readonly string[]): string[] =>
  parts.flatMap((part) => classes.map((name) => `${part}/${name}`));

type Reference = Partial<ImageFolderReference> | Partial<Omit<DomainFolderReference, 'folder'>>;

/** What is read of a folder, by outline and in earnest: both must agree. */
async function read(folder: string, more: Reference = {}) {
  const reference = { folder, layout: 'image-folder', ...more } as ImageFolderReference | DomainFolderReference;
  const notes: string[] = [];
  const images = await loadDomain(reference, { onNote: (note) => notes.push(note) });
  const outline = await outlineDomain(reference);
  expect(outline).toMatchObject({ classNames: images.classNames, count: images.count, notes });
  const counts = images.classNames.map((_, label) => images.labels_N.filter((one) => one === label).length);
  expect(outline?.classCounts).toEqual(counts);
  return { ...images, ids: images.ids, counts, notes: notes.join('\n'), parts: [...(images.officialParts_N ?? [])] };
}

/** How a folder is refused, by outline and in earnest alike, as one text. */
async function refusal(folder: string, more: Reference = {}): Promise<string> {
  const reference = { folder, layout: 'image-folder', ...more } as ImageFolderReference | DomainFolderReference;
  const told = async (work: Promise<unknown>): Promise<string> =>
    await work.then(
      () => 'nothing is refused',
      ({ code, message, hint, exitStatus }: Error & Readonly<Record<'code' | 'hint' | 'exitStatus', unknown>>) =>
        `${String(code)} ${String(exitStatus)}: ${message} → ${String(hint)}`,
    );
  const [planned, run] = [await told(outlineDomain(reference)), await told(loadDomain(reference))];
  expect(planned).toBe(run);
  return run.replaceAll(folder, 'DATA');
}

describe('folders of parts', () => {
  it.each([
    ['train', 'val'],
    ['train', 'validation', 'test'],
    ['Train', 'Valid', 'TEST'],
    ['training', 'testing'],
    ['train', 'dev'],
    ['train_set', 'test-images'],
    ['seg_train', 'seg_test'],
    ['train2017', 'val2017'],
    ['office train', 'office dev', 'office test'],
    ['train'.normalize('NFKC'), 'ｔｅｓｔ'],
  ])('F09: takes %s, %s of an image folder for parts of one set', async (...parts) => {
    const { classNames, counts, parts: codes, ids } = await read(lay(...pictures(2, ...below(...parts))));
    expect(classNames).toEqual(['cat', 'dog']);
    expect(counts).toEqual([2 * parts.length, 2 * parts.length]);
    const codeOf = (name: string) => (/train/i.test(name) ? 1 : /^(?:office )?(?:val|dev)/i.test(name) ? 2 : 3);
    expect(codes).toEqual(ids.map((id) => codeOf(id.split('/')[0] as string)));
  });

  it('F07: reads a domain with parts in it, as Digits-DG has, with these parts', async () => {
    const folder = lay(
      ...['mnist', 'svhn'].flatMap((domain) => [
        ...pictures(4, ...['0', '1', '2'].map((name) => `${domain}/train/${name}`)),
        ...pictures(2, ...['0', '1', '2'].map((name) => `${domain}/val/${name}`)),
      ]),
    );
    const { classNames, counts, parts, ids } = await read(folder, { layout: 'domain-folder', domain: 'mnist' });
    expect(classNames).toEqual(['0', '1', '2']);
    expect(counts).toEqual([6, 6, 6]);
    expect(parts.slice(0, 6)).toEqual([1, 1, 1, 1, 2, 2]);
    expect(ids[0]).toBe('train/0/0.png');
  });

  it('F07: reads parts that lie above the domains, below the classes, in images, or doubled', async () => {
    const above = lay(...pictures(2, ...['photo', 'sketch'].flatMap((one) => below(`train/${one}`, `test/${one}`))));
    const domain = await read(above, { layout: 'domain-folder', domain: 'photo' });
    expect(domain.ids.slice(0, 4)).toEqual([
      'test/photo/cat/0.png',
      'test/photo/cat/1.png',
      'train/photo/cat/0.png',
      'train/photo/cat/1.png',
    ]);
    expect(domain.parts).toEqual([3, 3, 1, 1, 3, 3, 1, 1]);
    const under = await read(lay(...pictures(1, 'cat/train', 'cat/test', 'dog/train', 'dog/test')));
    expect([under.classNames, under.parts]).toEqual([
      ['cat', 'dog'],
      [3, 1, 3, 1],
    ]);
    const office = await read(lay(...pictures(1, ...below('amazon/images/train', 'amazon/images/test'))), {
      layout: 'domain-folder',
      domain: 'amazon',
    });
    expect(office.parts).toEqual([3, 1, 3, 1]);
    const packed = await read(lay(...pictures(1, ...below('seg_train/seg_train', 'seg_test/seg_test'))));
    expect([packed.classNames, packed.parts]).toEqual([
      ['cat', 'dog'],
      [3, 1, 3, 1],
    ]);
  });

  it('F07: a class that is really called train stays one, and parts: false makes classes of all', async () => {
    const vehicles = await read(lay(...pictures(2, 'train', 'bus', 'car')));
    expect([vehicles.classNames, vehicles.parts, vehicles.notes]).toEqual([['bus', 'car', 'train'], [], '']);
    const deep = await read(lay(...pictures(2, 'train/steam', 'train/diesel', 'bus', 'car')));
    expect(deep.classNames).toEqual(['bus', 'car', 'train']);
    expect(deep.notes).toContain('"train" has the name of a part');
    const parted = await read(lay(...pictures(2, 'train/test', 'train/train', 'bus/test', 'bus/train')));
    expect([parted.classNames, parted.parts]).toEqual([
      ['bus', 'train'],
      [3, 3, 1, 1, 3, 3, 1, 1],
    ]);
    const told = await read(lay(...pictures(2, ...below('train', 'test'))), { parts: false });
    expect([told.classNames, told.parts]).toEqual([['test', 'train'], []]);
  });

  it('F07: refuses classes with parts in them where a picture, a folder or a class has none', async () => {
    const parted = pictures(2, 'cat/train', 'cat/test', 'dog/train', 'dog/test');
    for (const [stray, why] of [
      ['cat/stray.png', '1 picture lies beside them'],
      ['cat/extra/0.png', '"extra" beside them is named for no part'],
      ['dog/extra/0.png', '"dog" has pictures in no such folder'],
      ['emu/0.png', '"emu" has pictures in no such folder'],
    ] as const) {
      const folder = lay(...parted, stray);
      expect(await refusal(folder)).toContain(
        `TL_PARTS_UNCLEAR 2: DATA: "test", "train" in "cat" look like parts of one set, but ${why}. → `,
      );
      expect((await read(folder, { parts: false })).parts).toEqual([]);
    }
  });

  it('F09: refuses parts that hold no classes, and a stranger among parts, and says what to write', async () => {
    const flat = await refusal(lay(...pictures(2, 'train', 'val')));
    expect(flat).toMatch(/^TL_PARTS_UNCLEAR 2: DATA: "train", "val" look like parts.*parts: false/);
    const stranger = await refusal(lay(...pictures(2, ...below('train', 'test', 'holdout'))));
    expect(stranger).toMatch(/"holdout" is named for no part.*DATA\/test/);
    const without = await read(lay(...pictures(2, ...below('train')), ...pictures(5, 'test')));
    expect([without.counts, without.parts]).toEqual([
      [2, 2],
      [1, 1, 1, 1],
    ]);
    expect(without.notes).toContain('"test" has no folder for a class: its 5 pictures have no label');
    await expect(read(lay(...pictures(2, 'train/cat', 'train/dog', 'val/cat', 'val/fox')))).resolves.toMatchObject({
      notes: expect.stringContaining('the training part has no folder "fox"'),
    });
  });
});

describe('files that are left out', () => {
  it('F04: counts what is no picture or of a kind that is not read, by ending', async () => {
    const folder = lay(
      ...pictures(6, ...classes),
      'cat/a.heic',
      'cat/b.HEIC',
      'dog/deep/c.psd',
      'dog/list.txt',
      'cat/d',
    );
    const { counts, notes } = await read(folder);
    expect(counts).toEqual([6, 6]);
    expect(notes).toBe('5 files of other kinds are left out: .heic 2, .psd 1, without an ending 1, .txt 1.');
  });

  it('F06: says what a class holds instead of pictures that are read', async () => {
    expect(await refusal(lay('cat/a.heic', 'cat/deep/b.heic', 'dog/1.psd', 'dog/2.txt'))).toMatch(
      /^TL_CLASS_EMPTY 2: DATA has no picture of "cat", "dog" that is read: "cat" holds \.heic 2; "dog" holds \.psd 1, \.txt 1\. → JPEG, PNG.*Convert/,
    );
    expect(await refusal(lay(...pictures(2, 'cat'), 'dog/'))).toContain('"dog" is empty. → Add pictures of it');
  });

  it('F01: leaves out what tools leave behind, and counts 2 classes of 13 pictures', async () => {
    const folder = lay(
      ...pictures(6, ...classes),
      ...['dog/deep/er/6.png', '.DS_Store', 'cat/.DS_Store', 'cat/Thumbs.db', 'cat/desktop.ini', 'cat/._0.png'],
      ...['.ipynb_checkpoints/0.png', 'cat/.ipynb_checkpoints/0-checkpoint.png', '__MACOSX/cat/._0.png', 'README.md'],
    );
    const { classNames, count, notes } = await read(folder);
    expect([classNames, count]).toEqual([['cat', 'dog'], 13]);
    expect(notes).toContain('1 file of another kind is left out: .md 1.');
    expect(notes).toContain('folders that machines make are left out: "__MACOSX".');
  });

  it.each([
    ...['@eaDir', '#recycle', '$RECYCLE.BIN', '.thumbnails', 'lost+found', 'System Volume Information', '@Recycle'],
    ...['__MACOSX', '.ipynb_checkpoints', '.Trash-1000', '.AppleDouble', '.git', 'FOUND.000'],
  ])('F02: takes %s beside and inside of classes for no class', async (name) => {
    const { classNames, counts } = await read(
      lay(
        ...pictures(2, ...classes),
        `${name}/cat/SYNOPHOTO_THUMB_M.jpg`,
        `cat/${name}/0.jpg`,
        `dog/deep/${name}/1.jpg`,
      ),
    );
    expect([classNames, counts]).toEqual([
      ['cat', 'dog'],
      [2, 2],
    ]);
  });

  it('says of pictures beside the folders of classes that they are left out', async () => {
    expect((await read(lay(...pictures(2, ...classes), 'stray.png'))).notes).toContain(
      '1 picture lies in no folder of a class, left out: "stray.png".',
    );
  });
});

describe('names of classes', () => {
  it('F11: takes one name in two Unicode forms for one class', async () => {
    const [composed, decomposed] = ['caf\u00e9', 'cafe\u0301'];
    const one = await read(lay(...pictures(2, composed, 'tea')));
    const other = await read(lay(...pictures(2, decomposed, 'tea')));
    expect(other.classNames).toEqual(one.classNames);
    expect(other.ids[0]).toBe(`${decomposed}/0.png`);
    const both = await read(lay(...pictures(2, composed), ...pictures(3, decomposed), ...pictures(1, 'tea')));
    expect([both.classNames, both.counts]).toEqual([
      [composed, 'tea'],
      [5, 1],
    ]);
    expect(both.notes).toContain('in two Unicode forms are one class');
    const domain = await read(lay(...pictures(2, `${decomposed}/a`, `${decomposed}/b`)), {
      layout: 'domain-folder',
      domain: composed,
    });
    expect(domain.classNames).toEqual(['a', 'b']);
  });

  it.each([
    ['Dog', 'dog', 'capital letters'],
    ['01', '1', 'leading zeros'],
    ['cat', 'cat ', 'blanks around them'],
    ['Ｃat', 'Cat', 'full-width or compatibility characters'],
    ['alarm_clock', 'alarm clock', 'blanks, hyphens and underscores'],
    ['cat', 'ca\u200bt', 'characters that are not seen'],
  ])('says that the classes %s and %s are alike', async (one, other, difference) => {
    const { count, notes } = await read(lay(...pictures(1, one, other, 'emu')));
    expect(count).toBe(3);
    expect(notes).toContain(`differ only in ${difference}.`);
  });

  it('F15: keeps names with marks of any kind intact', async () => {
    const names = ['a,b', '50 %', '#1', '"q"', '😀', '<b>', '=1+1', '__proto__', 'constructor', 'a|b'];
    const { classNames, counts } = await read(lay(...pictures(1, ...names)));
    expect(classNames).toEqual([...names].sort());
    expect(counts).toEqual(names.map(() => 1));
  });

  it('F24: reads 1,200 classes, numbers in their order', async () => {
    const names = Array.from({ length: 1200 }, (_, at) => String(at));
    expect((await read(lay(...pictures(1, ...names)))).classNames).toEqual(names);
  });

  it('F23: counts a class of one picture', async () => {
    const { counts } = await read(lay(...pictures(12, ...classes), 'fox/0.png'));
    expect(counts).toEqual([12, 12, 1]);
  });

  it('F19: names a picture or a folder whose name is no UTF-8, and convmv, or leaves it out when allowed', async () => {
    for (const inside of ['dog/caf\xe9.png', 'dog/caf\xe9/1.png', 'b\xe4r/1.png']) {
      const folder = lay(...pictures(2, ...classes));
      const full = Buffer.concat([Buffer.from(`${folder}/`), Buffer.from(inside, 'latin1')]);
      mkdirSync(full.subarray(0, full.lastIndexOf(0x2f)), { recursive: true });
      writeFileSync(full, 'x');
      const escaped = inside.replace(/[\xe4\xe9]/, (one) => `\\x${one.charCodeAt(0).toString(16)}`);
      const told = await refusal(folder);
      expect(told).toContain(
        `TL_NAME_NOT_UTF8 2: DATA/${escaped
          .split('/')
          .slice(0, inside.startsWith('b') ? 1 : 2)
          .join('/')
          .replace('/1.png', '')}`,
      );
      expect(told).toMatch(/convmv -r -f windows-1252/);
      const kept = await outlineDomain({ folder, layout: 'image-folder', onCorrupt: 'skip' });
      expect(kept?.classCounts).toEqual([2, 2]);
      expect(kept?.notes.join()).toContain('1 name is no UTF-8 and left out');
      rmSync(folder, { recursive: true });
    }
    const folder = lay(...pictures(2, ...classes), 'dog/really \ufffd.png');
    expect((await read(folder)).counts).toEqual([2, 3]);
  });
});

describe('links', () => {
  it('F18: follows links to folders and pictures inside of the data folder', async () => {
    const folder = lay(...pictures(6, ...classes), '.more/a.png', '.more/deep/b.png', '.more/c.png');
    symlinkSync('../.more', join(folder, 'cat', 'more'));
    symlinkSync('../.more/c.png', join(folder, 'cat', 'double.png'));
    const { counts, ids, notes } = await read(folder);
    expect(counts).toEqual([9, 6]);
    expect(ids).toContain('cat/more/deep/b.png');
    expect(notes).toContain('"cat/more/c.png" is a link to what the folder has besides');
  });

  it('F18: refuses a link that leads out, unless it may', async () => {
    const elsewhere = lay('a.png', 'b.png', 'classes/emu/1.png');
    for (const [target, name, more] of [
      [elsewhere, 'cat/more', 3],
      [join(elsewhere, 'a.png'), 'cat/a.png', 1],
      [join(elsewhere, 'classes'), 'fox', 1],
    ] as const) {
      const folder = lay(...pictures(2, ...classes));
      symlinkSync(target, join(folder, name));
      expect(await refusal(folder)).toMatch(
        /^TL_PATH_ESCAPES_ROOT 2: ".*" is a link that leads out of the data folder DATA, to .*followLinks: true/,
      );
      expect((await read(folder, { followLinks: true })).count).toBe(4 + more);
    }
  });

  it('F18: of several links to one folder takes the first by name, whatever the order on the disk', async () => {
    const folder = lay(...pictures(1, ...classes), '.more/a.png');
    for (let at = 39; at >= 0; at--) symlinkSync('../.more', join(folder, 'cat', `link${String(at).padStart(2, '0')}`));
    expect((await read(folder)).ids).toEqual(['cat/0.png', 'cat/link00/a.png', 'dog/0.png']);
  });

  it('F17: ends loops, and leaves out links to nothing', async () => {
    const folder = lay(...pictures(2, ...classes));
    symlinkSync('..', join(folder, 'cat', 'up'));
    symlinkSync('.', join(folder, 'dog', 'self'));
    symlinkSync('nowhere.png', join(folder, 'dog', 'gone.png'));
    const { counts, notes } = await read(folder);
    expect(counts).toEqual([2, 2]);
    expect(notes).toContain('"cat/up", "dog/self" are links back to a folder above, left out.');
    expect(notes).toContain('"dog/gone.png" is a link to nothing, left out.');
  });

  it('F18: refuses one folder or picture that links put into two classes', async () => {
    const twice = lay(...pictures(2, ...classes));
    symlinkSync('cat', join(twice, 'kitten'));
    expect(await refusal(twice)).toMatch(/^TL_FILE_TWICE 2: "kitten" and "cat" in DATA are one and the same/);
    const picture = lay(...pictures(2, ...classes));
    symlinkSync('../cat/0.png', join(picture, 'dog', '9.png'));
    expect(await refusal(picture)).toMatch(/"dog\/9.png" and "cat\/0.png"/);
  });
});

describe('F25: pictures that are damaged', () => {
  const folder = lay();
  const broken = ['cat/1.png', 'dog/0.png', 'dog/2.png'];
  beforeAll(async () => {
    for (const path of pictures(3, ...classes)) {
      mkdirSync(join(folder, path, '..'), { recursive: true });
      writeFileSync(
        join(folder, path),
        broken.includes(path) ? (await jpeg(16, 16)).subarray(0, 100) : await jpeg(16, 16),
      );
    }
  });

  it('names the first one that is read', async () => {
    const images = await loadDomain({ folder, layout: 'image-folder' });
    expect(images.count).toBe(6);
    await expect(images.pixels([0, 1], { height: 16, width: 16 })).rejects.toMatchObject({
      code: 'TL_IMAGE_CORRUPT',
      message: expect.stringContaining('cat/1.png'),
      hint: expect.stringContaining("onCorrupt: 'skip'"),
    });
  });

  it('leaves all of them out, and names each, where it is told to', async () => {
    const skipped: string[] = [];
    const images = await loadDomain(
      { folder, layout: 'image-folder', onCorrupt: 'skip' },
      { onSkip: (all) => skipped.push(...all.map(({ id }) => id)) },
    );
    expect(images.ids).toEqual(['cat/0.png', 'cat/2.png', 'dog/1.png']);
    expect([...images.labels_N]).toEqual([0, 0, 1]);
    expect(skipped).toEqual(broken);
  });
});

describe('folders that are others than was meant', () => {
  it('F26: names an archive, a table, a picture and a misspelt folder for what they are', async () => {
    const folder = lay(...pictures(2, ...classes), 'list.csv');
    writeFileSync(join(folder, 'set.zip'), 'PK\x03\x04rest');
    writeFileSync(join(folder, 'set.tar.gz'), Buffer.from('1f8b0800', 'hex'));
    writeFileSync(join(folder, 'set.7z'), Buffer.from('377abcaf271c', 'hex'));
    for (const [name, what] of [
      ['set.zip', 'is no folder but a zip archive. → Unpack it'],
      ['set.tar.gz', 'is no folder but a gzip file. → Unpack it'],
      ['set.7z', 'is no folder but a 7z archive. → Unpack it'],
      ['list.csv', 'is no folder but a table. → Write { csv:'],
      ['cat/0.png', 'is no folder but one picture. → Name the folder that it lies in'],
      ['cats', 'There is no folder'],
    ] as const) {
      const told = await refusal(join(folder, name));
      expect(told).toContain('TL_DATA_MISSING 2');
      expect(told).toContain(what);
    }
    expect(await refusal(join(folder, 'cats'))).toContain('"cat" lies beside it');
  });

  it('F26: says where the classes are when the folder is one too high or one too low', async () => {
    const wrapped = lay(...pictures(2, ...below('mine')));
    expect(await refusal(wrapped)).toMatch(
      /^TL_ONE_CLASS 2: DATA has one folder only, "mine", which holds "cat", "dog"\. → .*name DATA\/mine as the folder/,
    );
    expect(await refusal(join(wrapped, 'mine/cat'))).toMatch(/TL_NO_CLASSES 2: .*name the folder above/);
    const high = lay(...pictures(2, ...below('PACS/photo', 'PACS/sketch')));
    expect(await refusal(high, { layout: 'domain-folder', domain: 'photo' })).toMatch(
      /^TL_DOMAIN_MISSING 2: .*It lies in DATA\/PACS/,
    );
    expect((await read(join(high, 'PACS'))).notes).toContain('looks like one of 2 domains');
  });

  it('lists domains that are called by numbers in their order', async () => {
    const folder = lay(...pictures(1, '0', '1', '2', '10', '11'));
    expect(await refusal(folder, { layout: 'domain-folder', domain: 'photo' })).toContain('"0", "1", "2", "10", "11"');
  });
});

/** Names that a file system takes and that mean nothing to the reader. */
const name = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 12 })
  .filter((text) => !/[/\0]/.test(text) && !text.startsWith('.') && Buffer.byteLength(text) < 200)
  .filter(
    (text) =>
      Buffer.from(text).toString() === text && text.normalize('NFC') === text && !/^(train|val|test|dev)/i.test(text),
  );

it('reads back any set of classes and pictures that was written as folders', async () => {
  const set = fc.dictionary(name, fc.uniqueArray(name, { minLength: 1, maxLength: 4 }), {
    minKeys: 2,
    maxKeys: 5,
    noNullPrototype: false,
  });
  await fc.assert(
    fc.asyncProperty(set, async (content) => {
      const written = Object.entries(content).flatMap(([one, files]) => files.map((file) => `${one}/${file}.png`));
      const folder = lay(...written);
      const { ids, classNames } = await read(folder, { parts: false });
      expect([...ids].sort()).toEqual(written.sort());
      expect([...classNames].sort()).toEqual(Object.keys(content).sort());
      rmSync(folder, { recursive: true });
    }),
    { numRuns: 60 },
  );
});

import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { idxFile, useTemporaryFolder } from '../../test/support.ts';
import { loadDomain } from './load-domain.ts';
import type { CsvPixelsReference } from './references.ts';

const folder = useTemporaryFolder();
let files = 0;

/** Rows of a label and 64 pixels. */
const rows = (labels: readonly (number | string)[]): (number | string)[][] =>
  labels.map((label, row) => [label, ...Array.from({ length: 64 }, (_, at) => (row * 7 + at) % 2)]);
const pixelNames = Array.from({ length: 64 }, (_, at) => `pixel${at}`);
const labels = Array.from({ length: 40 }, (_, row) => row % 4);

async function read(lines: readonly (readonly (number | string)[])[], more: Partial<CsvPixelsReference> = {}) {
  const csvPixels = folder.write(`table-${files++}.csv`, lines.map((line) => line.join(',')).join('\n'));
  const images = await loadDomain({ csvPixels, ...more });
  return { count: images.count, classNames: images.classNames, labels: [...images.labels_N] };
}

const four = { count: 40, classNames: ['0', '1', '2', '3'], labels };
const labelLast = rows(labels).map(([label, ...pixels]) => [...pixels, label as number]);

describe('tables of pixels', () => {
  it.each(['label', 'Label', 'class', 'target', 'y', 'emotion'])(
    'I05: finds the label in the last column, called %s',
    async (name) => {
      expect(await read([[...pixelNames, name], ...labelLast])).toEqual(four);
    },
  );

  it('I05: takes the column that is named, or its place, and refuses when two could be it', async () => {
    expect(await read(labelLast, { labelColumn: 65 })).toEqual(four);
    expect(await read([[...pixelNames, 'what'], ...labelLast], { labelColumn: 'what' })).toEqual(four);
    await expect(
      read([['class', 'label', ...pixelNames], ...rows(labels).map((row) => [0, ...row])]),
    ).rejects.toMatchObject({
      code: 'TL_CSV_COLUMNS',
    });
  });

  it('I05: takes no value that is missing in the first row for the name of a column', async () => {
    const [first = [], ...others] = rows(labels);
    for (const missing of ['nan', '?', 'NA']) {
      await expect(read([[...first.slice(0, -1), missing], ...others])).rejects.toMatchObject({
        code: 'TL_CSV_ROW',
        message: expect.stringContaining(`line 1: column 65 is "${missing}"`),
      });
    }
    await expect(read(rows(labels.map((label) => `digit ${label}`)))).rejects.toMatchObject({
      message: expect.stringContaining('line 1: column 1 is "digit 0"'),
    });
  });

  describe('the order of pixels', () => {
    const values = Array.from({ length: 64 }, (_, at) => at);
    const pixelsOf = async (names: readonly string[], inFile: readonly number[]): Promise<readonly number[]> => {
      const lines = [
        ['label', ...names],
        [0, ...inFile],
        [1, ...inFile.toReversed()],
      ];
      const csvPixels = folder.write(`order-${files++}.csv`, lines.map((line) => line.join(',')).join('\n'));
      const pixels = await (await loadDomain({ csvPixels })).pixels([0], { height: 8, width: 8 });
      return [...pixels].filter((_, at) => at % 3 === 0);
    };

    it('I05: is that of the numbers in their names, not that of letters', async () => {
      const byLetters = values.toSorted((a, b) => (`pixel${a}` < `pixel${b}` ? -1 : 1)); // pixel0, pixel1, pixel10, …
      const names = byLetters.map((at) => `pixel${at}`);
      expect(names[2]).toBe('pixel10');
      expect(await pixelsOf(names, byLetters)).toEqual(values);
      const grid = values.map((at) => `${Math.floor(at / 8) + 1}x${(at % 8) + 1}`);
      expect(await pixelsOf(grid, values)).toEqual(values);
      expect(
        await pixelsOf(
          grid.map((name) => name.split('x').reverse().join('x')),
          values,
        ),
      ).toEqual(values);
    });

    it('I05: is refused where the names contradict it, or show the colours one behind the other', async () => {
      const refused = (message: string) => ({ code: 'TL_CSV_COLUMNS', message: expect.stringContaining(message) });
      const mixed = values.map((at) => `${((at * 5) % 64) >> 3}x${(at * 5) % 8}`);
      await expect(pixelsOf(mixed, values)).rejects.toMatchObject(refused('are in no order'));
      await expect(pixelsOf([...pixelNames.slice(0, 63), 'pixel0'], values)).rejects.toMatchObject(refused('one name'));
      const planes = ['r', 'g', 'b'].flatMap((colour) => values.map((at) => `${colour}${at}`));
      const three = [...values, ...values, ...values];
      await expect(pixelsOf(planes, three)).rejects.toMatchObject(
        refused('colours one behind the other ("r0", "g0", "b0"'),
      );
      const interleaved = values.flatMap((at) => ['r', 'g', 'b'].map((colour) => `${colour}${at}`));
      expect(
        await pixelsOf(
          interleaved,
          values.flatMap((at) => [at, 0, 0]),
        ),
      ).toEqual(values);
    });
  });

  it.each([
    [2_000_000_000, 'TL_CSV_ROW'],
    [54_321, 'TL_CSV_ROW'],
    [-1, 'TL_CSV_ROW'],
    [0.5, 'TL_CSV_ROW'],
  ])('I07: names the line of a label %s', async (label, code) => {
    await expect(read(rows([...labels, label]))).rejects.toMatchObject({
      code,
      message: expect.stringContaining('line 41'),
    });
  });

  it('I07: refuses a label that is another one in each row', async () => {
    await expect(read(rows(labels.map((_, row) => row)))).rejects.toMatchObject({ code: 'TL_CSV_COLUMNS' });
  });

  it('I08: takes a first row of numbers with fractions of zero for a picture', async () => {
    const fractions = rows(labels).map((row) => row.map((one) => `${one}.0`));
    expect(await read(fractions)).toEqual(four);
  });

  it('I08: takes a line that only numbers the columns for no picture, and asks where the label is', async () => {
    const numbers = Array.from({ length: 65 }, (_, at) => at);
    const refused = {
      code: 'TL_CSV_COLUMNS',
      message: expect.stringContaining('only numbers its columns (0, 1, 2, 3, …)'),
    };
    await expect(read([numbers, ...rows(labels)])).rejects.toMatchObject(refused);
    expect(await read([numbers, ...rows(labels)], { labelColumn: 1 })).toEqual(four);
    const indexed = [['', ...numbers], ...labelLast.map((row, at) => [at, ...row])];
    expect(await read(indexed, { labelColumn: 66 })).toEqual(four);
    await expect(read(rows(labels), { labelColumn: 0 })).rejects.toMatchObject({ code: 'TL_CSV_COLUMNS' });
  });

  it('I10: reads past an index, and says what else is no table of pixels', async () => {
    expect(await read([['', 'label', ...pixelNames], ...rows(labels).map((row, at) => [at, ...row])])).toEqual(four);
    await expect(
      read([
        ['emotion', 'pixels', 'Usage'],
        [0, '1 2 3', 'Training'],
      ]),
    ).rejects.toMatchObject({
      message: expect.stringContaining('many values in its column pixels'),
    });
    await expect(read([pixelNames, ...rows(labels).map(([, ...pixels]) => pixels)])).rejects.toMatchObject({
      message: expect.stringContaining('has no label column: its columns are "pixel0", "pixel1"'),
    });
    await expect(read(rows(['x'.repeat(5000), 1]))).rejects.not.toMatchObject({
      message: expect.stringMatching(/.{600}/),
    });
  });
});

describe('IDX files', () => {
  const images = folder.write(
    'images',
    idxFile(
      [8, 2, 2],
      Array.from({ length: 32 }, (_, at) => at),
    ),
  );
  const from1 = folder.write('labels', idxFile([8], [1, 2, 3, 4, 1, 2, 3, 4]));

  describe('I01: read whole, or refused with what is wrong', () => {
    const values = Array.from({ length: 32 }, (_, at) => at);
    const whole = idxFile([8, 2, 2], values);
    const read = async (content: Uint8Array, name = 'set', own = from1) =>
      await loadDomain({ idx: { images: folder.write(`${files++}/${name}`, content), labels: own } });

    it.each([
      ['plain', whole, 'images-idx3-ubyte'],
      ['gzipped', gzipSync(whole), 'images-idx3-ubyte.gz'],
      ['plain and named .gz', whole, 'images-idx3-ubyte.gz'],
      ['gzipped and named as if it were not', gzipSync(whole), 'images-idx3-ubyte'],
    ])('%s', async (_, content, name) => {
      const images = await read(content, name);
      expect([...images.labels_N]).toEqual([0, 1, 2, 3, 0, 1, 2, 3]);
      const pixels = await images.pixels([7], { height: 8, width: 8 });
      expect([pixels[0], pixels.at(-1)]).toEqual([28, 31]);
    });

    it.each([
      ['too short', idxFile([8, 2, 2], values.slice(1)), 'its header says 8 × 2 × 2 = 32 bytes, 31 follow'],
      ['too long', idxFile([8, 2, 2], [...values, 0]), 'its header says 8 × 2 × 2 = 32 bytes, 33 follow'],
      ['of floats', idxFile([8, 2, 2], values, 13), 'its type is 13, expected 8'],
      [
        'of another beginning',
        Buffer.concat([Buffer.from([1]), whole.subarray(1)]),
        'does not start with two zero bytes',
      ],
      ['a page of a server', Buffer.from('<!DOCTYPE html><title>404</title>'), 'it is an HTML page'],
      ['a cut header', whole.subarray(0, 6), 'it names 3 dimensions, expected 1 to 4'],
      ['lengths beyond any file', idxFile([0xffffffff, 0xffffffff, 2], [1]), '4294967295 × 4294967295 × 2 ='],
      ['a cut gzip stream', gzipSync(whole).subarray(0, -9), 'its gzip stream is broken'],
      [
        'labels in the place of images',
        idxFile([8], values.slice(0, 8)),
        'its shape is 8, expected images × height × width',
      ],
    ])('%s', async (_, content, message) => {
      await expect(read(content)).rejects.toMatchObject({
        code: 'TL_IDX_WRONG',
        exitStatus: 2,
        message: expect.stringContaining(message),
      });
    });

    it('another count of labels, and images in their place', async () => {
      for (const [labels, message] of [
        [folder.write('seven', idxFile([7], values.slice(0, 7))), 'it has 7 labels for the 8 images'],
        [images, 'it has 8 × 2 × 2 labels for the 8 images'],
      ] as const)
        await expect(read(whole, 'set', labels)).rejects.toMatchObject({
          code: 'TL_IDX_WRONG',
          message: expect.stringContaining(message),
        });
    });
  });

  it('I02: reads labels that begin with 1, with and without names', async () => {
    const plain = await loadDomain({ idx: { images, labels: from1 } });
    expect([plain.classNames, [...plain.labels_N]]).toEqual([
      ['1', '2', '3', '4'],
      [0, 1, 2, 3, 0, 1, 2, 3],
    ]);
    const named = await loadDomain({ idx: { images, labels: from1 }, classNames: ['a', 'b', 'c', 'd'] });
    expect([named.classNames, [...named.labels_N]]).toEqual([
      ['a', 'b', 'c', 'd'],
      [0, 1, 2, 3, 0, 1, 2, 3],
    ]);
  });

  it('I02: leaves out a name for the label 0 that nobody has, and says so', async () => {
    const notes: string[] = [];
    const reference = { idx: { images, labels: from1 }, classNames: ['(none)', 'a', 'b', 'c', 'd'] };
    const padded = await loadDomain(reference, { onNote: (note) => notes.push(note) });
    expect([padded.classNames, [...padded.labels_N]]).toEqual([
      ['a', 'b', 'c', 'd'],
      [0, 1, 2, 3, 0, 1, 2, 3],
    ]);
    expect(notes.join()).toContain('"(none)" is left out');
  });

  it('I04: refuses test images without labels, labels without images, and the training images as test', async () => {
    const refused = { code: 'TL_IDX_INCOMPLETE', exitStatus: 2 };
    await expect(loadDomain({ idx: { images, labels: from1, testImages: images } })).rejects.toMatchObject(refused);
    await expect(loadDomain({ idx: { images, labels: from1, testLabels: from1 } })).rejects.toMatchObject(refused);
    await expect(
      loadDomain({ idx: { images, labels: from1, testImages: join(images), testLabels: from1 } }),
    ).rejects.toMatchObject(refused);
    const others = folder.write('others', idxFile([8, 2, 2], new Array<number>(32).fill(7)));
    await expect(
      loadDomain({ idx: { images, labels: from1, testImages: others, testLabels: from1 } }),
    ).rejects.toMatchObject({ ...refused, message: expect.stringContaining('labels and testLabels are one file') });
  });
});

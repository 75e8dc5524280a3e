import { describe, expect, it } from 'vitest';
import { useTemporaryFolder } from '../../test/support.ts';
import { readCsvPixels } from './csv-pixels.ts';

const folder = useTemporaryFolder();
let files = 0;
const csv = (...lines: string[]): string => folder.write(`pixels-${files++}.csv`, lines.join('\n'));

describe('readCsvPixels', () => {
  it('reads square grey images with a header, RGB without, and other shapes when told', async () => {
    const grey = await readCsvPixels(csv('label,p0,p1,p2,p3', '3,0,1,2,255', '0,9,9,9,9'));
    expect(grey).toMatchObject({ count: 2, height: 2, width: 2, channels: 1 });
    expect([...grey.pixels]).toEqual([0, 1, 2, 255, 9, 9, 9, 9]);
    expect([...grey.labels_N]).toEqual([3, 0]);
    expect(await readCsvPixels(csv('1,1,2,3'))).toMatchObject({ height: 1, width: 1, channels: 3 });
    expect(await readCsvPixels(csv('1,1,2,3,4,5,6'), { width: 2 })).toMatchObject({ height: 3, width: 2, channels: 1 });
  });

  it.each([
    ['a value above 255', ['1,0,0,0,0', '1,0,0,0,256'], 2],
    ['no number', ['label,a,b,c,d', '1,0,x,0,0'], 2],
    ['an empty value', ['1,0,0,0,0', '2,0,0,,0'], 2],
    ['a missing value', ['1,0,0,0,0', '2,0,0,0,0', '3,0,0'], 3],
  ])('names the line of %s', async (_, lines, line) => {
    await expect(readCsvPixels(csv(...lines))).rejects.toMatchObject({
      code: 'TL_CSV_ROW',
      message: expect.stringContaining(`line ${line}`),
    });
  });

  it('refuses columns that make no image, and an empty file', async () => {
    await expect(readCsvPixels(csv('1,0,0,0,0,0'))).rejects.toMatchObject({ code: 'TL_CSV_PIXELS' });
    await expect(readCsvPixels(csv(''))).rejects.toMatchObject({ code: 'TL_CSV_EMPTY' });
  });
});

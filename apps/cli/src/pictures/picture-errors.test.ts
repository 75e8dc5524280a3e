import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TrunklineError } from '@trunkline/system';
import { afterAll, expect, it } from 'vitest';
import { refuseFolders, withPictureHint } from './picture-errors.ts';
import { handleCam } from '../handlers/cam.ts';

const folder = mkdtempSync(join(tmpdir(), 'trunkline-pictures-'));
afterAll(() => rmSync(folder, { recursive: true }));

it('a folder in the place of a picture is refused as such', async () => {
  const picture = join(folder, 'a.jpg');
  writeFileSync(picture, '');
  const advice = (): string => 'advice';
  await expect(refuseFolders([picture, folder], advice)).rejects.toMatchObject({
    code: 'TL_PICTURE_IS_FOLDER',
    message: `${folder} is a folder, expected a picture.`,
    hint: 'advice',
    exitStatus: 2,
  });
  await refuseFolders([picture, join(folder, 'missing.jpg'), '/dev/stdin'], advice);
});

it('cam says what it takes in the place of a folder', async () => {
  await expect(handleCam({ image: folder, run: '', output: 'cam.png', json: false })).rejects.toMatchObject({
    code: 'TL_PICTURE_IS_FOLDER',
    hint: 'Name one picture in it.',
  });
});

it('a corrupt picture keeps its message and gets the hint of the command; other errors stay as they are', () => {
  const corrupt = new TrunklineError('TL_IMAGE_CORRUPT', 'a.jpg cannot be decoded.', {
    hint: 'onCorrupt',
    exitStatus: 2,
  });
  expect(withPictureHint(corrupt, 'Leave it out.')).toMatchObject({
    code: 'TL_IMAGE_CORRUPT',
    message: 'a.jpg cannot be decoded.',
    hint: 'Leave it out.',
    exitStatus: 2,
  });
  const other = new Error('other');
  expect(withPictureHint(other, 'Leave it out.')).toBe(other);
});

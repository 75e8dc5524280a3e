import { expect, it } from 'vitest';
import { explainFileError, isTrunklineError, TrunklineError } from './errors.ts';

it('a full disk is explained with a way on', () => {
  const cause = Object.assign(new Error('write'), { code: 'ENOSPC' });
  const explained = explainFileError(cause, '/runs/a');
  expect(explained).toBeInstanceOf(TrunklineError);
  expect(explained).toMatchObject({ code: 'TL_DISK_FULL', exitStatus: 1, cause });
  expect((explained as TrunklineError).hint).toMatch(/Free some space/);
});

it('an error that is not about files comes back unchanged', () => {
  const error = new Error('other');
  expect(explainFileError(error, 'x')).toBe(error);
  expect(isTrunklineError(error)).toBe(false);
  expect(isTrunklineError(new TrunklineError('TL_X', 'x'))).toBe(true);
});

it('a file in the place of a folder is explained', () => {
  const cause = Object.assign(new Error('mkdir'), { code: 'ENOTDIR' });
  expect(explainFileError(cause, '/file/runs')).toMatchObject({ code: 'TL_NOT_A_FOLDER', cause });
});

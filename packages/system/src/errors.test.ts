import { expect, it } from 'vitest';
import { cacheFolder } from './cache-folder.ts';
import { explainAddressSpace, explainFileError, isTrunklineError, TrunklineError } from './errors.ts';
import { processLimit } from './process-limits.ts';

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

it.each(['EMFILE', 'ENFILE'])('R22: a process that may not open more files is told the way out: %s', (code) => {
  const cause = Object.assign(new Error('open'), { code });
  expect(explainFileError(cause, '/runs/a')).toMatchObject({
    code: 'TL_TOO_MANY_FILES',
    message: expect.stringContaining('/runs/a cannot be opened: too many files are open'),
    hint: expect.stringContaining('ulimit -n'),
  });
});

it('R23: a full disk is told a way on that is true: TRUNKLINE_CACHE in the cache, no --resume elsewhere', () => {
  const cause = Object.assign(new Error('write'), { code: 'ENOSPC' });
  expect(explainFileError(cause, cacheFolder('activations', 'a'))).toMatchObject({
    hint: expect.stringContaining('TRUNKLINE_CACHE'),
  });
  expect(explainFileError(cause, '/runs/a')).toMatchObject({ hint: expect.not.stringContaining('--resume') });
});

it('R22: a file beyond a limit or what the disk takes is told so', () => {
  const cause = Object.assign(new Error('write'), { code: 'EFBIG' });
  expect(explainFileError(cause, '/runs/a')).toMatchObject({
    code: 'TL_FILE_LIMIT',
    message: expect.stringContaining('/runs/a would be larger than a file may be here'),
    hint: expect.stringMatching(/ulimit -f unlimited|takes larger files/),
  });
});

it('R22: what memory without a limit on addresses ends is not blamed on one', () => {
  expect(explainAddressSpace(new Error('other'))).toBeUndefined();
  const found = explainAddressSpace(new RangeError('WebAssembly.instantiate(): Out of memory'));
  expect(found?.code).toBe(processLimit('Max address space') === undefined ? undefined : 'TL_ADDRESS_SPACE');
});

it('R15: no permission in the cache names TRUNKLINE_CACHE', () => {
  const cause = Object.assign(new Error('open'), { code: 'EROFS' });
  expect(explainFileError(cause, cacheFolder('pixels'))).toMatchObject({
    code: 'TL_NO_PERMISSION',
    hint: expect.stringContaining('TRUNKLINE_CACHE'),
  });
  expect(explainFileError(cause, '/runs/a')).toMatchObject({ hint: expect.not.stringContaining('TRUNKLINE_CACHE') });
});

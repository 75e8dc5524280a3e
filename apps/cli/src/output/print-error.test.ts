import { TrunklineError } from '@trunkline/system';
import { expect, it, vi } from 'vitest';
import { errorRecord, formatError } from './print-error.ts';

it('an error is printed with its code, and the next step below it', () => {
  const error = new TrunklineError('TL_X', 'Given a, expected b.', { hint: 'Do c.', exitStatus: 2 });
  expect(errorRecord(error)).toEqual({ code: 'TL_X', message: 'Given a, expected b.', hint: 'Do c.', exitStatus: 2 });
  expect(formatError(errorRecord(error))).toBe('error: Given a, expected b. [TL_X]\n→ Do c.');
});

it('an error of the operating system is explained', () => {
  const error = Object.assign(new Error('ENOSPC: no space'), { code: 'ENOSPC', path: '/disk/file' });
  expect(errorRecord(error)).toMatchObject({ code: 'TL_DISK_FULL', exitStatus: 1 });
});

it('R22: too many open files are explained, with and without a path', () => {
  const code = 'EMFILE';
  for (const more of [{}, { path: '/data/a.jpg' }]) {
    const error = Object.assign(new Error('EMFILE: too many open files, open'), { code, ...more });
    expect(errorRecord(error)).toMatchObject({ code: 'TL_TOO_MANY_FILES', hint: expect.stringContaining('ulimit') });
  }
});

it('R22: under a tight limit a module that is not found names the limit', () => {
  const error = Object.assign(new Error("Cannot find package 'sharp'"), { code: 'ERR_MODULE_NOT_FOUND' });
  const limited = (soft: number): object => ({ userLimits: { open_files: { soft, hard: soft } } });
  const report = vi.spyOn(process.report as NodeJS.ProcessReport, 'getReport');
  report.mockReturnValue(limited(64));
  expect(errorRecord(error)).toMatchObject({
    code: 'TL_TOO_MANY_FILES',
    message: expect.stringContaining('(the limit is 64)'),
  });
  report.mockReturnValue(limited(4096));
  expect(errorRecord(error)).toMatchObject({ code: 'TL_UNEXPECTED' });
  report.mockRestore();
});

it('whatever else is thrown says how to see more', () => {
  expect(errorRecord(new TypeError('x is not a function'))).toMatchObject({ code: 'TL_UNEXPECTED', exitStatus: 1 });
  expect(errorRecord('a string')).toMatchObject({ code: 'TL_UNEXPECTED', message: 'a string' });
});

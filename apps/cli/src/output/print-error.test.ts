import { TrunklineError } from '@trunkline/system';
import { expect, it } from 'vitest';
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

it('whatever else is thrown says how to see more', () => {
  expect(errorRecord(new TypeError('x is not a function'))).toMatchObject({ code: 'TL_UNEXPECTED', exitStatus: 1 });
  expect(errorRecord('a string')).toMatchObject({ code: 'TL_UNEXPECTED', message: 'a string' });
});

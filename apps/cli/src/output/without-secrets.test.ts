import { expect, it } from 'vitest';
import { withoutSecrets } from './without-secrets.ts';

it('a password in an address is never shown', () => {
  expect(withoutSecrets('no answer from https://me:secret@host/x and http://token@other')).toBe(
    'no answer from https://***@host/x and http://***@other',
  );
});

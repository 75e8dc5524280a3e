import { describe, expect, it } from 'vitest';
import { isStoredAs, withoutSecrets } from './without-secrets.ts';

describe('records without secrets', () => {
  it('R1: replaces secrets in every text, at any depth, and leaves all else as it is', () => {
    const values = new Float32Array([1, 2]);
    const record = {
      description: 'see https://ada:hunter22@host/x and --token hunter22 or hf_abcdefghijklmnopqrstuv',
      list: ['--password=hunter22', 3, null, true, { a: Number.NaN }],
      values,
    };
    const clean = withoutSecrets(record);
    expect(JSON.stringify(clean)).not.toMatch(/hunter22|abcdefghij/);
    expect(clean.description).toBe('see https://***@host/x and --token *** or ***');
    expect(clean.list.slice(1)).toEqual([3, null, true, { a: Number.NaN }]);
    expect(clean.values).toBe(values);
    const plain = { path: '/data/pictures', digest: 'a'.repeat(64), label: 'token of the day', seeds: [0, 1] };
    expect(withoutSecrets(plain)).toEqual(plain);
  });

  it('R1: keeps the names of fields, also where a password is the same word', () => {
    process.env['MLFLOW_TRACKING_PASSWORD'] = 'train';
    try {
      const record = { training: { steps: 5 }, 'https://ada:hunter22@host': 'in training' };
      const clean = withoutSecrets(record);
      expect(clean).toEqual({ training: { steps: 5 }, 'https://***@host': 'in ***ing' });
      expect(isStoredAs({ training: clean.training }, { training: record.training })).toBe(true);
    } finally {
      delete process.env['MLFLOW_TRACKING_PASSWORD'];
    }
  });

  it('R1: what was stored is the same experiment as the one that it was stored of, and no other', () => {
    const now = { description: 'at https://ada:hunter22@host', seeds: [0, 1], data: { folder: 'a' } };
    const stored = withoutSecrets(now);
    expect(isStoredAs(stored, now)).toBe(true);
    expect(isStoredAs(stored, stored)).toBe(true);
    expect(isStoredAs(stored, { ...now, description: 'at https://ada:other@host' })).toBe(true);
    expect(isStoredAs(stored, { ...now, description: 'at http://host' })).toBe(false);
    expect(isStoredAs(stored, { ...now, seeds: [0, 2] })).toBe(false);
    expect(isStoredAs(stored, { ...now, more: 1 })).toBe(false);
    expect(isStoredAs({ a: null }, { a: {} })).toBe(false);
  });
});

import { describe, expect, it } from 'vitest';
import { toCsv } from './csv.ts';

describe('toCsv', () => {
  it('quotes what needs it, and leaves empty what has no value', () => {
    const rows = [
      { a: 'x,"y"\n', b: -0.25, c: true },
      { a: 'é', b: Number.NaN },
    ];
    expect(toCsv(rows, ['a', 'b', 'c'])).toBe('a,b,c\r\n"x,""y""\n",-0.25,true\r\né,,\r\n');
    expect(toCsv([{ a: 1 }], ['a'], { heading: false })).toBe('1\r\n');
  });

  it('lets no spreadsheet run a text as a formula', () => {
    expect(toCsv([{ a: '=1+1' }, { a: '-x' }, { a: '@x' }], ['a'], { heading: false })).toBe("'=1+1\r\n'-x\r\n'@x\r\n");
  });
});

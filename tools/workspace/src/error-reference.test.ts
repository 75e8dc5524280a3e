import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { errorReference, errorsOfWorkspace, findErrors } from '../error-reference.mjs';

const root = join(import.meta.dirname, '..', '..', '..');

function found(...texts: readonly string[]): object[] {
  const places = findErrors(texts.map((text, index) => ({ path: `${index}.ts`, text })));
  return places.map((place) => Object.fromEntries(Object.entries(place).filter(([key]) => key !== 'file')));
}

describe('docs/errors.md', () => {
  const places = errorsOfWorkspace(root);

  it('is what the sources print', () => {
    expect(errorReference(root, places), 'run npm run generate').toBe(
      readFileSync(join(root, 'docs', 'errors.md'), 'utf8'),
    );
  });

  it('has every code of the sources, each with a message, and with a hint where it is an error', () => {
    expect(places.filter(({ message }) => message === '')).toEqual([]);
    expect(places.filter(({ hint, notice }) => !notice && !hint)).toEqual([]);
    expect(places.map(({ code }) => code)).toEqual(expect.arrayContaining(['TL_USAGE', 'TL_NOT_BUILT']));
  });
});

describe('errors are found', () => {
  it('where they are made, with what is put in and what may be left out', () => {
    const text = `
      const hint = 'Give ' + 'another.';
      throw new TrunklineError('TL_A', \`\${path} has \${names.join(', ')}\${near === undefined ? '' : \`; try \${near}\`}.\`, { hint, exitStatus: 2 });
      throw new TrunklineError(isB ? 'TL_B' : 'TL_C', isB ? 'One.' : 'Other.');`;
    expect(found(text)).toEqual([
      { code: 'TL_A', message: '‹path› has ‹names›[; try ‹near›].', hint: 'Give another.', exitStatus: '2' },
      { code: 'TL_B', message: '{One. | Other.}', exitStatus: '1' },
      { code: 'TL_C', message: '{One. | Other.}', exitStatus: '1' },
    ]);
  });

  it('where a function makes them of a code, or of a message', () => {
    const text = `
      function broken(what, code = 'TL_A') { return new TrunklineError(code, \`It is broken: \${what}.\`, { hint: 'Mend it.' }); }
      throw broken('it is short', 'TL_B');
      function bad(message, hint = 'Look again.') { return new TrunklineError('TL_C', \`\${message}.\`, { hint }); }
      throw bad('No number');
      throw bad(\`\${name} is no number\`, 'Give one.');`;
    expect(found(text)).toEqual([
      { code: 'TL_A', message: 'It is broken: ‹what›.', hint: 'Mend it.', exitStatus: '1' },
      { code: 'TL_B', message: 'It is broken: ‹what›.', hint: 'Mend it.', exitStatus: '1' },
      { code: 'TL_C', message: 'No number.', hint: 'Look again.', exitStatus: '1' },
      { code: 'TL_C', message: '‹name› is no number.', hint: 'Give one.', exitStatus: '1' },
    ]);
  });

  it('where another file’s function is given the code among its options', () => {
    const maker = `
      export function createRegistry({ noun, code, hint }) {
        return { find(name) { throw new TrunklineError(code, \`There is no \${noun} \${name}.\`, { hint: \`Look. \${hint}\`, exitStatus: 2 }); } };
      }`;
    const user = `export const fruits = createRegistry({ noun: 'fruit', code: 'TL_FRUIT_UNKNOWN', hint: 'Buy one.' });`;
    expect(found(maker, user)).toEqual([
      { code: 'TL_FRUIT_UNKNOWN', message: 'There is no fruit ‹name›.', hint: 'Look. Buy one.', exitStatus: '2' },
    ]);
  });

  it('in notices, and not where a code is only compared', () => {
    const text = `
      notice('TL_A', \`\${count} are left.\`);
      warn(\`TL_B: \${count} lines were removed.\`);
      if (error.code === 'TL_C' || known.has('TL_D')) skip();`;
    expect(found(text)).toEqual([
      { code: 'TL_A', message: '‹count› are left.', notice: true },
      { code: 'TL_B', message: '‹count› lines were removed.', notice: true },
    ]);
  });
});

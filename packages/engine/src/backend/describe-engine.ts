import type { Device } from './device-choice.ts';
import { chosenDevice, gpuMissing } from './device.ts';
import type { EngineName } from './engine-info.ts';
import { engineState } from './engine-state.ts';
import { findInstallation } from './engine-folder.ts';
import { installHint, platformProblem } from './platform.ts';
import { forcedEngine } from './start-engine.ts';
import { threadCount } from './thread-count.ts';
import { verifyAddon } from './verify-addon.ts';

/** What `startEngine` would choose. */
export interface EngineDescription {
  readonly name: EngineName;
  readonly native: boolean;
  readonly version: string;
  readonly threads: number;
  readonly device: Device;
  readonly reason: string;
  /** The installation of the native engine, where there is one. */
  readonly folder?: string;
  /** What to do to have a faster engine. */
  readonly hint?: string;
}

/** The version of TensorFlow.js that computes on the fall-backs. */
const fallbackVersion = '4.22.0';

/**
 * Which engine `startEngine` would choose and why, without loading it into this process: the native one is tried in a
 * process of its own, so that a broken library shows here and not as a crash. Throws `TL_GPU_MISSING` where
 * `TRUNKLINE_DEVICE` asks for a GPU and there is none.
 */
export async function describeEngine(): Promise<EngineDescription> {
  const running = engineState.info;
  const choice = chosenDevice();
  const missing = gpuMissing();
  if (choice === 'gpu' && missing && !running) throw missing;
  const installation = findInstallation(choice);
  const place = installation ? { folder: installation.folder } : {};
  if (running) {
    const { name, native, version, threads, device, reason } = running;
    return { name, native, version, threads, device, reason: `${reason} It runs in this process.`, ...place };
  }
  const threads = threadCount();
  const forced = forcedEngine();
  if (forced !== undefined && forced !== 'tensorflow') {
    const reason = `TRUNKLINE_ENGINE=${forced} asks for it.`;
    const hint = 'Unset TRUNKLINE_ENGINE to take the fastest engine.';
    return { name: forced, native: false, version: fallbackVersion, threads, device: 'cpu', reason, hint, ...place };
  }
  let problem = platformProblem() ?? 'the native engine is not installed';
  if (installation) {
    try {
      await verifyAddon(installation.folder);
      const { version, variant } = installation.manifest;
      const reason = `TensorFlow’s native kernels are installed${variant === 'gpu' ? ', built for NVIDIA cards' : ''}.`;
      const device = variant === 'gpu' && choice !== 'cpu' && !missing ? 'gpu' : 'cpu';
      return { name: 'tensorflow', native: true, version, threads, device, reason, ...place };
    } catch (error) {
      problem = error instanceof Error ? error.message : String(error);
    }
  }
  const reason = `the fall-back "wasm", because ${problem}.`;
  return {
    name: 'wasm',
    native: false,
    version: fallbackVersion,
    threads,
    device: 'cpu',
    reason,
    hint: installHint(),
    ...place,
  };
}

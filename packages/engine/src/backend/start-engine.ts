import { isTrunklineError, TrunklineError } from '@trunkline/system';
import { tf } from '../tf.ts';
import type { Device, DeviceChoice } from './device-choice.ts';
import { chosenDevice, gpuMissing, gpuNotUsed } from './device.ts';
import { engineNames, type EngineInfo, type EngineName } from './engine-info.ts';
import { findInstallation, type EngineVariant } from './engine-folder.ts';
import { engineState } from './engine-state.ts';
import { loadPlainEngine, loadWasmEngine } from './fallback-engine.ts';
import { loadNativeEngine } from './native-engine.ts';
import { installHint, platformProblem } from './platform.ts';
import { threadCount } from './thread-count.ts';

/** Options of {@link startEngine}. */
export interface StartEngineOptions {
  /** Take this engine or fail, as the environment variable `TRUNKLINE_ENGINE` does. */
  readonly engine?: EngineName;
  /** Compute on this device or fail, as `TRUNKLINE_DEVICE` does. Default: `auto`, a GPU where there is one. */
  readonly device?: DeviceChoice;
  /** Threads one operation may use. Default: `TRUNKLINE_THREADS`, else every processor. */
  readonly threads?: number;
  /** Called with one line about the choice if a fall-back was taken. Default: writes it to standard error. */
  readonly onNotice?: (line: string) => void;
}

/** The engine that the option or `TRUNKLINE_ENGINE` forces. */
export function forcedEngine(option?: EngineName): EngineName | undefined {
  const given = option ?? process.env['TRUNKLINE_ENGINE'];
  if (given === undefined || given === '') return undefined;
  const found = engineNames.find((name) => name === given);
  if (found) return found;
  const where = option === undefined ? 'TRUNKLINE_ENGINE' : 'the option "engine"';
  throw new TrunklineError('TL_BAD_OPTION', `${where} is "${given}", expected one of ${engineNames.join(', ')}.`, {
    hint: 'Leave it out to take the fastest engine that is installed.',
    exitStatus: 2,
  });
}

const losses: Record<'wasm' | 'cpu', string> = {
  wasm: 'images are embedded about 6 times slower, and convolutions cannot be trained (heads on embeddings can)',
  cpu: 'everything is about 100 times slower',
};

let starting: Promise<EngineInfo> | undefined;

/**
 * Starts the fastest engine there is: TensorFlow's native kernels, else WebAssembly, else plain JavaScript. Says which
 * and why. A second call answers with the running engine; a process keeps the engine it started with.
 * Throws `TL_ENGINE_MISSING` when the forced engine cannot start, `TL_GPU_MISSING` when a GPU is asked for and there is
 * none (never a quiet processor), `TL_ENGINE_RUNNING` when another engine, or this one on another device, runs already.
 */
export async function startEngine(options: StartEngineOptions = {}): Promise<EngineInfo> {
  const forced = forcedEngine(options.engine);
  const device = chosenDevice(options.device);
  if (device === 'gpu' && forced !== undefined && forced !== 'tensorflow') {
    throw new TrunklineError('TL_BAD_OPTION', `A GPU is asked for, and the engine "${forced}" has none.`, {
      hint: 'Leave TRUNKLINE_ENGINE out, or take the device "cpu".',
      exitStatus: 2,
    });
  }
  starting ??= engineState.info ? Promise.resolve(engineState.info) : choose(forced, device, options);
  let info: EngineInfo;
  try {
    info = await starting;
  } catch (error) {
    starting = undefined;
    throw error;
  }
  if (options.engine !== undefined && info.name !== options.engine) {
    throw new TrunklineError(
      'TL_ENGINE_RUNNING',
      `The engine "${info.name}" runs already; "${options.engine}" was asked for.`,
      {
        hint: `Start a new process with TRUNKLINE_ENGINE=${options.engine}.`,
        exitStatus: 2,
      },
    );
  }
  if (options.device !== undefined && options.device !== 'auto' && info.device !== options.device) {
    throw new TrunklineError(
      'TL_ENGINE_RUNNING',
      `The engine "${info.name}" runs already on the ${info.device}; the ${options.device} was asked for.`,
      { hint: `Start a new process with TRUNKLINE_DEVICE=${options.device}.`, exitStatus: 2 },
    );
  }
  return info;
}

async function choose(
  forced: EngineName | undefined,
  device: DeviceChoice,
  options: StartEngineOptions,
): Promise<EngineInfo> {
  const threads = threadCount(options.threads);
  const notice = options.onNotice ?? ((line: string) => void process.stderr.write(`${line}\n`));
  const problems: string[] = [];
  const missing = device === 'gpu' ? gpuMissing() : undefined;
  if (missing) throw missing;
  const only = device === 'gpu' ? 'tensorflow' : forced;
  const candidates = only ? [only] : engineNames;
  for (const name of candidates) {
    const started = await tryEngine(name, threads, device, only !== undefined);
    if (typeof started === 'string') {
      problems.push(started);
      continue;
    }
    const { variant, ...facts } = started;
    const info: EngineInfo = {
      ...facts,
      ...explain(name, forced, problems, deviceReason(device, facts.device, variant)),
    };
    engineState.info = info;
    if (info.warning) notice(`Engine: ${info.reason} ${info.warning}`);
    return info;
  }
  throw new TrunklineError('TL_ENGINE_MISSING', `The engine "${only}" cannot start: ${problems.join('; ')}.`, {
    hint: only === 'tensorflow' ? installHint() : 'Leave TRUNKLINE_ENGINE out to take another engine.',
  });
}

/** What is to be said of the device, where it is not what one would expect. */
function deviceReason(choice: DeviceChoice, device: Device, variant: EngineVariant | undefined): string {
  if (choice !== 'auto') return ` The ${device} computes because it was asked for.`;
  if (variant === 'gpu' && device === 'cpu') return ' Its CUDA build finds no card, so the processor computes.';
  return '';
}

function explain(name: EngineName, forced: EngineName | undefined, problems: readonly string[], onDevice: string) {
  const reason = forced
    ? `"${name}" because it was asked for.`
    : problems.length === 0
      ? 'TensorFlow’s native kernels, the fastest there are.'
      : `"${name}" because ${problems.join('; ')}.`;
  if (name === 'tensorflow') return { reason: `${reason}${onDevice}` };
  const cure = forced ? '' : ` ${installHint()}`;
  return { reason, warning: `With it ${losses[name]}.${cure}` };
}

type Started = Pick<EngineInfo, 'name' | 'native' | 'version' | 'threads' | 'device'> & {
  readonly variant?: EngineVariant;
};

/** The started engine, or the reason why it did not start. */
async function tryEngine(
  name: EngineName,
  threads: number,
  choice: DeviceChoice,
  forced: boolean,
): Promise<Started | string> {
  try {
    if (name === 'tensorflow') {
      const installation = findInstallation(choice);
      if (!installation) return platformProblem() ?? 'the native engine is not installed';
      const backend = await loadNativeEngine(installation.folder, threads, choice);
      const { variant } = installation.manifest;
      const device = backend.binding.isUsingGpuDevice() ? 'gpu' : 'cpu';
      if (choice === 'gpu' && device === 'cpu') throw gpuNotUsed(installation.folder);
      engineState.native = backend;
      return { name, native: true, version: backend.binding.TF_Version, threads, device, variant };
    }
    if (name === 'wasm') {
      await loadWasmEngine(threads);
      return { name, native: false, version: tf.version_core, threads, device: 'cpu' };
    }
    await loadPlainEngine();
    return { name, native: false, version: tf.version_core, threads: 1, device: 'cpu' };
  } catch (error) {
    if (isTrunklineError(error)) throw error;
    const message = error instanceof Error ? error.message : String(error);
    const first = message.split('\n')[0] ?? message;
    if (forced && name === 'tensorflow') {
      throw new TrunklineError('TL_ENGINE_MISSING', `The native engine does not load: ${first}`, {
        hint: `${installHint()} Add --force to build it anew.`,
        cause: error,
      });
    }
    return `${name === 'tensorflow' ? 'the native engine' : `"${name}"`} does not load (${first})`;
  }
}

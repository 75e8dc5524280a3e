import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { createProgress, fetchWheel, sha256File, TrunklineError, unpackZip, writeFileAtomic } from '@trunkline/system';
import {
  addonName,
  engineFolder,
  libraryFolderName,
  manifestName,
  readInstallation,
  recipe,
  standardErrorName,
  tensorflowVersion,
  type EngineManifest,
  type EngineVariant,
} from '../backend/engine-folder.ts';
import { platformProblem } from '../backend/platform.ts';
import { compileAddon, findCompiler } from './compile-addon.ts';
import { installInto } from './install-into.ts';
import { installNvidiaLibraries, nvidiaBytes } from './nvidia-libraries.ts';
import { selectEntry, tensorflowWheels } from './tensorflow-wheels.ts';
import { verifyAddon } from '../backend/verify-addon.ts';

/** Options of {@link installEngine}. */
export interface InstallEngineOptions {
  /** The wheel already at hand (the file, or a folder that holds it): nothing is downloaded. */
  readonly from?: string;
  /** Take the build for NVIDIA cards and its CUDA libraries. */
  readonly gpu?: boolean;
  /** Build again although an installation is there. */
  readonly force?: boolean;
  /** Called with the stage that is under way and the share of it that is done, 0 to 1. */
  readonly onProgress?: (stage: InstallStage, fraction: number) => void;
  /** Show no progress. */
  readonly quiet?: boolean;
}

export type InstallStage = 'download' | 'unpack' | 'compile' | 'check';

/** What {@link installEngine} leaves. */
export interface InstalledEngine {
  readonly folder: string;
  readonly version: string;
  readonly variant: EngineVariant;
  /** True when it was there already. */
  readonly already: boolean;
  /** Bytes on the disk. */
  readonly bytes: number;
}

const libraryNames = ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2'].map(
  (name) => `${libraryFolderName}/${name}`,
);

/** Room that an installation needs while it is made: the wheel and what is unpacked. */
const roomNeeded: Readonly<Record<EngineVariant, number>> = { cpu: 1.2e9, gpu: 7e9 };

/**
 * Installs the native engine into the user's cache: takes the pinned TensorFlow wheel (checking its SHA-256), unpacks
 * the two libraries and a few headers, and compiles the addon with the system's C++ compiler. The folder appears whole
 * or not at all, two that start at once do the work once, and an interrupted one starts over. Needs a compiler, and pip
 * unless `from` is given.
 *
 * Throws `TL_PLATFORM_UNSUPPORTED`, `TL_COMPILER_MISSING`, `TL_COMPILE_FAILED`, `TL_DOWNLOAD_FAILED`,
 * `TL_DIGEST_MISMATCH`, `TL_DISK_FULL`, `TL_NO_PERMISSION`, `TL_ENGINE_BROKEN`.
 */
export async function installEngine(options: InstallEngineOptions = {}): Promise<InstalledEngine> {
  const variant: EngineVariant = options.gpu ? 'gpu' : 'cpu';
  const problem = platformProblem();
  if (problem !== undefined) {
    throw new TrunklineError('TL_PLATFORM_UNSUPPORTED', `Nothing was installed: ${problem}.`, {
      hint: 'The wasm engine is used instead; train on a Linux machine or container on x64.',
    });
  }
  const folder = engineFolder(variant);
  const present = () => (options.force ? undefined : readInstallation(folder));
  if (present() === undefined) await findCompiler();
  const { result, already } = await installInto({
    folder,
    roomNeeded: roomNeeded[variant],
    present,
    build: (staging) => build(staging, variant, options),
    onWait() {
      if (!options.quiet) process.stderr.write('Another process is installing the engine; waiting for it.\n');
    },
  });
  const bytes = result.files.reduce((sum, file) => sum + file.bytes, 0);
  return { folder, version: result.version, variant: result.variant, already, bytes };
}

async function build(staging: string, variant: EngineVariant, options: InstallEngineOptions): Promise<EngineManifest> {
  const wheel = tensorflowWheels[variant];
  const quiet = options.quiet ?? false;
  const stage = async <T>(
    name: InstallStage,
    label: string,
    total: number,
    work: (update: (done: number) => void) => Promise<T>,
  ): Promise<T> => {
    const progress = createProgress({ label, total, unit: 'bytes', quiet });
    options.onProgress?.(name, 0);
    let result: T;
    try {
      result = await work((done) => {
        progress.update(done);
        options.onProgress?.(name, Math.min(1, done / total));
      });
    } catch (error) {
      progress.finish('failed');
      throw error;
    }
    progress.finish();
    options.onProgress?.(name, 1);
    return result;
  };

  const given = options.from === undefined ? {} : { from: options.from };
  const source = options.from === undefined ? 'Downloading' : 'Checking';
  const path = await stage('download', `${source} TensorFlow ${wheel.version}`, wheel.bytes, (update) =>
    fetchWheel(wheel, { ...given, onProgress: update }),
  );
  await stage('unpack', 'Unpacking its libraries', 853_000_000, async (update) => {
    const timer = setInterval(() => void folderBytes(staging).then(update), 250);
    try {
      await unpackZip(path, staging, selectEntry);
    } finally {
      clearInterval(timer);
    }
  });
  const { compiler } = await stage('compile', 'Compiling the addon', 1, () => compileAddon(staging));
  await rm(join(staging, libraryFolderName, 'include'), { recursive: true, force: true });
  if (variant === 'gpu') {
    await stage('download', 'Downloading NVIDIA’s libraries', nvidiaBytes, (update) =>
      installNvidiaLibraries(staging, update),
    );
  }
  const manifest = await stage('check', 'Checking that it computes', 1, async () => {
    await verifyAddon(staging);
    return await writeManifest(staging, variant, wheel, compiler);
  });
  // The libraries are unpacked: the wheel would only take a third more room, and pip or --from brings it again.
  await rm(path, { force: true });
  return manifest;
}

async function writeManifest(
  staging: string,
  variant: EngineVariant,
  wheel: { filename: string; sha256: string },
  compiler: string,
): Promise<EngineManifest> {
  const names = [...libraryNames, addonName, standardErrorName];
  const files = await Promise.all(
    names.map(async (name) => {
      const path = join(staging, name);
      return { name, bytes: (await stat(path)).size, sha256: await sha256File(path) };
    }),
  );
  const manifest: EngineManifest = {
    recipe,
    version: tensorflowVersion,
    variant,
    wheel: { filename: wheel.filename, sha256: wheel.sha256 },
    compiler,
    files,
  };
  await writeFileAtomic(join(staging, manifestName), `${JSON.stringify(manifest, undefined, 2)}\n`);
  return manifest;
}

async function folderBytes(folder: string): Promise<number> {
  const sizes = await Promise.all(
    libraryNames.map((name) =>
      stat(join(folder, name)).then(
        (file) => file.size,
        () => 0,
      ),
    ),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder } from '@trunkline/system';
import type { DeviceChoice } from './device-choice.ts';

/** The version of TensorFlow whose libraries the engine uses. */
export const tensorflowVersion = '2.21.0';

/** The number of Node's native interface that the addon is built for: every Node from 12.19 on loads it. */
export const nativeInterfaceVersion = 8;

export type EngineVariant = 'cpu' | 'gpu';

/** Counts changes of what an installation consists of: one of another count is installed anew. */
export const recipe = 2;

/** What an installation records about itself, written last: a folder without it is not an installation. */
export interface EngineManifest {
  readonly recipe: number;
  readonly version: string;
  readonly variant: EngineVariant;
  readonly wheel: { readonly filename: string; readonly sha256: string };
  readonly compiler: string;
  readonly files: readonly { readonly name: string; readonly bytes: number; readonly sha256: string }[];
}

export const manifestName = 'engine.json';
/** The folder of the libraries in an installation: NVIDIA's are looked for in `nvidia` beside it. */
export const libraryFolderName = 'tensorflow';
export const addonName = `${libraryFolderName}/tfjs_binding.node`;
/** The addon that keeps start-up noise off standard error. */
export const standardErrorName = `${libraryFolderName}/standard_error.node`;

/** Where an installation of this version lives, below the user's cache. */
export function engineFolder(variant: EngineVariant): string {
  const platform = `${process.platform}-${process.arch}-napi${nativeInterfaceVersion}`;
  return cacheFolder('engine', `tensorflow-${variant}-${tensorflowVersion}-${platform}`);
}

/** The manifest of a complete installation: every file is there with its size. `undefined` if it is not. */
export function readInstallation(folder: string): EngineManifest | undefined {
  try {
    const manifest = JSON.parse(readFileSync(join(folder, manifestName), 'utf8')) as EngineManifest;
    const whole = manifest.files.every((file) => statSync(join(folder, file.name)).size === file.bytes);
    return whole && manifest.version === tensorflowVersion && manifest.recipe === recipe ? manifest : undefined;
  } catch {
    return undefined;
  }
}

/** The installation that would be used for a device; `auto` prefers the one for graphics cards, as `gpu` does. */
export function findInstallation(
  device: DeviceChoice = 'auto',
): { readonly folder: string; readonly manifest: EngineManifest } | undefined {
  // The build for graphics cards computes on the processor as well, so that one installation is enough.
  for (const variant of device === 'cpu' ? (['cpu', 'gpu'] as const) : (['gpu', 'cpu'] as const)) {
    const folder = engineFolder(variant);
    const manifest = readInstallation(folder);
    if (manifest) return { folder, manifest };
  }
  return undefined;
}

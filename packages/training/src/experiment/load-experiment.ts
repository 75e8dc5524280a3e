import { readFile, stat } from 'node:fs/promises';
import { dirname, extname, resolve } from 'node:path';
import { explainFileError, TrunklineError } from '@trunkline/system';
import { createJiti } from 'jiti';
import { importPlugins } from '../plugins/load-plugins.ts';
import { messageOf, placeOfError } from '../plugins/place-of-error.ts';
import type { Plugin } from '../plugins/plugin.ts';
import { productModules } from '../plugins/product-modules.ts';
import { defineExperiment } from './define-experiment.ts';
import { placeOfSyntaxError } from './json-syntax.ts';
import { refuseCode } from './refuse-code.ts';
import { resolveExperiment, type ResolvedExperiment } from './resolve.ts';
import { applyOverrides, blameOverrides } from './set-overrides.ts';

/** How {@link loadExperiment} changes what the file says. */
export interface LoadExperimentOptions {
  /** `--set` overrides, applied in order. */
  readonly set?: readonly string[];
  readonly smoke?: boolean;
  /** Runs the plugins that a `.json` file names; a `.ts` file is code itself, and its plugins run with it. */
  readonly allowPlugins?: boolean;
}

/**
 * Loads and checks `*.experiment.ts` (its default export) or a `.json` file. A `.ts` file is a program and runs with all
 * your rights: read one from a stranger before you open it, or ask for JSON, which is only data.
 * Its plugins are loaded with it. Throws `TL_FILE_MISSING`, `TL_EXPERIMENT_INVALID`, `TL_METHOD_UNKNOWN`,
 * `TL_BAD_OVERRIDE`, `TL_PLUGINS_NOT_ALLOWED` and what `importPlugins` throws.
 */
export async function loadExperiment(path: string, options: LoadExperimentOptions = {}): Promise<ResolvedExperiment> {
  const full = resolve(path);
  const value = await readExperiment(full);
  refuseCode(value, path);
  const overrides = options.set ?? [];
  const overridden = applyOverrides(value, overrides);
  const plugins = pluginsOf(overridden, full, options.allowPlugins ?? false);
  const resolving = { smoke: options.smoke ?? false, where: path, plugins };
  try {
    return resolveExperiment(overridden, resolving);
  } catch (error) {
    throw blameOverrides(error, {
      overrides,
      where: path,
      errorWith: (some) => thrownBy(() => resolveExperiment(applyOverrides(value, some), resolving)),
    });
  }
}

/** Loads the plugins that an experiment names; a list that is no list of texts is refused when all of it is checked. */
function pluginsOf(value: unknown, path: string, allowed: boolean): readonly Plugin[] {
  const { plugins } = value as { readonly plugins?: unknown };
  if (!Array.isArray(plugins) || !plugins.every((one) => typeof one === 'string')) return [];
  if (plugins.length > 0 && extname(path) === '.json' && !allowed) {
    throw new TrunklineError(
      'TL_PLUGINS_NOT_ALLOWED',
      `${path} names plugins (${plugins.join(', ')}): code that would run with all your rights.`,
      { hint: 'Read them first, then add --allow-plugins.', exitStatus: 2 },
    );
  }
  return importPlugins(plugins, dirname(path));
}

function thrownBy(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  return undefined;
}

async function readExperiment(path: string): Promise<unknown> {
  const extension = extname(path);
  if (extension === '.json') {
    const text = await readFile(path, 'utf8').catch((error: unknown) => {
      throw explainFileError(error, path);
    });
    try {
      return JSON.parse(text) as unknown;
    } catch (error) {
      const { line, column, reason } = placeOfSyntaxError(text);
      throw new TrunklineError('TL_EXPERIMENT_INVALID', `${path}:${line}:${column} is not JSON: ${reason}.`, {
        hint: `Correct line ${line} at column ${column}.`,
        exitStatus: 2,
        cause: error,
      });
    }
  }
  if (!['.ts', '.mts', '.js', '.mjs'].includes(extension)) {
    throw new TrunklineError(
      'TL_EXPERIMENT_INVALID',
      `${path}: an experiment is a .ts or a .json file, not '${extension}'.`,
      {
        hint: 'Give the path of an *.experiment.ts file.',
        exitStatus: 2,
      },
    );
  }
  await stat(path).catch((error: unknown) => {
    throw explainFileError(error, path);
  });
  try {
    const jiti = createJiti(import.meta.url, {
      moduleCache: false,
      fsCache: false,
      interopDefault: false,
      virtualModules: { ...productModules, '@trunkline/training': { defineExperiment } },
    });
    const module = await jiti.import<{ default?: unknown }>(path);
    if (module.default !== undefined) return module.default;
  } catch (error) {
    const message = messageOf(error);
    const place = message.includes(`${path}:`) ? path : placeOfError(path, error);
    throw new TrunklineError('TL_EXPERIMENT_INVALID', `${place} cannot be run: ${message}`, {
      hint: 'Correct the file at that place.',
      exitStatus: 2,
      cause: error,
    });
  }
  throw new TrunklineError('TL_EXPERIMENT_INVALID', `${path} has no default export.`, {
    hint: 'Write `export default defineExperiment({ … })`.',
    exitStatus: 2,
  });
}

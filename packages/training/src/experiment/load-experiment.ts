import { readFile, stat } from 'node:fs/promises';
import { dirname, extname, resolve } from 'node:path';
import { explainFileError, isTrunklineError, TrunklineError } from '@trunkline/system';
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
  const { resolveWith, overrides } = await readOverridden(path, options);
  try {
    return resolveWith(overrides);
  } catch (error) {
    throw await blameOverrides(error, { overrides, where: path, errorWith: thrownBy(resolveWith) });
  }
}

/**
 * The error that laying out or checking the runs of a loaded experiment threw, with the `--set` named that brought it
 * about: `trunk.weights` that are not there, a folder that does not exist. `attempt` is that work: it is done again with
 * fewer and fewer of the overrides, where the input is at fault (exit status 2) and there are any.
 */
export async function explainOverrides(
  error: unknown,
  path: string,
  options: LoadExperimentOptions,
  attempt: (experiment: ResolvedExperiment) => Promise<unknown>,
): Promise<unknown> {
  if (!isTrunklineError(error) || error.exitStatus !== 2 || !options.set?.length) return error;
  const { resolveWith, overrides } = await readOverridden(path, options);
  const errorWith = thrownBy(async (some) => await attempt(resolveWith(some)));
  return await blameOverrides(error, { overrides, where: path, errorWith });
}

/** What stands in the file, and how it is checked with some of its overrides. */
async function readOverridden(
  path: string,
  options: LoadExperimentOptions,
): Promise<{
  readonly overrides: readonly string[];
  readonly resolveWith: (overrides: readonly string[]) => ResolvedExperiment;
}> {
  const full = resolve(path);
  const value = await readExperiment(full);
  refuseCode(value, path);
  const overrides = options.set ?? [];
  const plugins = pluginsOf(applyOverrides(value, overrides), full, options.allowPlugins ?? false);
  const resolving = { smoke: options.smoke ?? false, where: path, plugins };
  return { overrides, resolveWith: (some) => resolveExperiment(applyOverrides(value, some), resolving) };
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

function thrownBy(work: (overrides: readonly string[]) => unknown): (overrides: readonly string[]) => Promise<unknown> {
  return async (overrides) => {
    try {
      await work(overrides);
    } catch (error) {
      return error;
    }
    return undefined;
  };
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

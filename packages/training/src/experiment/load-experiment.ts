import { readFile, stat } from 'node:fs/promises';
import { extname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { explainFileError, TrunklineError } from '@trunkline/system';
import { createJiti } from 'jiti';
import { placeOfSyntaxError } from './json-syntax.ts';
import { resolveExperiment, type ResolvedExperiment } from './resolve.ts';
import { applyOverrides, blameOverrides } from './set-overrides.ts';

/** How {@link loadExperiment} changes what the file says. */
export interface LoadExperimentOptions {
  /** `--set` overrides, applied in order. */
  readonly set?: readonly string[];
  readonly smoke?: boolean;
}

/**
 * Loads and checks `*.experiment.ts` (its default export) or a `.json` file. A `.ts` file is a program and runs with all
 * your rights: read one from a stranger before you open it, or ask for JSON, which is only data.
 * Throws `TL_FILE_MISSING`, `TL_EXPERIMENT_INVALID`, `TL_METHOD_UNKNOWN`, `TL_BAD_OVERRIDE`.
 */
export async function loadExperiment(path: string, options: LoadExperimentOptions = {}): Promise<ResolvedExperiment> {
  const full = resolve(path);
  const value = await readExperiment(full);
  const overrides = options.set ?? [];
  const resolving = { smoke: options.smoke ?? false, where: path };
  const overridden = applyOverrides(value, overrides);
  try {
    return resolveExperiment(overridden, resolving);
  } catch (error) {
    throw blameOverrides(
      error,
      thrownBy(() => resolveExperiment(value, resolving)),
      overrides,
      path,
    );
  }
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
    const own = fileURLToPath(new URL(`define-experiment${extname(fileURLToPath(import.meta.url))}`, import.meta.url));
    const jiti = createJiti(import.meta.url, {
      moduleCache: false,
      fsCache: false,
      interopDefault: false,
      alias: { '@trunkline/training': own },
    });
    const module = await jiti.import<{ default?: unknown }>(path);
    if (module.default !== undefined) return module.default;
  } catch (error) {
    const message = (error instanceof Error ? error.message : String(error)).replaceAll(/\s+/g, ' ').trim();
    const line = lineIn(path, error);
    const place = line === undefined || message.includes(`${path}:`) ? path : `${path}:${line}`;
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

/** The line of `path` at which an error was thrown, if its stack names one. */
function lineIn(path: string, error: unknown): string | undefined {
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  const frame = stack.split('\n').find((one) => /^\s*at /.test(one) && one.includes(`${path}:`));
  return frame === undefined ? undefined : /^\d+/.exec(frame.slice(frame.indexOf(`${path}:`) + path.length + 1))?.[0];
}

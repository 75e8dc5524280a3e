import { readFileSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { relative, sep } from 'node:path';
import { registerTrunk, registerWeightSet } from '@trunkline/backbone';
import { registerAugmentation } from '@trunkline/data';
import { registerValidator } from '@trunkline/evaluation';
import { registerHead } from '@trunkline/heads';
import { registerMethod } from '@trunkline/methods';
import { definitionOf, isTrunklineError, sha256, TrunklineError, type DefinitionKind } from '@trunkline/system';
import { createJiti } from 'jiti';
import { findPlugin, isWithin, type FoundPlugin } from './find-plugin.ts';
import { messageOf, placeOfError } from './place-of-error.ts';
import type { Plugin } from './plugin.ts';
import { productModules } from './product-modules.ts';

interface Definition {
  readonly kind: DefinitionKind;
  readonly value: { readonly name: string };
}

/** Adds a definition to the registry of its kind and answers how to take it away again. */
const register: Readonly<Record<DefinitionKind, (value: never) => () => void>> = {
  method: registerMethod,
  validator: registerValidator,
  augmentation: registerAugmentation,
  trunk: registerTrunk,
  head: registerHead,
  'weight set': registerWeightSet,
};

/** What is loaded, by file, and how to take away what it defined. */
const loaded = new Map<string, { readonly plugin: Plugin; readonly remove: () => void }>();

/**
 * Loads the plugins that an experiment in `folder` names and registers everything that they define. A file that was loaded
 * before is loaded anew. Throws, each naming the plugin: `TL_PLUGIN_MISSING`, `TL_PLUGIN_OUTSIDE`, `TL_PLUGIN_FAILED`,
 * `TL_PLUGIN_EMPTY`, `TL_PLUGIN_COPY`, `TL_NAME_TAKEN`, and what checking a definition throws.
 */
export function importPlugins(names: readonly string[], folder: string): readonly Plugin[] {
  const found = names.map((name) => findPlugin(name, folder));
  return found.map((one) => load(one, realpathSync(folder)));
}

/**
 * Loads the plugins of an experiment that was resolved elsewhere, in another process say; those that this process has
 * loaded stay. Throws as `importPlugins`, and `TL_EXPERIMENT_CHANGED` where a plugin is not the code that it was.
 */
export function loadPlugins({ plugins = [] }: { readonly plugins?: readonly Plugin[] | undefined }): void {
  for (const plugin of plugins) {
    const isHere = [...loaded.values()].some(
      ({ plugin: { name, folder, digest } }) =>
        name === plugin.name && folder === plugin.folder && digest === plugin.digest,
    );
    if (isHere) continue;
    const [now] = importPlugins([plugin.name], plugin.folder);
    if (now && now.digest !== plugin.digest) throw pluginChanged(plugin, now, 'the plan was made');
  }
}

/** Refuses plugins that are not those of an earlier attempt. Throws `TL_EXPERIMENT_CHANGED`, naming the first. */
export function checkSamePlugins(before: readonly Plugin[], now: readonly Plugin[], folder: string): void {
  for (const plugin of before) {
    const same = now.find(({ name }) => name === plugin.name);
    if (same && same.digest !== plugin.digest) throw pluginChanged(plugin, same, `${folder} was started`);
  }
}

function pluginChanged(before: Plugin, now: Plugin, since: string): TrunklineError {
  const what = ({ version, digest }: Plugin): string =>
    `${version === undefined ? '' : `version ${version}, `}digest ${digest.slice(0, 12)}`;
  return new TrunklineError(
    'TL_EXPERIMENT_CHANGED',
    `The plugin ${before.name} has changed since ${since}: it was ${what(before)} and is ${what(now)}.`,
    { hint: 'Bring its code back as it was, or start anew without --resume.', exitStatus: 2 },
  );
}

function load(plugin: FoundPlugin, folder: string): Plugin {
  loaded.get(plugin.file)?.remove();
  loaded.delete(plugin.file);
  const { exports, files } = evaluate(plugin, folder);
  const definitions = definitionsIn(exports, plugin);
  const undo: (() => void)[] = [];
  try {
    for (const { kind, value } of definitions) undo.push(register[kind](value as never));
  } catch (error) {
    for (const one of undo) one();
    throw within(plugin, error);
  }
  const { name, file, version, packageName } = plugin;
  const contents = files.map((path) => [relative(folder, path).replaceAll(sep, '/'), sha256(readFileSync(path))]);
  const made: Plugin = {
    name,
    folder,
    ...(version !== undefined && { version }),
    digest: sha256(
      JSON.stringify(version === undefined ? contents : [packageName, version, sha256(readFileSync(file))]),
    ),
    defines: definitions.map(({ kind, value }) => `${kind} ${value.name}`),
  };
  loaded.set(file, { plugin: made, remove: () => undo.forEach((one) => one()) });
  return made;
}

/** Runs a plugin's file; `files` are it and those of the folder that it imports, by path. */
function evaluate(
  { name, file, packageName }: FoundPlugin,
  folder: string,
): { readonly exports: unknown; readonly files: readonly string[] } {
  const modules = createRequire(import.meta.url).cache;
  const isOwn = (path: string): boolean => isWithin(folder, path) && !path.includes(`${sep}node_modules${sep}`);
  for (const path of Object.keys(modules)) if (isOwn(path) || path === file) delete modules[path];
  const before = new Set(Object.keys(modules));
  const jiti = createJiti(file, {
    fsCache: false,
    moduleCache: true,
    interopDefault: false,
    virtualModules: { ...productModules },
    ...(packageName !== undefined && { transformModules: [packageName] }),
  });
  let exports: unknown;
  try {
    exports = jiti(file);
  } catch (error) {
    if (isTrunklineError(error)) throw within({ name }, error);
    throw new TrunklineError(
      'TL_PLUGIN_FAILED',
      `The plugin ${name} failed while it was loaded, at ${placeOfError(file, error)}: ${messageOf(error)}`,
      { hint: 'Correct the file at that place.', exitStatus: 2, cause: error },
    );
  }
  const added = Object.keys(modules).filter((path) => !before.has(path));
  const strangers = added.filter((path) => !isOwn(path) && !path.includes(`${sep}node_modules${sep}`));
  if (packageName === undefined && strangers.length > 0) {
    throw new TrunklineError(
      'TL_PLUGIN_OUTSIDE',
      `The plugin ${name} imports ${strangers.join(', ')}, outside the experiment's folder.`,
      { hint: `Move what it imports into ${folder}, or make a package of it and install that.`, exitStatus: 2 },
    );
  }
  return { exports, files: added.filter(isOwn).sort() };
}

function definitionsIn(exports: unknown, { name }: FoundPlugin): readonly Definition[] {
  const named = typeof exports === 'object' && exports !== null ? Object.entries(exports) : [];
  const values = new Set([exports, ...named.map(([, value]) => value as unknown)]);
  const definitions: Definition[] = [];
  for (const value of values) {
    const mark = definitionOf(value);
    if (mark === undefined) continue;
    if (!mark.ours) {
      throw new TrunklineError(
        'TL_PLUGIN_COPY',
        `The plugin ${name} defines its ${mark.kind} with another copy of Trunkline, ${mark.home}.`,
        {
          hint: 'Make @trunkline packages peer dependencies of it and remove that copy.',
          exitStatus: 2,
        },
      );
    }
    definitions.push({ kind: mark.kind, value: value as Definition['value'] });
  }
  if (definitions.length > 0) return definitions;
  const listed = named.map(([key]) => key).filter((key) => key !== '__esModule');
  throw new TrunklineError(
    'TL_PLUGIN_EMPTY',
    `The plugin ${name} defines nothing: ${listed.length === 0 ? 'it exports nothing' : `it exports ${listed.join(', ')}`}.`,
    {
      hint: 'Export what defineMethod, defineValidator, defineAugmentation or another define function returns.',
      exitStatus: 2,
    },
  );
}

/** The same error with the plugin named in front. */
function within({ name }: Pick<FoundPlugin, 'name'>, error: unknown): unknown {
  if (!isTrunklineError(error)) return error;
  const { hint, exitStatus } = error as TrunklineError;
  return new TrunklineError((error as TrunklineError).code, `The plugin ${name}: ${error.message}`, {
    ...(hint !== undefined && { hint }),
    exitStatus,
    cause: error,
  });
}

import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { TrunklineError } from '@trunkline/system';
import { createJiti } from 'jiti';

/** Where a plugin's code is, before anything of it runs. */
export interface FoundPlugin {
  readonly name: string;
  /** Real path of its file. */
  readonly file: string;
  /** Name and version of the package it is, for one that is installed. */
  readonly packageName?: string;
  readonly version?: string;
}

const packageName = /^(@[a-z0-9~-][a-z0-9._~-]*\/)?[a-z0-9~-][a-z0-9._~-]*$/;

/**
 * Finds a plugin that an experiment in `folder` names: a file in that folder or below it, or a package that is installed
 * for it. Throws `TL_PLUGIN_MISSING`, `TL_PLUGIN_OUTSIDE`.
 */
export function findPlugin(name: string, folder: string): FoundPlugin {
  const isPath = isAbsolute(name) || name === '.' || name === '..' || /^\.\.?[\\/]/.test(name);
  return isPath ? findFile(name, folder) : findPackage(name, folder);
}

function findFile(name: string, folder: string): FoundPlugin {
  const path = resolve(folder, name);
  if (!existsSync(path) || !statSync(path).isFile()) {
    throw new TrunklineError('TL_PLUGIN_MISSING', `The plugin ${name} is not there: ${path} is no file.`, {
      hint: 'Correct its path; it starts at the folder of the experiment file.',
      exitStatus: 2,
    });
  }
  const file = realpathSync(path);
  if (!isWithin(realpathSync(folder), file)) {
    throw new TrunklineError('TL_PLUGIN_OUTSIDE', `The plugin ${name} lies outside the experiment's folder: ${file}.`, {
      hint: `Move it into ${folder}, or make a package of it and install that.`,
      exitStatus: 2,
    });
  }
  return { name, file };
}

function findPackage(name: string, folder: string): FoundPlugin {
  const entry = packageName.test(name) ? resolveEntry(name, folder) : undefined;
  if (entry === undefined) {
    const beside = existsSync(join(folder, name));
    throw new TrunklineError('TL_PLUGIN_MISSING', `The plugin ${name} is no package that ${folder} has installed.`, {
      hint: beside ? `For the file beside the experiment write "./${name}".` : `Install it there: npm install ${name}.`,
      exitStatus: 2,
    });
  }
  const file = realpathSync(entry);
  const facts = packageOf(file);
  return { name, file, packageName: facts.name ?? name, version: facts.version ?? 'unknown' };
}

/** The file that `import name` would load in this folder, Node's own modules left out. */
function resolveEntry(name: string, folder: string): string | undefined {
  const jiti = createJiti(join(folder, 'experiment.ts'), { fsCache: false });
  try {
    const found = jiti.esmResolve(name, pathToFileURL(join(folder, 'experiment.ts')).href);
    return found.startsWith('file:') ? fileURLToPath(found) : undefined;
  } catch {
    return undefined;
  }
}

function packageOf(file: string): { readonly name?: string; readonly version?: string } {
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    const path = join(folder, 'package.json');
    if (existsSync(path)) {
      const facts = JSON.parse(readFileSync(path, 'utf8')) as { name?: string; version?: string };
      if (facts.name !== undefined) return facts;
    }
    if (dirname(folder) === folder) return {};
  }
}

/** True for a path in a folder or below it; both real. */
export function isWithin(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

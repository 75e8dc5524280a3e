/** Parts of a `package-lock.json` (version 3) that are followed here. */
export interface Lock {
  readonly packages: Readonly<Record<string, LockedPackage>>;
}
interface LockedPackage {
  readonly version?: string;
  readonly resolved?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly [fact: string]: unknown;
}

/** A package of the repository as an empty project takes it. */
export interface Packed {
  readonly name: string;
  /** Its folder below the root. */
  readonly place: string;
  /** `file:` and the way from the project to its tarball. */
  readonly tarball: string;
}

/**
 * The `package-lock.json` of an empty project with these packages: with what they declare and nothing else, in the versions
 * of the repository, so that npm finds all of it in its cache and asks no registry.
 */
export function lockFile({ packages }: Lock, packed: readonly Packed[]): object {
  const own = new Map(packed.map((one) => [one.name, one]));
  const locked: Record<string, unknown> = {};
  const queue = packed.map(({ place }) => place);
  const seen = new Set(queue);
  for (const from of queue) {
    const { resolved, ...facts } = packages[from] ?? {};
    const one = packed.find(({ place }) => place === from);
    locked[one ? `node_modules/${one.name}` : placeIn(from, packed)] = {
      ...facts,
      resolved: one?.tarball ?? resolved ?? addressOf(from, facts.version),
    };
    const { dependencies, optionalDependencies, peerDependencies } = facts as LockedPackage;
    for (const name of Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies })) {
      if (own.has(name)) continue;
      const found = findFrom(packages, from, name);
      if (found === undefined || seen.has(found)) continue;
      seen.add(found);
      queue.push(found);
    }
  }
  const dependencies = Object.fromEntries(packed.map(({ name, tarball }) => [name, tarball]));
  return { lockfileVersion: 3, requires: true, packages: { '': { dependencies }, ...locked } };
}

/** Where the package at `from` finds another one: in its own `node_modules` or those above it. */
function findFrom(packages: Lock['packages'], from: string, name: string): string | undefined {
  for (let folder = from; ; folder = folder.replace(/(^|\/)(node_modules\/(@[^/]+\/)?)?[^/]+$/, '')) {
    const found = `${folder === '' ? '' : `${folder}/`}node_modules/${name}`;
    if (found in packages) return found;
    if (folder === '') return undefined;
  }
}

/** What lies in the `node_modules` of a package of the repository lies in those of the installed one. */
function placeIn(path: string, packed: readonly Packed[]): string {
  const owner = packed.find(({ place }) => path.startsWith(`${place}/`));
  return owner ? `node_modules/${owner.name}${path.slice(owner.place.length)}` : path;
}

function addressOf(path: string, version = ''): string {
  const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
  return `https://registry.npmjs.org/${name}/-/${name.split('/').at(-1) ?? ''}-${version}.tgz`;
}

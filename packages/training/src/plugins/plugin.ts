/** A file or package that an experiment names under `plugins`, after it was loaded; plain JSON. */
export interface Plugin {
  /** As the experiment names it: `./my-coral.ts`, or the name of an installed package. */
  readonly name: string;
  /** The experiment's folder, where its path starts or it is installed. All else stays the same when a folder moves. */
  readonly folder: string;
  /** Of a package. */
  readonly version?: string;
  /**
   * SHA-256 over its file and all files that it imports from the experiment's folder; of a package, over its name, its
   * version and its entry file.
   */
  readonly digest: string;
  /** What it brings along: `method my-coral`. */
  readonly defines: readonly string[];
}

/** What makes one plugin the same as another, wherever they lie. */
export function withoutFolder({ name, version, digest, defines }: Plugin): Omit<Plugin, 'folder'> {
  return { name, ...(version !== undefined && { version }), digest, defines };
}

import { TrunklineError } from './errors.ts';
import { nearest } from './nearest.ts';

/** What {@link createRegistry} is made of. */
export interface RegistryOptions<Item> {
  /** What one of them is called in messages: `weight set`. */
  readonly noun: string;
  /** Of the error for a name that nothing has: `TL_WEIGHT_SET_UNKNOWN`. */
  readonly code: `TL_${string}_UNKNOWN`;
  /** What is there from the start, each under a name of its own. */
  readonly items: readonly Item[];
  /** What to do about an unknown name, beside correcting it, as one sentence. */
  readonly hint: string;
}

/** Things of one kind by name. */
export interface Registry<Item> {
  /** Those that are built in, in their order, then those that were registered. */
  list(): readonly Item[];
  has(name: string): boolean;
  /** The one of this name. Throws the registry's own code, naming the nearest and all there are. */
  find(name: string): Item;
  /**
   * Adds one and answers how to take it away again; to add the same object twice changes nothing.
   * Throws `TL_NAME_TAKEN` and, for a name that is not kebab-case, `TL_BAD_NAME`.
   */
  register(item: Item): () => void;
}

const kebabCase = /^[a-z0-9]+(-[a-z0-9]+)*$/;

/** Makes a registry. It belongs to the process: everything in the process finds what was registered. */
export function createRegistry<Item extends { readonly name: string }>(options: RegistryOptions<Item>): Registry<Item> {
  const { noun, code, items: builtIn, hint } = options;
  const added: Item[] = [];
  const list = (): readonly Item[] => [...builtIn, ...added];
  const get = (name: string): Item | undefined => list().find((item) => item.name === name);
  return {
    list,
    has: (name) => get(name) !== undefined,
    find(name) {
      const found = get(name);
      if (found) return found;
      const names = list().map((item) => item.name);
      const meant = nearest(name, names);
      const instead = meant === undefined ? '' : `; the nearest is "${meant}"`;
      throw new TrunklineError(code, `There is no ${noun} "${name}"${instead}. There are: ${names.join(', ')}.`, {
        hint: `Correct the name. ${hint}`,
        exitStatus: 2,
      });
    },
    register(item) {
      if (!kebabCase.test(item.name)) {
        throw new TrunklineError(
          'TL_BAD_NAME',
          `A ${noun} is named ${JSON.stringify(item.name)}, expected kebab-case: lower-case letters, digits and hyphens.`,
          { hint: `Write its name like "my-own".`, exitStatus: 2 },
        );
      }
      const taken = get(item.name);
      if (taken !== undefined && taken !== item) {
        throw new TrunklineError(
          'TL_NAME_TAKEN',
          `There is a ${noun} "${item.name}" already${builtIn.includes(taken) ? ', which Trunkline brings along' : ''}.`,
          { hint: `Give yours another name, "my-${item.name}" say.`, exitStatus: 2 },
        );
      }
      if (taken === undefined) added.push(item);
      return () => {
        const at = added.indexOf(item);
        if (at >= 0) added.splice(at, 1);
      };
    },
  };
}

import { readFile } from 'node:fs/promises';
import { explainFileError } from './errors.ts';

/** What says whether a value is what a file should hold: a schema of zod is one. */
export interface StoredSchema<T> {
  safeParse(value: unknown):
    | { readonly success: true; readonly data: T }
    | {
        readonly success: false;
        readonly error: {
          readonly issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[];
        };
      };
}

/** What a file that the product wrote holds now. `problem` is a sentence that names the file. */
export type Stored<T> =
  | { readonly state: 'whole'; readonly value: T }
  | { readonly state: 'absent' }
  | { readonly state: 'damaged'; readonly problem: string };

/**
 * Reads a JSON file that the product wrote itself. One that is empty, torn, overwritten or of another shape is no error
 * here: the caller makes it again, or says what is lost. Throws what keeps the file from being read (`TL_NO_PERMISSION`,
 * `TL_TOO_MANY_FILES`): that says nothing about its content.
 */
export async function readStored<T>(path: string, schema: StoredSchema<T>): Promise<Stored<T>> {
  let content: Buffer;
  try {
    content = await readFile(path);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT' || code === 'ENOTDIR') return { state: 'absent' };
    if (code === 'EISDIR') return { state: 'damaged', problem: `${path} is damaged: a folder stands in its place.` };
    throw explainFileError(error, path);
  }
  return parseStored(content.toString('utf8'), path, schema);
}

/** {@link readStored} of a text that was read already. */
export function parseStored<T>(text: string, path: string, schema: StoredSchema<T>): Stored<T> {
  const damaged = (why: string): Stored<T> => ({ state: 'damaged', problem: `${path} is damaged: ${why}.` });
  if (text.trim() === '') return damaged('it is empty');
  if (/^\0+$/.test(text)) return damaged('it holds zeros only');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return damaged('it is no whole JSON');
  }
  const checked = schema.safeParse(value);
  if (checked.success) return { state: 'whole', value: checked.data };
  const [issue] = checked.error.issues;
  const place = issue?.path.map(String).join('.') ?? '';
  return damaged(place === '' ? 'it holds something else' : `${JSON.stringify(place)} in it is not what it should be`);
}

/** One place that gives a code its message. */
export interface ErrorPlace {
  readonly code: string;
  readonly file: string;
  readonly message: string;
  readonly hint?: string;
  /** As it is written in the source; a notice has none. */
  readonly exitStatus?: string;
  readonly notice?: true;
}

export function findErrors(files: readonly { readonly path: string; readonly text: string }[]): ErrorPlace[];
export function errorsOfWorkspace(root: string): ErrorPlace[];
export function errorReference(root: string, found?: readonly ErrorPlace[]): string;

import { join } from 'node:path';

/** The folder of a run in its invocation. */
export function runFolder(invocation: string, id: string): string {
  return join(invocation, 'runs', id);
}

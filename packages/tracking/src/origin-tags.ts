import { userInfo } from 'node:os';
import { basename } from 'node:path';
import type { GitInformation } from './git-information.ts';

/** Tags that say who ran what from where, under the names that MLflow's pages show. */
export function originTags(git: GitInformation | undefined): Record<string, string> {
  let user = process.env['USER'] ?? '';
  try {
    user = userInfo().username;
  } catch {
    // a user without an entry in the password file, as in some containers
  }
  const script = process.argv[1];
  return {
    ...(user ? { 'mlflow.user': user } : {}),
    'mlflow.source.type': 'LOCAL',
    'mlflow.source.name': script ? basename(script) : 'trunkline',
    ...(git
      ? {
          'mlflow.source.git.commit': git.commit,
          'git.dirty': String(git.dirty),
          ...(git.branch ? { 'mlflow.source.git.branch': git.branch } : {}),
          ...(git.remote ? { 'mlflow.source.git.repoURL': git.remote } : {}),
        }
      : {}),
  };
}

import { TrunklineError } from '@trunkline/system';

/** An artefact's path in one form: forward slashes, no empty parts. Throws `TL_ARTIFACT_PATH` when it would leave the run. */
export function cleanArtifactPath(path: string): string {
  const parts = path
    .replaceAll('\\', '/')
    .split('/')
    .filter((part) => part !== '' && part !== '.');
  if (parts.length === 0 || parts.includes('..') || /^([a-z]:|\/)/i.test(path)) {
    throw new TrunklineError('TL_ARTIFACT_PATH', `"${path}" cannot be the path of an artefact.`, {
      hint: 'Give a relative path without "..", for example figures/confusion.png.',
      exitStatus: 2,
    });
  }
  return parts.join('/');
}

export { syncFolder, writeFileAtomic } from './atomic-file.ts';
export { cacheFolder } from './cache-folder.ts';
export { definitionOf, markDefinition, type DefinitionKind } from './definition.ts';
export { sha256, sha256File } from './digest.ts';
export {
  explainAddressSpace,
  explainFileError,
  isTrunklineError,
  tooManyFiles,
  TrunklineError,
  type TrunklineErrorOptions,
} from './errors.ts';
export { withLock, type LockOptions } from './lock.ts';
export { makeFolder } from './make-folder.ts';
export { nearest } from './nearest.ts';
export { openFileLimit, tightOpenFileLimit } from './open-file-limit.ts';
export { isAlive, lockHolder, processStart, takeProcessLock } from './process-lock.ts';
export { createProgress, type Progress, type ProgressOptions } from './progress.ts';
export { createRandom, restoreRandom, type Random, type RandomState } from './random.ts';
export { parseStored, readStored, type Stored, type StoredSchema } from './read-stored.ts';
export { createRegistry, type Registry, type RegistryOptions } from './registry.ts';
export { removeLeftovers } from './remove-leftovers.ts';
export { headBytes, whatFileIs, type FileKind } from './what-file-is.ts';
export { fetchWheel, unpackZip, type FetchWheelOptions, type Wheel } from './wheel.ts';
export { toCsv, type CsvValue } from './csv.ts';

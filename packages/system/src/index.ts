export { syncFolder, writeFileAtomic } from './atomic-file.ts';
export { cacheFolder } from './cache-folder.ts';
export { sha256, sha256File } from './digest.ts';
export { explainFileError, isTrunklineError, TrunklineError, type TrunklineErrorOptions } from './errors.ts';
export { withLock, type LockOptions } from './lock.ts';
export { makeFolder } from './make-folder.ts';
export { isAlive, lockHolder, processStart, takeProcessLock } from './process-lock.ts';
export { createProgress, type Progress, type ProgressOptions } from './progress.ts';
export { fetchWheel, unpackZip, type FetchWheelOptions, type Wheel } from './wheel.ts';

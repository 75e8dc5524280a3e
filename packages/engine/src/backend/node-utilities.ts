import { createRequire } from 'node:module';

/**
 * TensorFlow.js 4.22 calls `util.isNullOrUndefined` and `util.isArray`, which Node deprecated and removed in 23. Puts
 * plain ones in their place (also where the deprecated ones still exist: those print a warning).
 */
export function restoreNodeUtilities(): void {
  const util = createRequire(import.meta.url)('node:util') as Record<string, unknown>;
  util['isNullOrUndefined'] = (value: unknown) => value === null || value === undefined;
  util['isArray'] = Array.isArray;
}

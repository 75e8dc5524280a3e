import { createRequire } from 'node:module';
import type * as tensorflow from '../types/tensorflow.d.ts';
import { restoreNodeUtilities } from './backend/node-utilities.ts';

restoreNodeUtilities();

/**
 * TensorFlow.js: the one instance that the whole process shares. Call `startEngine` before computing with it. Its type is
 * that of TensorFlow.js' core with chained operations, in one file that stands alone (docs/decisions/0127).
 */
export const tf: typeof tensorflow = createRequire(import.meta.url)('@tensorflow/tfjs') as typeof tensorflow;

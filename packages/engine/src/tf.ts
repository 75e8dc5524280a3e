import { createRequire } from 'node:module';
import type * as tensorflow from '@tensorflow/tfjs';
import { restoreNodeUtilities } from './backend/node-utilities.ts';

restoreNodeUtilities();

/** TensorFlow.js: the one instance that the whole process shares. Call `startEngine` before computing with it. */
export const tf: typeof tensorflow = createRequire(import.meta.url)('@tensorflow/tfjs') as typeof tensorflow;

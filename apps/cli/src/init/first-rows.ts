import type { Experiment } from '@trunkline/training';

type Rows = Experiment['methods'];

const gently = { trunkRateFactor: 0.1 };

/** What is tried first on another domain: nothing, the head alone, one adaptation, and what target labels would give. */
export const rowsForDomain: Rows = [
  { method: 'source-only', options: gently },
  'linear-probe',
  { method: 'mcc', options: gently },
  { method: 'target-oracle', options: gently },
];

/** What is tried first on another task: everything, the head alone, and the head before everything. */
export const rowsForTask: Rows = [{ method: 'source-only', options: gently }, 'linear-probe', 'lp-ft'];

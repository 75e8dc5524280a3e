import type { PlannedRun } from './plan.ts';

/** A run as people read it: "dann, trial 2 · mnist → mnist-m · seed 0". */
export function runTitle({ label, trial, source, target, seed }: PlannedRun): string {
  const row = trial === undefined ? label : `${label}, trial ${trial}`;
  return `${row} · ${source} → ${target} · seed ${seed}`;
}

import { join } from 'node:path';
import { validators } from '@trunkline/evaluation';
import { readStored } from '@trunkline/system';
import type { Plan } from '../plan/plan.ts';
import { experimentSchema } from '../records/record-schemas.ts';

/**
 * The plan of an experiment that asks for all validators, with those that there were when the invocation in the folder
 * began: one that was added since is no change of the experiment. Other plans stay as they are.
 */
export async function withRecordedValidators(plan: Plan, folder: string): Promise<Plan> {
  const { experiment } = plan;
  if (!experiment.allValidators) return plan;
  const stored = await readStored(join(folder, 'experiment.json'), experimentSchema);
  if (stored.state !== 'whole' || stored.value['allValidators'] !== true) return plan;
  const then = stored.value['validators'];
  const known = new Set(validators().map(({ name }) => name));
  if (!Array.isArray(then) || !then.every((name): name is string => known.has(name as string))) return plan;
  return { ...plan, experiment: { ...experiment, validators: then } };
}

import { ActivationCache } from '../inputs/activation-cache.ts';
import type { Plan } from '../plan/plan.ts';
import { openWorkspace } from '../run/workspace.ts';

/**
 * The check that `runExperiment` makes before it writes anything, on its own, for `--dry-run`: data are indexed and split,
 * a few pictures decoded, weights read. What would have to be fetched or made first is left out. Gives the plan with what
 * there is to say among its warnings. Throws what `runExperiment` would throw before its first run.
 */
export async function checkPlan(plan: Plan, onNotice: (line: string) => void = () => undefined): Promise<Plan> {
  const activations = new ActivationCache({ onNotice });
  try {
    const said = await openWorkspace(plan, { activations, onNotice }).check({ fetches: false });
    return { ...plan, warnings: [...plan.warnings, ...said] };
  } finally {
    await activations.close();
  }
}

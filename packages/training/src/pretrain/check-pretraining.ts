import { sightsOf } from '@trunkline/methods';
import { TrunklineError } from '@trunkline/system';
import { methodOf } from '../experiment/method-of.ts';
import type { ResolvedMethod } from '../experiment/resolve.ts';
import type { Plan, PlannedRun } from '../plan/plan.ts';

/**
 * The one run of an experiment that makes weights. Throws `TL_PRETRAINING_INVALID` unless it is a single run that learns the
 * whole trunk from random weights, from labelled images of the source alone, and is tested on images of the same domain.
 */
export function checkPretraining(plan: Plan): { readonly run: PlannedRun; readonly method: ResolvedMethod } {
  const { experiment, runs } = plan;
  const [run] = runs;
  const method = experiment.methods.find(({ label }) => label === run?.label);
  if (!run || !method || runs.length > 1) {
    throw refused(
      `it has ${runs.length} runs (methods × seeds × targets)`,
      'Leave one method, one seed and one target: weights come from one run.',
    );
  }
  const pair = plan.pairs[run.pair];
  if (pair?.sources.join() !== String(pair?.target)) {
    throw refused(
      `its target is ${run.target}, its source ${run.source}`,
      'Give the same data as source and as target: what is held out of it says how good the weights are.',
    );
  }
  const other = sightsOf(methodOf(method)).find((sight) => !sight.startsWith('source'));
  if (other !== undefined) {
    throw refused(
      `its method ${method.method} sees ${other}`,
      'Take a method that learns from labelled source images alone: source-only or full-finetune.',
    );
  }
  if (method.trunk.weights !== null) {
    throw refused(
      `its trunk starts from ${method.trunk.weights}`,
      'Set trunk.weights to null: a trunk that is pretrained here starts from random weights.',
    );
  }
  const cut = run.stages.at(-1)?.cut;
  if (cut !== 'images') {
    throw refused(
      `it freezes the trunk up to ${cut ?? 'its end'}`,
      'Leave trunk.frozenThrough out, and take a method that trains the whole trunk.',
    );
  }
  return { run, method };
}

function refused(why: string, hint: string): TrunklineError {
  return new TrunklineError('TL_PRETRAINING_INVALID', `The experiment cannot be pretrained from: ${why}.`, {
    hint,
    exitStatus: 2,
  });
}

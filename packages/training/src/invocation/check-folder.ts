import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { TrunklineError } from '@trunkline/system';
import type { ResolvedExperiment } from '../experiment/resolve.ts';
import type { Plan } from '../plan/plan.ts';
import { checkSamePlugins } from '../plugins/load-plugins.ts';
import { withoutFolder } from '../plugins/plugin.ts';
import { flatten } from '../run/log-run.ts';

/**
 * Refuses a folder that holds another invocation. Throws `TL_NOTHING_TO_RESUME`, `TL_RUN_FOLDER_EXISTS`,
 * `TL_EXPERIMENT_CHANGED`.
 */
export async function checkFolder(plan: Plan, folder: string, resume: boolean): Promise<void> {
  const path = join(folder, 'experiment.json');
  const before = await readFile(path, 'utf8').catch(() => undefined);
  if (before === undefined) {
    const there = await stat(folder).then(
      () => true,
      () => false,
    );
    if (resume && !there) {
      throw new TrunklineError('TL_NOTHING_TO_RESUME', `${folder} holds no invocation.`, {
        hint: 'Run the experiment without --resume first.',
        exitStatus: 2,
      });
    }
    return;
  }
  if (!resume) {
    throw new TrunklineError('TL_RUN_FOLDER_EXISTS', `${folder} holds an invocation already.`, {
      hint: 'Add --resume to go on with it, or choose another folder.',
      exitStatus: 2,
    });
  }
  const then = JSON.parse(before) as ResolvedExperiment;
  checkSamePlugins(then.plugins ?? [], plan.experiment.plugins ?? [], folder);
  const [first, second] = [comparable(then), comparable(plan.experiment)];
  if (JSON.stringify(first) !== JSON.stringify(second)) {
    const changes = differences(first, second);
    const shown =
      changes.length === 0
        ? 'the order of its parts'
        : changes.slice(0, 4).join('; ') + (changes.length > 4 ? `; and ${changes.length - 4} more` : '');
    throw new TrunklineError(
      'TL_EXPERIMENT_CHANGED',
      `The experiment is not the one that ${folder} was started with: ${shown}.`,
      {
        hint: 'Give the same file, the same --set and --smoke as then, or leave --resume out to start anew.',
        exitStatus: 2,
      },
    );
  }
}

/** An experiment as `experiment.json` holds it, without the place of its plugins, which may move. */
function comparable(experiment: ResolvedExperiment): unknown {
  const { plugins } = experiment;
  return JSON.parse(JSON.stringify(plugins ? { ...experiment, plugins: plugins.map(withoutFolder) } : experiment));
}

/** What differs between two experiments, by place. */
function differences(before: unknown, now: unknown): string[] {
  const [then, today] = [flatten({ experiment: before }), flatten({ experiment: now })] as Record<string, unknown>[];
  const places = new Set([...Object.keys(then ?? {}), ...Object.keys(today ?? {})]);
  const told = (value: unknown): string => (value === undefined ? 'absent' : JSON.stringify(value));
  return [...places].flatMap((place) => {
    const [first, second] = [told(then?.[place]), told(today?.[place])];
    return first === second ? [] : [`${place.replace(/^experiment\./, '')} was ${first} and is ${second}`];
  });
}

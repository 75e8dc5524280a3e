import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { readStored, TrunklineError, type Stored } from '@trunkline/system';
import type { ResolvedExperiment } from '../experiment/resolve.ts';
import type { Plan } from '../plan/plan.ts';
import { checkSamePlugins } from '../plugins/load-plugins.ts';
import { withoutFolder } from '../plugins/plugin.ts';
import {
  experimentSchema,
  inputsSchema,
  invocationSchema,
  storedPlanSchema,
  type InputsRecord,
  type InvocationRecord,
} from '../records/record-schemas.ts';
import { flatten } from '../run/log-run.ts';
import { isStoredAs } from '../values/without-secrets.ts';

/** What an earlier attempt left in an invocation's folder. */
export interface EarlierAttempt {
  /** Threads of its runs, by id: this machine may have others to give, and digits would change. */
  readonly threads: ReadonlyMap<string, number>;
  readonly inputs: InputsRecord | undefined;
  readonly record: InvocationRecord | undefined;
}

/**
 * Refuses a folder that holds another invocation, and reads what an earlier attempt left in it. Files that are damaged are
 * named and, where they can be, made again. Throws `TL_NOTHING_TO_RESUME`, `TL_RUN_FOLDER_EXISTS`, `TL_EXPERIMENT_CHANGED`,
 * `TL_RECORD_INVALID`.
 */
export async function checkFolder(
  plan: Plan,
  folder: string,
  resume: boolean,
  onNotice: (line: string) => void,
): Promise<EarlierAttempt> {
  const experiment = await readStored(join(folder, 'experiment.json'), experimentSchema);
  const stored = await readStored(join(folder, 'plan.json'), storedPlanSchema);
  if (experiment.state === 'absent' && stored.state === 'absent') {
    const hasRuns = await exists(join(folder, 'runs'));
    if (!hasRuns) {
      if (resume && !(await exists(folder))) throw nothingToResume(folder);
      return { threads: new Map(), inputs: undefined, record: undefined };
    }
  }
  if (!resume) {
    throw new TrunklineError('TL_RUN_FOLDER_EXISTS', `${folder} holds an invocation already.`, {
      hint: 'Add --resume to go on with it, or choose another folder.',
      exitStatus: 2,
    });
  }
  const then =
    experiment.state === 'whole' ? experiment.value : stored.state === 'whole' ? stored.value.experiment : undefined;
  if (then === undefined) {
    const problems = [problemOf(experiment, folder, 'experiment.json'), problemOf(stored, folder, 'plan.json')];
    throw new TrunklineError('TL_RECORD_INVALID', `Nothing says what was started here: ${problems.join(' ')}`, {
      hint: 'Leave --resume out to start anew.',
      exitStatus: 2,
    });
  }
  const record = await readStored(join(folder, 'invocation.json'), invocationSchema);
  const command = record.state === 'whole' ? record.value.command : undefined;
  checkSameExperiment(then as unknown as ResolvedExperiment, plan, folder, command);
  const inputs = await readStored(join(folder, 'inputs.json'), inputsSchema);
  for (const one of [experiment, stored]) {
    if (one.state === 'damaged') onNotice(`${one.problem} It is written again.`);
  }
  if (stored.state !== 'whole') onNotice(`The threads of the runs are planned anew, as ${folder} does not say them.`);
  if (inputs.state !== 'whole' && (await exists(join(folder, 'runs')))) {
    const problem = problemOf(inputs, folder, 'inputs.json');
    onNotice(`${problem} Nothing says what the runs before have read: pictures and weights are taken as they are now.`);
  }
  if (record.state === 'damaged') onNotice(`${record.problem} It is written again, with what the journal says.`);
  return {
    threads: new Map(stored.state === 'whole' ? stored.value.runs.map(({ id, threads }) => [id, threads]) : []),
    inputs: inputs.state === 'whole' ? inputs.value : undefined,
    record: record.state === 'whole' ? record.value : undefined,
  };
}

function problemOf(stored: Stored<unknown>, folder: string, name: string): string {
  return stored.state === 'damaged' ? stored.problem : `${join(folder, name)} is missing.`;
}

function nothingToResume(folder: string): TrunklineError {
  return new TrunklineError('TL_NOTHING_TO_RESUME', `${folder} holds no invocation.`, {
    hint: 'Run the experiment without --resume first.',
    exitStatus: 2,
  });
}

async function exists(path: string): Promise<boolean> {
  return await stat(path).then(
    () => true,
    () => false,
  );
}

/** `command`: what the invocation was started by. */
function checkSameExperiment(then: ResolvedExperiment, plan: Plan, folder: string, command: string | undefined): void {
  checkSamePlugins(then.plugins ?? [], plan.experiment.plugins ?? [], folder);
  const [first, second] = [comparable(then), comparable(plan.experiment)];
  if (!isStoredAs(first, second)) {
    const changes = differences(first, second);
    const shown =
      changes.length === 0
        ? 'the order of its lists'
        : changes.slice(0, 4).join('; ') + (changes.length > 4 ? `; and ${changes.length - 4} more` : '');
    throw new TrunklineError(
      'TL_EXPERIMENT_CHANGED',
      `The experiment is not the one that ${folder} was started with: ${shown}.`,
      {
        hint:
          command === undefined
            ? 'Give the same file, the same --set and --smoke as then, or leave --resume out to start anew.'
            : `To go on, type what it was started by: ${command} --resume. Leave --resume out to start anew.`,
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

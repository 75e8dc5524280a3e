import { join } from 'node:path';
import { createTrunk } from '@trunkline/backbone';
import { createHead } from '@trunkline/heads';
import { describeArchitecture, methods, type MethodDefinition } from '@trunkline/methods';
import { createMemoryTracker } from '@trunkline/tracking';
import { describe, expect, it } from 'vitest';
import { tinyExperiment } from '../../test/support/tiny-experiment.ts';
import { useShapes } from '../../test/support/tiny-invocations.ts';
import type { SideInputs } from '../inputs/split-input.ts';
import { planExperiment } from '../plan/plan.ts';
import { executeRun } from './execute-run.ts';
import type { RunSettings } from './run-settings.ts';
import { openWorkspace, type OpenedRun, type Workspace } from './workspace.ts';

const folder = useShapes();

/** Options that keep runs short. */
const shortOptions: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  'ada-bn': { adaptationSteps: 2 },
  tent: { adaptationSteps: 2 },
  eata: { adaptationSteps: 2, importanceSteps: 2 },
  shot: { refreshes: 2 },
};

/** Runs a method whose source throws when it is touched, from the first stage on for which `isPoisoned` holds until the run is trained. */
async function runPoisoned(method: string, isPoisoned: (settings: RunSettings, stage: number) => boolean) {
  const plan = await planExperiment(
    tinyExperiment(folder.shapes, {
      methods: [{ method, options: shortOptions[method] ?? {} }],
      trunk: { weights: null, width: 1 / 16, batchNorm: true },
      training: { steps: 4, batchSize: 8, evaluateEvery: 2 },
      validators: ['info-max', 'source-validation-accuracy', 'last'],
      report: { camImages: 0, embeddingImages: 0 },
    }),
  );
  const workspace = openWorkspace(plan, { activations: folder.activations(), onNotice: () => undefined });
  const [run] = plan.runs;
  if (!run) throw new Error('The plan is empty.');
  const { settings, data } = await workspace.open(run);
  const ends = settings.stages.map((_, stage) =>
    settings.stages.slice(0, stage + 1).reduce((sum, { steps }) => sum + steps, 0),
  );
  const place = { step: 0 };
  const check = (): void => {
    const stage = ends.findIndex((end) => place.step < end);
    if (stage >= 0 && isPoisoned(settings, stage)) throw new Error('The source was read.');
  };
  const opened = { settings, data: { ...data, sourceInputs: guarded(data.sourceInputs, check) } };
  return await executeRun(plan, run.id, {
    workspace: answering(workspace, opened),
    folder: join(folder.path, 'poisoned', method),
    tracker: createMemoryTracker(),
    parent: 'none',
    command: 'none',
    checkpointSeconds: 600,
    signal: new AbortController().signal,
    onEvent: (event) => {
      if (event.type === 'step') place.step = event.step;
    },
  });
}

/** The same workspace, with these settings and inputs for the one run. */
function answering(workspace: Workspace, opened: OpenedRun): Workspace {
  return new Proxy(workspace, {
    get(target, name) {
      if (name === 'open') return () => Promise.resolve(opened);
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}

/** The same inputs; each use of them is checked first. */
function guarded(inputs: SideInputs, check: () => void): SideInputs {
  return new Proxy(inputs, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== 'function') return value;
      return (...given: unknown[]): unknown => {
        check();
        return (value as (...all: unknown[]) => unknown).apply(target, given);
      };
    },
  });
}

const seesNothing = ({ stages }: RunSettings, stage: number): boolean => stages[stage]?.sourceFree === true;

const trunk = createTrunk({ name: 'vgg16-gap', width: 1 / 16, batchNorm: true });
const head = createHead({ kind: 'linear', classes: 3, inputWidth: trunk.embeddingWidth });
const architecture = describeArchitecture(trunk, head);

/** Whether some stage sees no source; an oracle's does not count, which learns from the target's labels. */
function isSourceFree({ role, options, stages }: MethodDefinition): boolean {
  if (role === 'oracle') return false;
  const defaults: unknown = options.safeParse({}).data;
  return stages(defaults, architecture).some(({ sees }) => !sees.some((sight) => sight.startsWith('source')));
}

describe('a source that throws when it is touched', () => {
  const free = methods().filter(isSourceFree);

  it('stops a method that reads it', async () => {
    await expect(runPoisoned('source-only', () => true)).rejects.toThrow('The source was read.');
  });

  it.each(free.map(({ name }) => name))('%s: is not read by a stage that sees no source', async (name) => {
    const result = await runPoisoned(name, seesNothing);
    expect(result.targetTest?.accuracy).toBeGreaterThanOrEqual(0);
    expect(result.curves['validator/info-max']?.length).toBeGreaterThan(1);
  });

  it('meets every method that claims to be source-free', () => {
    expect(free.map(({ name }) => name)).toEqual(expect.arrayContaining(['ada-bn', 'eata', 'lame', 'shot', 'tent']));
  });
});

import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { isTrunklineError, TrunklineError } from '@trunkline/system';
import { createMemoryTracker } from '@trunkline/tracking';
import { describe, expect, it, vi } from 'vitest';
import { tinyExperiment } from '../../test/support/tiny-experiment.ts';
import { numbers, resultOf, useShapes } from '../../test/support/tiny-invocations.ts';
import { planExperiment } from '../plan/plan.ts';
import { runExperiment, type RunExperimentOptions } from './run-experiment.ts';

const folder = useShapes();
const first = 'source-only/plain-to-shifted/seed-0';
const second = 'linear-probe/plain-to-shifted/seed-0';

/** Runs the tiny experiment on `<own>/shapes` in `<own>/invocation`, or goes on with it. */
async function run(own: string, options: Partial<RunExperimentOptions> = {}) {
  const notices: string[] = [];
  const plan = await planExperiment(
    tinyExperiment(join(own, 'shapes'), { report: { camImages: 1, embeddingImages: 2 } }),
  );
  const summary = await runExperiment(plan, {
    activations: folder.activations(),
    workers: 1,
    resume: existsSync(join(own, 'invocation')),
    ...options,
    folder: join(own, 'invocation'),
    onEvent: (event) => {
      if (event.type === 'notice') notices.push(event.message);
      options.onEvent?.(event);
    },
  });
  return { summary, notices };
}

async function errorOf(work: Promise<unknown>): Promise<TrunklineError> {
  const error: unknown = await work.catch((caught: unknown) => caught);
  if (isTrunklineError(error)) return error;
  throw error instanceof Error ? error : new Error('It did not throw.');
}

/** An invocation that was interrupted between its two runs; each call brings back that state, in the same place. */
async function interrupted(): Promise<string> {
  const [own, kept] = [join(folder.path, 'own'), join(folder.path, 'kept')];
  if (!existsSync(kept)) {
    mkdirSync(own);
    cpSync(folder.shapes, join(own, 'shapes'), { recursive: true });
    const stop = new AbortController();
    const onEvent: RunExperimentOptions['onEvent'] = ({ type }) => {
      if (type === 'run-finished') stop.abort();
    };
    expect((await errorOf(run(own, { signal: stop.signal, onEvent }))).code).toBe('TL_INTERRUPTED');
    cpSync(own, kept, { recursive: true });
  }
  rmSync(own, { recursive: true });
  cpSync(kept, own, { recursive: true });
  return own;
}

const invocationOf = (own: string, name: string): string => join(own, 'invocation', name);
const pictures = (own: string, name: string): string[] => {
  const place = join(own, 'shapes', 'plain', name);
  return readdirSync(place)
    .sort()
    .map((file) => join(place, file));
};
const classes = (own: string): string[] => readdirSync(join(own, 'shapes', 'plain')).sort();

/** Journal lines of the invocation itself. */
const journal = (own: string): { type: string; run: string; step: number; metrics: object }[] =>
  readFileSync(invocationOf(own, 'journal.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as ReturnType<typeof journal>[number]);

const parents = (own: string): string[] => [
  ...new Set(journal(own).flatMap(({ type, run: id }) => (type === 'start' ? [id] : []))),
];

function edit(path: string, change: (value: Record<string, Record<string, unknown>>) => void): void {
  const value = JSON.parse(readFileSync(path, 'utf8')) as Record<string, Record<string, unknown>>;
  change(value);
  writeFileSync(path, JSON.stringify(value));
}

/** What may change between two attempts, and what is said of it; a row more is a case more. */
const changes: readonly (readonly [what: string, change: (own: string) => void, told: RegExp])[] = [
  [
    'a picture added',
    (own) => {
      const [one, other] = classes(own).map((name) => pictures(own, name)[0] as string);
      cpSync(one as string, join(other as string, '..', 'zz.png'));
    },
    /plain is another one \(it had 60 pictures and has 61\)/,
  ],
  ['a picture removed', (own) => rmSync(pictures(own, classes(own)[0] as string)[0] as string), /had 60 .* has 59/],
  [
    'a picture replaced',
    (own) => {
      const [one, other] = classes(own).map((name) => pictures(own, name)[0] as string);
      cpSync(one as string, other as string);
    },
    /pictures, their names or their classes were changed/,
  ],
  [
    'classes swapped',
    (own) => {
      const root = join(own, 'shapes', 'plain');
      const [one, other] = classes(own) as [string, string];
      renameSync(join(root, one), join(root, 'aside'));
      renameSync(join(root, other), join(root, one));
      renameSync(join(root, 'aside'), join(root, other));
    },
    /plain is another one/,
  ],
  [
    'another version of the engine',
    (own) =>
      edit(invocationOf(own, 'inputs.json'), (inputs) => {
        (inputs['engine'] as Record<string, unknown>)['version'] = '0.0.1';
      }),
    /the engine is another one \(.* 0\.0\.1 on the cpu then/,
  ],
  [
    'another precision',
    (own) =>
      edit(invocationOf(own, 'inputs.json'), (inputs) => {
        (inputs['precisions'] as Record<string, unknown>)['linear-probe'] = 'bfloat16';
      }),
    /linear-probe was computed in bfloat16 and would be in float32/,
  ],
];

it.each(changes)('R2: %s before a resume is refused, with what changed', async (_, change, told) => {
  const own = await interrupted();
  change(own);
  const { code, message, hint, exitStatus } = await errorOf(run(own));
  expect({ code, exitStatus }).toEqual({ code: 'TL_INPUTS_CHANGED', exitStatus: 2 });
  expect(message).toMatch(told);
  expect(hint).toContain('--resume');
});

describe('what was damaged between two attempts', () => {
  const whole: { expected?: unknown } = {};
  const numbersOf = (own: string): unknown =>
    [first, second].map((id) => numbers(resultOf(join(own, 'invocation'), id)));
  const expected = async (): Promise<unknown> => {
    if (whole.expected === undefined) {
      const own = await interrupted();
      await run(own);
      whole.expected = numbersOf(own);
    }
    return whole.expected;
  };

  /** Files, what they come back with, and what is said; a row more is a case more. */
  const damages: readonly (readonly [row: string, file: string, content: string | undefined, told: RegExp])[] = [
    ['R12', 'invocation.json', '{"sta', /invocation\.json is damaged/],
    ['R12', 'invocation.json', 'null', /was found in its journal/],
    ['R12', 'invocation.json', undefined, /was found in its journal/],
    ['R13', 'experiment.json', '{"name":', /experiment\.json is damaged: it is no whole JSON\. It is written again/],
    ['R13', 'plan.json', '', /plan\.json is damaged: it is empty/],
    ['R13', 'inputs.json', '[]', /inputs\.json is damaged: .*taken as they are now/],
    ['R13', `runs/${first}/result.json`, '', /result\.json is damaged: it is empty\. The run is executed again/],
    ['R13', `runs/${first}/result.json`, '{"schema":1', /result\.json is damaged: it is no whole JSON/],
    ['R13', `runs/${first}/result.json`, '{"schema":1}', /result\.json is damaged: "experiment" in it/],
    ['R13', `runs/${first}/result.json`, '\0\0\0\0', /result\.json is damaged: it holds zeros only/],
  ];

  it.each(damages)('%s: %s that holds %j is named, and the numbers are the same', async (_, file, content, told) => {
    const numbersThen = await expected();
    const own = await interrupted();
    const [parent] = parents(own);
    if (content === undefined) rmSync(invocationOf(own, file));
    else writeFileSync(invocationOf(own, file), content);
    const { notices, summary } = await run(own);
    expect(notices.join('\n')).toMatch(told);
    expect(summary.status).toBe('finished');
    expect(numbersOf(own)).toEqual(numbersThen);
    expect(parents(own)).toEqual([parent]);
    for (const name of ['experiment.json', 'plan.json', 'inputs.json', 'invocation.json']) {
      expect(() => JSON.parse(readFileSync(invocationOf(own, name), 'utf8')) as unknown, name).not.toThrow();
    }
  });

  it('R13: where nothing says what was started, that is an error that names both files', async () => {
    const own = await interrupted();
    for (const name of ['experiment.json', 'plan.json']) writeFileSync(invocationOf(own, name), '{');
    const { code, message } = await errorOf(run(own));
    expect(code).toBe('TL_RECORD_INVALID');
    expect(message).toMatch(/experiment\.json is damaged.*plan\.json is damaged/);
  });

  it('R6, R21: a finished invocation that is resumed keeps its summary, doubles nothing, and sheds what a kill left', async () => {
    const own = await interrupted();
    const before = (await run(own)).summary;
    mkdirSync(invocationOf(own, `runs/${first}/checkpoint/step-000000003`));
    const { summary } = await run(own);
    expect(summary.weights).toEqual(before.weights);
    expect(summary.methods).toEqual(before.methods);
    expect(readdirSync(invocationOf(own, `runs/${first}/checkpoint`))).toEqual(['selected.safetensors']);
    const points = journal(own).flatMap(({ type, step, metrics }) =>
      type === 'metrics' ? Object.keys(metrics).map((key) => `${key} ${step}`) : [],
    );
    expect(new Set(points).size).toBe(points.length);
  });
});

it('R20: a checkpoint that is damaged is named, and the numbers are the same', async () => {
  const own = await interrupted();
  await run(own);
  const numbersThen = numbers(resultOf(join(own, 'invocation'), second));
  await interrupted();
  const stop = new AbortController();
  const onEvent: RunExperimentOptions['onEvent'] = (event) => {
    if (event.type === 'step' && event.step >= 4) stop.abort();
  };
  const error = await errorOf(run(own, { signal: stop.signal, onEvent, checkpointSeconds: 0 }));
  expect(error.code).toBe('TL_INTERRUPTED');
  const checkpoints = invocationOf(own, `runs/${second}/checkpoint`);
  const newest = readdirSync(checkpoints).sort().at(-1) as string;
  truncateSync(join(checkpoints, newest, 'tensors.safetensors'), 100);
  const { notices } = await run(own);
  expect(notices).toContainEqual(expect.stringMatching(new RegExp(`Checkpoint .*${newest} is not usable`)));
  expect(numbers(resultOf(join(own, 'invocation'), second))).toEqual(numbersThen);
});

it('R26: it never ends before it began, though the clock is set back', async () => {
  const own = await interrupted();
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() - 2 * 3_600_000 });
  try {
    const { summary } = await run(own);
    expect(Date.parse(summary.finishedAt)).toBeGreaterThanOrEqual(Date.parse(summary.startedAt));
  } finally {
    vi.useRealTimers();
  }
});

it('R23: a full disk says how to go on once there is room', async () => {
  const own = await interrupted();
  const tracker = createMemoryTracker();
  const full = new TrunklineError('TL_DISK_FULL', 'No space is left.', { hint: 'Free some space.' });
  const error = await errorOf(
    run(own, {
      tracker: { ...tracker, nested: () => Promise.reject(full) },
      resumeCommand: 'trunkline run x --resume y',
    }),
  );
  expect(error.hint).toBe('Free some space. Then go on with: trunkline run x --resume y');
});

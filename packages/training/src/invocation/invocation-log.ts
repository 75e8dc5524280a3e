import { basename, join } from 'node:path';
import { isLabelled, type Images } from '@trunkline/data';
import type { EngineInfo } from '@trunkline/engine';
import type { RunResult, Summary } from '@trunkline/evaluation';
import { writeFileAtomic } from '@trunkline/system';
import { gitInformation, systemInformation, type Run, type Tracker } from '@trunkline/tracking';
import type { Plan } from '../plan/plan.ts';
import type { InputsRecord, InvocationRecord } from '../records/record-schemas.ts';
import { flatten } from '../run/log-run.ts';
import { withoutSecrets } from '../values/without-secrets.ts';
import { buildSummary } from './build-summary.ts';
import { rowMetrics } from './row-metrics.ts';
import { writeLatest } from './invocation-folder.ts';

/** What an {@link InvocationLog} is about. */
export interface InvocationLogOptions {
  readonly plan: Plan;
  readonly folder: string;
  readonly tracker: Tracker;
  readonly engine: EngineInfo;
  /** The source first, then the targets. */
  readonly domains: readonly Images[];
  /** What the user typed. */
  readonly command: string;
  readonly inputs: InputsRecord;
  /** `invocation.json` of an earlier attempt. */
  readonly before: InvocationRecord | undefined;
  readonly onNotice: (line: string) => void;
}

/** How the runs of an invocation ended so far. */
export interface Outcomes {
  readonly results: readonly RunResult[];
  readonly failures: Summary['failures'];
  /** Spent on frozen prefixes in this attempt. */
  readonly prefixSeconds: number;
  /** Images that went through frozen layers for these results. */
  readonly prefixImages: number;
}

/** What an invocation leaves beside its runs: its files, its tracked run above theirs, its summary. */
export class InvocationLog {
  /** The tracked run above those of the runs. */
  readonly parent: Run;
  readonly #options: InvocationLogOptions;
  readonly #record: InvocationRecord;
  readonly #begun = performance.now();
  #noting: Promise<void> = Promise.resolve();

  private constructor(options: InvocationLogOptions, parent: Run, record: InvocationRecord) {
    this.#options = options;
    this.parent = parent;
    this.#record = record;
  }

  /** Writes what this invocation is and opens its tracked run: a new one, or that of an earlier attempt. */
  static async open(options: InvocationLogOptions): Promise<InvocationLog> {
    const { plan, folder, tracker, engine, domains, command } = options;
    const { experiment, runs } = plan;
    // what a resume compares stands before anything that it goes on with
    await writeJson(join(folder, 'experiment.json'), experiment);
    await writeJson(join(folder, 'plan.json'), plan);
    await writeJson(join(folder, 'inputs.json'), options.inputs);
    const known = knownParent(options);
    if (known) {
      const parent = tracker.resumeRun(known.parentRun);
      await writeJson(join(folder, 'invocation.json'), known);
      return new InvocationLog(options, parent, known);
    }
    const { before } = options;
    if (before) {
      options.onNotice(
        `The journal in ${folder} does not know the invocation; it is entered again, under the same id.`,
      );
    }
    const parent = tracker.startRun({
      ...(before && { id: before.parentRun }),
      experiment: experiment.name,
      name: basename(folder),
      tags: {
        'trunkline.kind': 'invocation',
        'trunkline.engine': engine.name,
        'trunkline.engine-version': engine.version,
        'trunkline.command': command,
        'trunkline.smoke': experiment.smoke,
        ...Object.fromEntries(
          Object.entries(systemInformation()).map(([key, value]) => [`trunkline.system.${key}`, value]),
        ),
      },
    });
    const methods = [...new Set(experiment.methods.map(({ label }) => label))].join(', ');
    parent.logParameters(flatten({ ...experiment, description: undefined, methods }));
    parent.logInputs(inputRecords(plan, domains));
    parent.setNote(`${experiment.description}\n\nRunning ${runs.length} runs: ${methods}.`);
    const startedAt = new Date().toISOString();
    const record = before ?? { startedAt, parentRun: parent.id, secondsBefore: 0, prefixSecondsBefore: 0, command };
    await writeJson(join(folder, 'invocation.json'), record);
    parent.logArtifact(join(folder, 'experiment.json'));
    parent.logArtifact(join(folder, 'plan.json'));
    return new InvocationLog(options, parent, record);
  }

  /** Notes the time that was spent so far, for what comes after a kill. */
  async note({ prefixSeconds }: Pick<Outcomes, 'prefixSeconds'>): Promise<void> {
    const record: InvocationRecord = {
      ...this.#record,
      secondsBefore: this.#seconds(),
      prefixSecondsBefore: this.#record.prefixSecondsBefore + prefixSeconds,
    };
    this.#noting = this.#noting.then(() => writeJson(join(this.#options.folder, 'invocation.json'), record));
    await this.#noting;
  }

  #seconds(): number {
    return this.#record.secondsBefore + (performance.now() - this.#begun) / 1000;
  }

  /** Everything was tried: the summary, and the tracked run with it. `report` is called before that run ends. */
  async finish(outcomes: Outcomes, report: (summary: Summary) => Promise<void>): Promise<Summary> {
    const { folder } = this.#options;
    const status = outcomes.failures.length > 0 ? 'failed' : 'finished';
    const summary = await this.#writeSummary(status, outcomes);
    const { parent } = this;
    if (status === 'finished' && !this.#options.plan.experiment.smoke) await writeLatest(folder);
    parent.logArtifact(join(folder, 'summary.json'));
    // a finished invocation that is resumed ends once more
    const times = parent.nextStep('time/seconds');
    parent.logMetrics(
      {
        'time/seconds': summary.seconds,
        'time/prefix-seconds': summary.prefixSeconds ?? 0,
        ...rowMetrics(summary),
      },
      times,
    );
    parent.setTags({ 'trunkline.prefix-images': outcomes.prefixImages });
    parent.logTable('comparison.json', comparison(summary));
    parent.setNote(noteOf(summary));
    await report(summary);
    parent.end(status === 'finished' ? 'FINISHED' : 'FAILED');
    return summary;
  }

  /** Something ended the invocation before all was tried. */
  async stop(error: unknown, interrupted: boolean, outcomes: Outcomes): Promise<void> {
    this.parent.setNote(`Stopped: ${error instanceof Error ? error.message : String(error)}`);
    this.parent.end(interrupted ? 'KILLED' : 'FAILED');
    await this.#writeSummary(interrupted ? 'interrupted' : 'failed', outcomes).catch(() => undefined);
  }

  async #writeSummary(status: Summary['status'], outcomes: Outcomes): Promise<Summary> {
    const { plan, folder, engine, domains } = this.#options;
    const seconds = this.#seconds();
    const prefixSeconds = this.#record.prefixSecondsBefore + outcomes.prefixSeconds;
    await this.note(outcomes);
    const summary = buildSummary({
      experiment: plan.experiment,
      invocation: basename(folder),
      startedAt: this.#record.startedAt,
      status,
      command: this.#record.command ?? this.#options.command,
      seconds,
      prefixSeconds,
      results: outcomes.results,
      failures: outcomes.failures,
      engine,
      git: await gitInformation(),
      domains,
    });
    await writeJson(join(folder, 'summary.json'), summary);
    return summary;
  }
}

/**
 * The tracked run of an earlier attempt, which the journal knows: that of `invocation.json`, or, where that file is missing
 * or damaged, the one of the journal that has none above it. There is no second one of an invocation.
 */
function knownParent({ before, tracker, folder, onNotice }: InvocationLogOptions): InvocationRecord | undefined {
  const parents = tracker.runs().filter(({ parent }) => parent === undefined);
  if (before && parents.some(({ id }) => id === before.parentRun)) return before;
  const [found] = parents;
  if (before || !found) return undefined;
  onNotice(`The tracked run of ${folder} was found in its journal; the time that was spent before is not known.`);
  return {
    startedAt: new Date(found.startedAt).toISOString(),
    parentRun: found.id,
    secondsBefore: 0,
    prefixSecondsBefore: 0,
  };
}

async function writeJson(path: string, value: unknown): Promise<void> {
  await writeFileAtomic(path, `${JSON.stringify(withoutSecrets(value), undefined, 2)}\n`);
}

/** Of each domain, first what is trained on, then what is tested on. */
function inputRecords({ pairs }: Plan, domains: readonly Images[]) {
  const sources = new Set(pairs.flatMap((pair) => pair.sources));
  const targets = new Set(pairs.map(({ target }) => target));
  return [
    ...domains.filter((_, place) => sources.has(place)).map((domain) => inputRecord(domain, 'train')),
    ...domains.filter((_, place) => targets.has(place)).map((domain) => inputRecord(domain, 'test')),
  ];
}

function inputRecord(images: Images, context: 'train' | 'test') {
  const { dataSet, domain, digest, count } = images;
  return {
    name: domain === dataSet ? dataSet : `${dataSet}/${domain}`,
    digest,
    source: dataSet,
    context,
    schema: { count, ...(isLabelled(images) && { classNames: images.classNames }) },
  } as const;
}

function comparison(summary: Summary): Parameters<Run['logTable']>[1] {
  return {
    columns: [
      'method',
      'source',
      'target',
      'target accuracy',
      'low',
      'high',
      'source accuracy',
      'seconds',
      'oracle',
      'rule',
      'score',
    ],
    data: summary.methods.map((row) => {
      const accuracy = row.metrics['test/target/accuracy'];
      return [
        row.label,
        row.source,
        row.target,
        accuracy?.mean ?? null,
        accuracy?.low ?? null,
        accuracy?.high ?? null,
        row.metrics['test/source/accuracy'].mean,
        row.seconds.mean,
        row.oracle?.mean ?? null,
        row.selectionValidator,
        row.selectionScore.mean,
      ];
    }),
  };
}

function noteOf(summary: Summary): string {
  const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
  const rows = summary.methods.map((row) => {
    const accuracy = row.metrics['test/target/accuracy'];
    const { mean, low, high, count } = accuracy ?? row.selectionScore;
    const text = accuracy ? percent : (score: number): string => String(Number(score.toPrecision(4)));
    const interval = low === undefined || high === undefined ? '' : ` (95 % interval ${text(low)} to ${text(high)})`;
    const score = accuracy ? '' : `no labels; score by *${row.selectionValidator}* `;
    return `- ${row.label}, ${row.source} → ${row.target}: ${score}${text(mean)}${interval}, ${count} seeds`;
  });
  const failed = summary.failures.length > 0 ? [`\n${summary.failures.length} runs failed.`] : [];
  return [
    summary.description,
    '',
    'Target test accuracy of the checkpoints chosen by',
    `*${summary.selectionValidator}*:`,
    '',
    ...rows,
    ...failed,
  ].join('\n');
}

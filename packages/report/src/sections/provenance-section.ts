import type { Summary } from '@trunkline/evaluation';
import { duration, enumerate, moment } from '../format.ts';
import { html, type Html } from '../html.ts';
import type { RunFolder } from '../read-run-folder.ts';
import { table } from './table.ts';

/** What was planned, on which data, with which versions, and how to do it again. */
export function provenanceSection(folder: RunFolder): Html {
  const { summary } = folder;
  return html`<section id="provenance">
    <h2>How this came about</h2>
    ${failures(summary)} ${reproduce(summary)} ${plan(folder.plan)} ${dataSets(summary)} ${versions(summary)}
    ${configuration(folder.experiment)}
  </section>`;
}

function failures(summary: Summary): Html {
  if (summary.failures.length === 0) return html`<p>No run failed.</p>`;
  return table({
    caption: html`Runs that failed: ${summary.failures.length}. They are missing from every mean above.`,
    rows: summary.failures,
    columns: [
      { title: 'Method', cell: (row) => (row.trial === undefined ? row.label : `${row.label}, trial ${row.trial}`) },
      { title: 'Source → target', cell: (row) => `${row.source} → ${row.target}` },
      { title: 'Seed', numeric: true, cell: (row) => row.seed },
      { title: 'Message', cell: (row) => row.message },
    ],
  });
}

function reproduce(summary: Summary): Html {
  const commit = summary.git['commit'];
  const dirty = summary.git['dirty'] === true;
  return html`<h3>Do it again</h3>
    <pre><code>${typeof commit === 'string' && commit !== '' ? `git checkout ${commit}\n` : ''}${summary.command.replace(/^trunkline /, 'npx trunkline ') || 'The command was not recorded.'}</code></pre>
    <p>
      ${dirty ? 'The working tree had changes or files that were not committed: the commit alone does not give this run back. ' : ''}With
      the same seeds, engine, number of threads and machine the numbers come out the same; another machine may differ in
      the last digits.
    </p>`;
}

interface PlannedStage {
  readonly name?: unknown;
  readonly steps?: unknown;
  readonly cut?: unknown;
}

interface PlannedRun {
  readonly label: string;
  readonly seed: number;
  readonly source: string;
  readonly target: string;
  readonly stages: readonly PlannedStage[];
  readonly estimatedSeconds: number;
}

function plan(record: unknown): Html | undefined {
  const runs = plannedRuns(record);
  if (runs.length === 0) return undefined;
  const rows = new Map<string, PlannedRun[]>();
  for (const run of runs) {
    const key = JSON.stringify([run.label, run.source, run.target]);
    rows.set(key, [...(rows.get(key) ?? []), run]);
  }
  return table<PlannedRun[]>({
    caption: html`The plan: ${runs.length} ${runs.length === 1 ? 'run' : 'runs'}, estimated beforehand at
    ${duration(runs.reduce((sum, run) => sum + run.estimatedSeconds, 0))}`,
    rows: [...rows.values()],
    columns: [
      { title: 'Method', cell: ([run]) => run?.label },
      { title: 'Source → target', cell: ([run]) => `${run?.source ?? ''} → ${run?.target ?? ''}` },
      { title: 'Seeds', cell: (group) => group.map((run) => run.seed).join(', ') },
      { title: 'Stages', cell: ([run]) => run?.stages.map(stageText).join('; ') },
      {
        title: 'Estimate per run',
        numeric: true,
        cell: (group) => duration(group.reduce((sum, run) => sum + run.estimatedSeconds, 0) / group.length),
      },
    ],
  });
}

function stageText(stage: PlannedStage): string {
  const cut =
    stage.cut === undefined || stage.cut === 'images'
      ? 'from the images'
      : `from ${String(stage.cut)} on, what is before it frozen`;
  return `${String(stage.name ?? 'training')}: up to ${String(stage.steps)} steps ${cut}`;
}

function plannedRuns(record: unknown): PlannedRun[] {
  if (!isRecord(record) || !Array.isArray(record['runs'])) return [];
  return record['runs'].flatMap((run: unknown) => {
    if (!isRecord(run) || typeof run['label'] !== 'string') return [];
    return [
      {
        label: run['label'],
        seed: Number(run['seed']),
        source: String(run['source']),
        target: String(run['target']),
        stages: Array.isArray(run['stages']) ? run['stages'].filter(isRecord) : [],
        estimatedSeconds: Number(run['estimatedSeconds']),
      },
    ];
  });
}

function dataSets(summary: Summary): Html {
  return table({
    caption: html`Data sets`,
    rows: summary.dataSets,
    columns: [
      { title: 'Data set', cell: (row) => html`${row.name}<small>${row.domain}</small>` },
      { title: 'Pictures', numeric: true, cell: (row) => row.count.toLocaleString('en') },
      { title: 'Licence', cell: (row) => row.licence ?? 'not stated' },
      { title: 'Citation', cell: (row) => row.citation ?? 'not stated' },
      { title: 'Digest', cell: (row) => html`<code>${row.digest.slice(0, 12)}</code>` },
    ],
  });
}

function versions(summary: Summary): Html {
  const facts: (readonly [string, string])[] = [
    ['started', moment(summary.startedAt)],
    ['finished', moment(summary.finishedAt)],
    ['took', duration(summary.seconds)],
    ['invocation', summary.invocation],
    ...summary.weights.map(
      ({ name, digest = '', labels }) => [`weights of ${enumerate(labels)}`, `${name} ${digest.slice(0, 12)}`] as const,
    ),
    ['image size', `${summary.imageSize} px`],
    ['selection rule', summary.selectionValidator],
    ...entries('engine', summary.engine),
    ...entries('git', summary.git),
    ...entries('version of', summary.versions),
  ];
  return html`<h3>Versions</h3>
    <dl class="facts">
      ${facts.map(
        ([name, value]) =>
          html`<div>
            <dt>${name}</dt>
            <dd>${value}</dd>
          </div>`,
      )}
    </dl>`;
}

function entries(
  prefix: string,
  record: Readonly<Record<string, string | number | boolean>>,
): (readonly [string, string])[] {
  return Object.entries(record).map(([key, value]) => [`${prefix} ${key}`, String(value)] as const);
}

function configuration(experiment: unknown): Html | undefined {
  if (experiment === undefined) return undefined;
  return html`<details>
    <summary>The experiment, resolved: every setting with its value</summary>
    <pre><code>${JSON.stringify(experiment, null, 2)}</code></pre>
  </details>`;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

import type { Plan } from './plan.ts';

/**
 * Seconds until a plan is done with so many runs side by side: the frozen prefix, then the runs' time shared among them,
 * but no less than the longest run.
 */
export function secondsUntilDone({ runs, prefixSeconds }: Plan, sideBySide: number): number {
  const all = runs.reduce((sum, { estimatedSeconds }) => sum + estimatedSeconds, 0);
  const longest = Math.max(...runs.map(({ estimatedSeconds }) => estimatedSeconds));
  return prefixSeconds + Math.max(longest, all / Math.max(1, sideBySide));
}

/** The plan as lines for a terminal (`--dry-run`), for so many runs side by side. */
export function describePlan(plan: Plan, sideBySide = 1): string {
  const { experiment, runs } = plan;
  const labels = [...new Set(experiment.methods.map(({ label }) => label))];
  const rows = labels.map((label) => {
    const own = runs.filter((run) => run.label === label);
    const trials = experiment.methods.filter((row) => row.label === label).length;
    const stages = own[0]?.stages.map(({ name, steps, cut }) => `${name} ${steps} steps after ${cut}`).join(', then ');
    const seconds = own.reduce((sum, run) => sum + run.estimatedSeconds, 0);
    return [
      label,
      `${counted(own.length, 'run')}${trials > 1 ? ` (${trials} trials)` : ''}`,
      stages ?? '',
      `about ${duration(seconds)}`,
    ];
  });
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const pairs = [...new Set(runs.map(({ source, target }) => `${source} → ${target}`))];
  const plugins = (experiment.plugins ?? []).map(
    ({ name, version, digest, defines }) =>
      `Plugin ${name}${version === undefined ? '' : ` ${version}`} (${digest.slice(0, 12)}): ${defines.join(', ')}`,
  );
  return [
    `${experiment.name}: ${counted(runs.length, 'run')} = ${methodCount(labels.length, experiment.methods.length)} × ${counted(experiment.seeds.length, 'seed')} × ${counted(pairs.length, 'pair')} (${pairs.join(', ')})`,
    ...rows.map((row) => `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`),
    ...plugins,
    `Selection by ${experiment.selection.validator}; images ${experiment.data.imageSize} px; ${timeOf(plan, sideBySide)}.`,
    ...plan.warnings.map((warning) => `Warning: ${warning}`),
  ].join('\n');
}

/** "about 3 min in all, 2 runs side by side (measured on this machine)". */
function timeOf(plan: Plan, sideBySide: number): string {
  const { measuredSeconds, prefixSeconds, runs } = plan;
  const beside = sideBySide > 1 ? `, ${sideBySide} runs side by side` : '';
  const ofRuns = runs.reduce((sum, { estimatedSeconds }) => sum + estimatedSeconds, 0);
  const share = measuredSeconds / ofRuns;
  const basis =
    share > 0.99
      ? 'measured on this machine'
      : share > 0
        ? 'partly measured on this machine, the rest a rough estimate'
        : 'a rough estimate';
  const prefix =
    prefixSeconds < 1 ? '' : `; of it roughly ${duration(prefixSeconds)} for what is frozen, if not cached`;
  return `about ${duration(secondsUntilDone(plan, sideBySide))} in all${beside} (${basis}${prefix})`;
}

/** "3 methods", "3 methods in 22 trials". */
function methodCount(labels: number, rows: number): string {
  return labels === rows ? counted(labels, 'method') : `${counted(labels, 'method')} (${rows} with their trials)`;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** `45 s`, `12 min`, `3.5 h`. */
function duration(seconds: number): string {
  if (seconds < 90) return `${Math.max(1, Math.round(seconds))} s`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} min`;
  return `${(seconds / 3600).toFixed(1)} h`;
}

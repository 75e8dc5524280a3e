import { findDataSet, type Images } from '@trunkline/data';
import type { EngineInfo } from '@trunkline/engine';
import { summarise, weightsOf, type RunResult, type Summary } from '@trunkline/evaluation';
import type { GitInformation } from '@trunkline/tracking';
import type { ResolvedExperiment } from '../experiment/resolve.ts';
import { ownVersion } from '../values/own-version.ts';

/** What a summary is made from. */
export interface SummaryParts {
  readonly experiment: ResolvedExperiment;
  readonly invocation: string;
  readonly startedAt: string;
  readonly status: Summary['status'];
  readonly command: string;
  readonly seconds: number;
  readonly prefixSeconds: number;
  readonly results: readonly RunResult[];
  readonly failures: Summary['failures'];
  readonly engine: EngineInfo;
  readonly git: GitInformation | undefined;
  readonly domains: readonly Images[];
}

/** `summary.json`. */
export function buildSummary(parts: SummaryParts): Summary {
  const { experiment, engine, git } = parts;
  return {
    schema: 1,
    experiment: experiment.name,
    description: experiment.description,
    invocation: parts.invocation,
    startedAt: parts.startedAt,
    finishedAt: finishedAt(parts),
    status: parts.status,
    command: parts.command,
    seconds: parts.seconds,
    prefixSeconds: parts.prefixSeconds,
    smoke: experiment.smoke,
    selectionValidator: experiment.selection.validator,
    imageSize: experiment.data.imageSize,
    methods: summarise(parts.results, { labels: experiment.methods.map(({ label }) => label) }),
    failures: parts.failures,
    engine: {
      name: engine.name,
      native: engine.native,
      version: engine.version,
      threads: engine.threads,
      device: engine.device,
      reason: engine.reason,
    },
    versions: { trunkline: ownVersion(), node: process.versions.node },
    git: git ? { commit: git.commit, dirty: git.dirty, ...(git.branch !== undefined && { branch: git.branch }) } : {},
    dataSets: parts.domains.map(({ dataSet, domain, count, digest }) => ({
      name: dataSet,
      domain,
      count,
      digest,
      ...rightsOf(dataSet),
    })),
    weights: weightsOf(parts.results),
  };
}

function rightsOf(dataSet: string): { licence?: string; citation?: string } {
  try {
    const { licence, citation } = findDataSet(dataSet);
    return { licence, citation };
  } catch {
    return {};
  }
}

/** Now; never before the work was done by the clock that cannot be set back. */
function finishedAt({ startedAt, seconds }: SummaryParts): string {
  return new Date(Math.max(Date.now(), Date.parse(startedAt) + Math.ceil(1000 * seconds))).toISOString();
}

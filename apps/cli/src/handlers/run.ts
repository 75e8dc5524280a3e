import type { DeviceChoice } from '@trunkline/engine';
import { join } from 'node:path';
import type { Summary } from '@trunkline/evaluation';
import type { Plan, ResolvedExperiment } from '@trunkline/training';
import { findExperiment } from '../runs/find-experiment.ts';
import { notice } from '../output/notice.ts';
import { onFirstSignal } from '../runs/on-first-signal.ts';
import {
  chooseFolder,
  engineLine,
  repeatCommand,
  resumeCommand,
  shown,
  tellProgramFromElsewhere,
} from '../runs/invocation.ts';
import { removeUnbegun } from '../runs/run-folders.ts';
import { profileRun } from '../runs/profile-run.ts';
import { RunProgress } from '../runs/run-progress.ts';
import { terminalColumns } from '../output/terminal-columns.ts';
import { useDevice } from '../runs/use-device.ts';

/** Arguments of `trunkline run`. */
export interface RunArguments {
  readonly experiment: string;
  readonly set: readonly string[];
  readonly dryRun: boolean;
  readonly smoke: boolean;
  readonly allowPlugins: boolean;
  readonly resume?: string | undefined;
  readonly folder: string;
  readonly checkpointSeconds?: number | undefined;
  readonly report: boolean;
  readonly tracking: boolean;
  readonly profile: boolean;
  readonly workers: number | 'auto';
  readonly device?: DeviceChoice | undefined;
  readonly json: boolean;
}

/** `trunkline run`. */
export async function handleRun(args: RunArguments): Promise<void> {
  useDevice(args.device);
  const path = await findExperiment(args.experiment);
  tellProgramFromElsewhere(path);
  const training = await import('@trunkline/training');
  const { chooseWorkers, describePlan, loadExperiment, outlineDomains, planExperiment, PriceBook, runExperiment } =
    training;
  const { checkPlan, explainOverrides, secondsUntilDone } = training;
  const loading = { set: args.set, smoke: args.smoke, allowPlugins: args.allowPlugins };
  const experiment = await loadExperiment(path, loading);
  const { describeEngine, profileKernels, slowEngineNotice, startEngine } = await import('@trunkline/engine');
  const engine = await describeEngine();
  const prices = await PriceBook.open(engine);
  const layOut = async (one: ResolvedExperiment): Promise<Plan> =>
    await planExperiment(one, { threads: engine.threads, outlines: await outlineDomains(one), prices });
  const namingOverrides = async (error: unknown): Promise<never> => {
    throw await explainOverrides(error, path, loading, async (one) => await checkPlan(await layOut(one)));
  };
  const plan = await layOut(experiment)
    .then(async (laidOut) => (args.dryRun ? await checkPlan(laidOut, notice) : laidOut))
    .catch(namingOverrides);
  // a profile is of this process, and one card serves one run at a time
  const alone = args.profile || engine.device === 'gpu';
  const workers = chooseWorkers(plan, alone ? 1 : args.workers);
  const lines = [describePlan(plan, workers.count), engineLine(engine), workersLine(workers)];
  if (args.dryRun) {
    const seconds = secondsUntilDone(plan, workers.count);
    if (args.json)
      process.stdout.write(`${JSON.stringify({ ...plan, workers, secondsUntilDone: seconds }, undefined, 2)}\n`);
    else process.stdout.write(`${lines.join('\n')}\n`);
    const warning = slowEngineNotice(engine, 'training', seconds);
    if (warning !== undefined) notice(`warning: ${warning}`);
    return;
  }
  const folder = await chooseFolder(args, experiment);
  for (const line of lines) notice(line);
  notice(`Folder: ${shown(folder)}`);
  const progress = new RunProgress();
  const stop = onFirstSignal(() => {
    progress.line('Stopping at the next step and saving; press Ctrl-C again to end at once.');
  });
  if (args.profile) await startEngine({ onNotice: notice, threads: plan.runs[0]?.threads ?? engine.threads });
  const profile = args.profile ? profileRun(profileKernels()) : undefined;
  if (!args.tracking) delete process.env['MLFLOW_TRACKING_URI'];
  let summary: Summary;
  try {
    summary = await runExperiment(plan, {
      folder,
      resume: args.resume !== undefined,
      signal: stop.signal,
      workers: alone ? 1 : args.workers,
      ...(args.checkpointSeconds !== undefined && { checkpointSeconds: args.checkpointSeconds }),
      onEvent: (event) => {
        progress.onEvent(event);
        profile?.onEvent(event);
      },
      command: repeatCommand(process.argv.slice(2), args.resume),
      resumeCommand: resumeCommand('run', args.resume, folder),
      ...(args.report && {
        onSummary: async ({ folder: done, parent }) => {
          const { writeReport } = await import('@trunkline/report');
          const { path: report } = await writeReport(done);
          parent.logArtifact(report);
        },
      }),
    });
  } catch (error) {
    progress.end();
    if (args.resume === undefined) await removeUnbegun(folder);
    return await namingOverrides(error);
  } finally {
    progress.end();
    stop.forget();
    await profile
      ?.finish(join(folder, 'profile.json'))
      .catch((error: unknown) => notice(`The profile is not written: ${String(error)}`));
  }
  await printSummary(summary, folder, args);
  if (summary.failures.length > 0) process.exitCode = 1;
}

function workersLine({ count, because }: { readonly count: number; readonly because: string }): string {
  return `${count === 1 ? 'One run at a time' : `${count} runs side by side`}: ${because}`;
}

async function printSummary(summary: Summary, folder: string, args: RunArguments): Promise<void> {
  if (args.json) {
    process.stdout.write(`${JSON.stringify({ folder, ...summary }, undefined, 2)}\n`);
    return;
  }
  const { comparisonTable } = await import('@trunkline/report');
  const width = process.stdout.isTTY ? { width: terminalColumns(process.stdout) } : {};
  process.stdout.write(`\n${comparisonTable(summary, width)}\n\n`);
  if (args.report) process.stdout.write(`Report: ${shown(join(folder, 'report.html'))}\n`);
}

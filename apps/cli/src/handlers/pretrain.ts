import type { DeviceChoice } from '@trunkline/engine';
import { basename } from 'node:path';
import type { Plan, ResolvedExperiment } from '@trunkline/training';
import { notice } from '../output/notice.ts';
import { findExperiment } from '../runs/find-experiment.ts';
import {
  chooseFolder,
  commandOf,
  engineLine,
  resumeCommand,
  shown,
  tellProgramFromElsewhere,
} from '../runs/invocation.ts';
import { onFirstSignal } from '../runs/on-first-signal.ts';
import { removeUnbegun } from '../runs/run-folders.ts';
import { RunProgress } from '../runs/run-progress.ts';
import { useDevice } from '../runs/use-device.ts';

/** Arguments of `trunkline pretrain`. */
export interface PretrainArguments {
  readonly experiment: string;
  readonly out: string;
  readonly licence: string;
  readonly set: readonly string[];
  readonly smoke: boolean;
  readonly allowPlugins: boolean;
  readonly resume?: string | undefined;
  readonly folder: string;
  readonly checkpointSeconds?: number | undefined;
  readonly device?: DeviceChoice | undefined;
  readonly json: boolean;
}

/** `trunkline pretrain`. */
export async function handlePretrain(args: PretrainArguments): Promise<void> {
  useDevice(args.device);
  const path = await findExperiment(args.experiment);
  tellProgramFromElsewhere(path);
  const training = await import('@trunkline/training');
  const { checkPlan, checkPretraining, describePlan, explainOverrides, loadExperiment, planExperiment } = training;
  const { describeEngine } = await import('@trunkline/engine');
  const loading = { set: args.set, smoke: args.smoke, allowPlugins: args.allowPlugins };
  const experiment = await loadExperiment(path, loading);
  const folder = await chooseFolder(args, experiment);
  const engine = await describeEngine();
  const prices = await training.PriceBook.open(engine);
  const layOut = async (one: ResolvedExperiment): Promise<Plan> =>
    await planExperiment(one, { threads: engine.threads, prices });
  const namingOverrides = async (error: unknown): Promise<never> => {
    throw await explainOverrides(error, path, loading, async (one) => {
      const plan = await layOut(one);
      checkPretraining(plan);
      await checkPlan(plan);
    });
  };
  const plan = await layOut(experiment).catch(namingOverrides);
  notice(describePlan(plan));
  notice(engineLine(engine));
  notice(`Folder: ${shown(folder)}`);
  const progress = new RunProgress();
  const stop = onFirstSignal(() => {
    progress.line('Stopping at the next step and saving; press Ctrl-C again to end at once.');
  });
  try {
    const { card, ...made } = await training.pretrain(plan, {
      out: args.out,
      licence: args.licence,
      folder,
      resume: args.resume !== undefined,
      signal: stop.signal,
      ...(args.checkpointSeconds !== undefined && { checkpointSeconds: args.checkpointSeconds }),
      onEvent: (event) => progress.onEvent(event),
      command: remakingCommand(args),
      resumeCommand: resumeCommand('pretrain', args.resume, folder),
    });
    progress.end();
    if (args.json) process.stdout.write(`${JSON.stringify({ ...made, card })}\n`);
    else {
      const { accuracy, count } = card.heldOut;
      process.stdout.write(
        `${shown(made.path)}: digest ${made.digest}\n` +
          `${(100 * accuracy).toFixed(1)} % on ${count.toLocaleString('en')} images held out. ` +
          `An experiment takes it as trunk.weights.\n`,
      );
    }
  } catch (error) {
    progress.end();
    if (args.resume === undefined) await removeUnbegun(folder);
    await namingOverrides(error);
  } finally {
    stop.forget();
  }
}

/** What makes the same file again, wherever it is to lie and however often this pretraining was interrupted. */
function remakingCommand({ experiment, out, set, smoke, licence }: PretrainArguments): string {
  const changes = set.flatMap((one) => ['--set', one]);
  return commandOf([
    ...['pretrain', experiment, ...changes, ...(smoke ? ['--smoke'] : [])],
    ...['--out', basename(out), '--licence', licence],
  ]);
}

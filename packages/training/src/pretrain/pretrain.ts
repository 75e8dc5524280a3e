import { readFile, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import {
  defaultPreprocessing,
  loadWeights,
  readSafetensors,
  toFloat32,
  writeWeights,
  type ParameterValues,
  type WeightsCard,
} from '@trunkline/backbone';
import type { RunResult, Summary } from '@trunkline/evaluation';
import { TrunklineError } from '@trunkline/system';
import { runExperiment, type RunExperimentOptions } from '../invocation/run-experiment.ts';
import { architectureOf } from '../plan/architecture-of.ts';
import type { Plan } from '../plan/plan.ts';
import { checkPretraining } from './check-pretraining.ts';

/** How {@link pretrain} works: as the runs of any experiment, and where its weights go. */
export interface PretrainOptions extends Omit<RunExperimentOptions, 'onSummary'> {
  /** The file to write; it must not exist. */
  readonly out: string;
  /** Licence of the weights, for their card. */
  readonly licence: string;
}

/** The weights that were made. */
export interface PretrainedWeights {
  readonly path: string;
  /** Identity of the weights: the SHA-256 over all tensors that `loadWeights` gives. */
  readonly digest: string;
  readonly card: WeightsCard;
}

/**
 * Trains a trunk from random weights on the labelled source of a plan, in the loop that runs all experiments, and writes the
 * trunk of the selected checkpoint as a file of weights that an experiment may name. `resume` goes on with an interrupted
 * pretraining. Equal plans on one machine give equal bytes. Throws `TL_PRETRAINING_INVALID`, `TL_FILE_EXISTS`,
 * `TL_PRETRAINING_FAILED`, `TL_INTERRUPTED` and what `runExperiment` throws.
 */
export async function pretrain(plan: Plan, options: PretrainOptions): Promise<PretrainedWeights> {
  const { run, method } = checkPretraining(plan);
  const { out, licence, ...running } = options;
  const path = resolve(out);
  await refuseExisting(path);
  const summary = await runExperiment(plan, running);
  const [failure] = summary.failures;
  if (failure) {
    throw new TrunklineError('TL_PRETRAINING_FAILED', `The training came to nothing: ${failure.message}`, {
      hint: 'Lower training.optimiser.learningRate, or set training.clipNorm.',
    });
  }
  const folder = join(options.folder, 'runs', run.id);
  const result = JSON.parse(await readFile(join(folder, 'result.json'), 'utf8')) as RunResult;
  const { tensors } = await readSafetensors(join(folder, 'checkpoint', 'selected.safetensors'));
  const { trunk } = architectureOf(method, plan.experiment.data.imageSize, result.classNames.length);
  const parameters: ParameterValues = Object.fromEntries(
    trunk.parameters().map(({ name, shape }) => {
      const tensor = tensors[name];
      if (!tensor) throw new Error(`The selected checkpoint has no ${name}.`);
      return [name, { shape, data: toFloat32(tensor) }];
    }),
  );
  const card = cardOf(plan, summary, result, licence, options.command ?? '');
  await refuseExisting(path);
  await writeWeights(path, parameters, {
    trunk: trunk.name,
    negativeSlope: trunk.negativeSlope,
    preprocessing: defaultPreprocessing,
    card,
  });
  return { path, digest: (await loadWeights(path)).digest, card };
}

function cardOf(
  { experiment }: Plan,
  { dataSets }: Summary,
  { method, seed, selection, steps, sourceTest }: RunResult,
  licence: string,
  command: string,
): WeightsCard {
  const data = dataSets.slice(0, 1).map(({ name, domain, count, digest, licence: terms }) => ({
    name,
    domain,
    count,
    digest,
    ...(terms !== undefined && { licence: terms }),
  }));
  const shown = data.map(({ name, domain }) => (name === domain ? name : `${name}, ${domain}`)).join(' and ');
  return {
    title: experiment.description === '' ? experiment.name : experiment.description,
    seen: `labelled images of ${shown}`,
    data,
    method,
    seed,
    step: selection.step,
    steps,
    batchSize: experiment.methods[0]?.training.batchSize ?? 0,
    heldOut: { accuracy: sourceTest.accuracy, count: sourceTest.count },
    licence,
    command,
  };
}

async function refuseExisting(path: string): Promise<void> {
  const there = await stat(path).then(
    () => true,
    () => false,
  );
  if (!there) return;
  throw new TrunklineError('TL_FILE_EXISTS', `${path} is there already, and is not overwritten.`, {
    hint: 'Name another file with --out, or remove this one.',
    exitStatus: 2,
  });
}

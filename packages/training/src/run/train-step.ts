import type { Cut } from '@trunkline/backbone';
import {
  clipByGlobalNorm,
  tf,
  valueAndGradients,
  type Parameters,
  type Scalar,
  type Schedule,
} from '@trunkline/engine';
import type { StageProgress } from '@trunkline/methods';
import type { LoadedBatch } from '../inputs/feed.ts';
import type { LiveRun } from './live-run.ts';
import type { StagePlan } from '../stages/stage-plan.ts';

/** What stays the same over the steps of a stage. */
export interface StepSettings {
  readonly stage: StagePlan;
  /** The parameters that this stage trains. */
  readonly variables: Parameters;
  readonly schedule: Schedule;
  /** Where training batches enter the model. */
  readonly cut: Cut;
}

/**
 * One optimiser step. Gives the loss, its terms and the method's measurements by the names they are logged under.
 * Throws `TL_LOSS_NOT_FINITE`, `TL_OUT_OF_MEMORY`; parameters are unchanged then. Leaves no tensor behind.
 */
export function trainStep(
  live: LiveRun,
  { stage, variables, schedule, cut }: StepSettings,
  loaded: LoadedBatch,
  progress: StageProgress,
): Record<string, number> {
  const { settings, model, parameters, methodState, optimiser, dropout, methodRandom } = live;
  const { method, row } = settings;
  const forwardOptions = {
    cut,
    training: true,
    random: dropout,
    trainable: (name: string) => name in variables,
    precision: settings.precision,
    recompute: row.training.recompute ?? false,
  };
  const batch = loaded.tensors();
  const numbers: Record<string, number> = {};
  try {
    const { value, aux, gradients } = valueAndGradients(() => {
      const { total, terms, measurements } = method.loss(
        {
          options: row.options,
          state: methodState,
          parameters,
          progress,
          random: methodRandom,
          forward: (images) => model.forward(parameters, images, forwardOptions),
          forwardBoth: (source, target) => model.forwardBoth(parameters, source, target, forwardOptions),
        },
        batch,
      );
      const scalars: Record<string, Scalar> = {};
      for (const [name, term] of Object.entries(terms)) scalars[`train/loss/${name}`] = term;
      for (const [name, measured] of Object.entries(measurements ?? {})) {
        if (typeof measured === 'number') numbers[`train/${name}`] = measured;
        else scalars[`train/${name}`] = measured;
      }
      return { total, aux: scalars };
    }, variables);
    numbers['train/loss/total'] = value;
    for (const [name, scalar] of Object.entries(aux)) numbers[name] = scalar.dataSync()[0] as number;
    tf.dispose(Object.values(aux));
    const { clipNorm, optimiser: chosen } = row.training;
    const clipped = clipNorm === undefined ? { gradients } : clipByGlobalNorm(gradients, clipNorm);
    if ('norm' in clipped) numbers['train/gradient-norm'] = clipped.norm;
    const rate = chosen.learningRate * schedule(progress);
    optimiser?.step(variables, clipped.gradients, (name) => rate * Number(stage.rates.get(name)));
    numbers['train/learning-rate'] = rate;
    tf.dispose(Object.values(clipped.gradients));
    return numbers;
  } finally {
    tf.dispose(Object.values(batch));
  }
}

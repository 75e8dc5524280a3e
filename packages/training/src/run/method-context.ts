import type { Cut } from '@trunkline/backbone';
import { createContext, type Context, type MixedLabels, type StageProgress } from '@trunkline/methods';
import type { StagePlan } from '../stages/stage-plan.ts';
import type { Predict } from '../values/predict.ts';
import type { LiveRun } from './live-run.ts';

/**
 * What a method's functions are given while a stage trains. `trains` are the parameters that get gradients, `mixed` the
 * labels of blended images.
 */
export function trainingContext(
  live: LiveRun,
  stage: StagePlan,
  progress: StageProgress,
  step: { readonly trains?: (name: string) => boolean; readonly mixed?: MixedLabels | undefined } = {},
): Context<unknown> {
  const { precision, row } = live.settings;
  const { trains, mixed } = step;
  return createContext({
    ...common(live),
    stage: stage.name,
    progress,
    mode: 'training',
    cut: stage.enters,
    learns: (name) => typeof stage.rates.get(name) === 'number',
    ...(trains && { trains }),
    ...(mixed && { mixed }),
    classification: live.classification,
    precision,
    recompute: row.training.recompute ?? false,
  });
}

/** What a method's functions are given outside of training, where inputs enter at `cut`. */
export function evaluationContext(live: LiveRun, cut: Cut): Context<unknown> {
  const { stages } = live.settings;
  const { name: stage = '', steps = 1 } = stages[live.state.stage] ?? {};
  const step = live.state.stepInStage;
  return createContext({
    ...common(live),
    stage,
    progress: { step, steps, fraction: Math.min(1, step / steps) },
    mode: 'evaluation',
    cut,
    learns: () => false,
  });
}

/** {@link Predict} with the parameters as they are when it is called. */
export function predictorOf(live: LiveRun, side: 'source' | 'target'): Predict {
  const { method } = live.settings;
  return (input, cut) => {
    const context = evaluationContext(live, cut);
    return method.predict?.(context, input, side) ?? context.forward(input);
  };
}

function common({ model, parameters, methodRandom, dropout, noteTensors, settings }: LiveRun) {
  const { architecture, modules, row } = settings;
  return {
    model,
    architecture,
    modules,
    parameters,
    options: row.options,
    random: methodRandom,
    dropout,
    notes: noteTensors,
  };
}

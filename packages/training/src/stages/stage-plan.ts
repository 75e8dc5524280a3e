import type { Cut } from '@trunkline/backbone';
import type { Architecture, MethodDefinition, Modules, OracleSight, Stage } from '@trunkline/methods';
import { TrunklineError } from '@trunkline/system';
import type { ResolvedExperiment, ResolvedMethod } from '../experiment/resolve.ts';
import { stageRates, type StageRates } from './stage-rates.ts';

/** A stage of a method with its rules applied to an architecture. */
export interface StagePlan extends StageRates {
  readonly name: string;
  /** The method's own definition of it. */
  readonly stage: Stage;
  readonly sees: readonly OracleSight[];
  /** Largest number of steps. */
  readonly steps: number;
  /** Where training enters: at the cut, where evaluation enters, or at the images when they are made anew each time. */
  readonly enters: Cut;
  /** It sees nothing of the source, as source-free adaptation has it; evaluations in it see nothing of it either. */
  readonly sourceFree: boolean;
  converged(means: readonly number[]): boolean;
}

/** Lays out the stages of a row of the comparison. Throws `TL_METHOD_UNFIT`, `TL_TRAINABLE_RULES`, `TL_LAYER_UNKNOWN`. */
export function planStages(
  method: MethodDefinition,
  row: ResolvedMethod,
  data: Pick<ResolvedExperiment['data'], 'augment'>,
  architecture: Architecture,
  modules: Modules,
): readonly StagePlan[] {
  const { options } = row;
  const lacks = method.requires?.(architecture, options);
  if (lacks !== undefined) {
    throw new TrunklineError('TL_METHOD_UNFIT', `${row.label}: ${lacks}`, {
      hint: `Change the trunk or the head of the experiment, or leave ${row.label} out.`,
      exitStatus: 2,
    });
  }
  const augmented = (data.augment?.length ?? 0) > 0;
  return method.stages(options, architecture).map((stage): StagePlan => {
    const applied = stageRates(architecture, modules, stage.trainable(options, architecture), row.trunk.frozenThrough);
    return {
      ...applied,
      name: stage.name,
      stage,
      sees: stage.sees,
      steps: Math.min(stage.steps(options, row.training.steps), row.longestStage ?? Infinity),
      enters: augmented || stage.entersImages(options) ? 'images' : applied.cut,
      sourceFree: method.role !== 'oracle' && !stage.sees.some((sight) => sight.startsWith('source')),
      converged: (means) => stage.converged?.(means, options) ?? false,
    };
  });
}

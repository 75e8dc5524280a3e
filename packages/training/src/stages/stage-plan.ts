import type { Cut } from '@trunkline/backbone';
import type { Architecture, MethodDefinition, Modules, OracleSight, Stage } from '@trunkline/methods';
import { nearest, TrunklineError } from '@trunkline/system';
import type { ResolvedExperiment, ResolvedMethod, StageTraining } from '../experiment/resolve.ts';
import { stageRates, type StageRates } from './stage-rates.ts';

/** A stage of a method with its rules applied to an architecture. */
export interface StagePlan extends StageRates {
  readonly name: string;
  /** The method's own definition of it. */
  readonly stage: Stage;
  readonly sees: readonly OracleSight[];
  /** The row's training settings with those that this stage has of its own. */
  readonly training: StageTraining;
  /** Largest number of steps. */
  readonly steps: number;
  /** Where training enters: at the cut, where evaluation enters, or at the images when they are made anew each time. */
  readonly enters: Cut;
  /** It sees nothing of the source, as source-free adaptation has it; evaluations in it see nothing of it either. */
  readonly sourceFree: boolean;
  converged(means: readonly number[]): boolean;
}

/**
 * Lays out the stages of a row of the comparison. Throws `TL_METHOD_UNFIT`, `TL_TRAINABLE_RULES`,
 * `TL_LAYER_UNKNOWN`, and `TL_EXPERIMENT_INVALID` where the row has settings for a stage that its method has not.
 */
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
  const stages = method.stages(options, architecture);
  checkStageNames(row, stages);
  return stages.map((stage): StagePlan => {
    const applied = stageRates(architecture, modules, stage.trainable(options, architecture), row.trunk.frozenThrough);
    const training = trainingOf(row, stage.name);
    const anew = augmented || training.mix !== undefined || stage.entersImages(options);
    return {
      ...applied,
      name: stage.name,
      stage,
      sees: stage.sees,
      training,
      steps: Math.min(stage.steps(options, training.steps), row.longestStage ?? Infinity),
      enters: anew ? 'images' : applied.cut,
      sourceFree: method.role !== 'oracle' && !seesSource(stage, options),
      converged: (means) => stage.converged?.(means, options) ?? false,
    };
  });
}

function seesSource({ sees, views }: Stage, options: unknown): boolean {
  const viewed = Object.values(views(options)).flatMap(({ of, partner }) => [of, partner]);
  return viewed.includes('source') || sees.some((sight) => sight.startsWith('source'));
}

function trainingOf({ training, stages = {} }: ResolvedMethod, stage: string): StageTraining {
  return stages[stage] ?? training;
}

function checkStageNames({ label, stages = {} }: ResolvedMethod, known: readonly Stage[]): void {
  const names = known.map(({ name }) => name);
  const wrong = Object.keys(stages).find((name) => !names.includes(name));
  if (wrong === undefined) return;
  const meant = nearest(wrong, names);
  throw new TrunklineError(
    'TL_EXPERIMENT_INVALID',
    `${label}: there is no stage '${wrong}'; there are ${names.join(', ')}.`,
    {
      hint: meant === undefined ? 'Name one of these under stages.' : `Did you mean '${meant}'?`,
      exitStatus: 2,
    },
  );
}

import { createRandom } from '@trunkline/system';
import {
  accuracy,
  inputsOf,
  judges,
  mixShare,
  predictions,
  readsSource,
  type Validator,
  type HeldOutSide,
  type ValidatorInput,
  type ValidatorInputs,
} from '@trunkline/evaluation';
import type { Images } from '@trunkline/data';
import type { MethodDefinition } from '@trunkline/methods';
import { validationSplit } from '../inputs/labelled-split.ts';
import type { RunData } from '../inputs/run-data.ts';
import type { StagePlan } from '../stages/stage-plan.ts';
import type { LiveRun } from './live-run.ts';
import { predictorOf } from './method-context.ts';
import { mixedLogitsOf, outputsOf } from './outputs.ts';
import type { SplitInput } from '../inputs/split-input.ts';

/** The splits that are looked at during training, at a stage's cut. No label of the target is among them. */
export interface EvaluationSplits {
  /** Absent in a stage that may not look at the source. */
  readonly heldOut?: { readonly side: HeldOutSide; readonly input: SplitInput; readonly labels: Int32Array };
  readonly targetTest: SplitInput;
  readonly targetTrain?: SplitInput;
  readonly sourceTrain?: { readonly input: SplitInput; readonly labels: Int32Array };
}

/** At most `limit` of the images, the same for every method of a seed. */
export function evaluatedSample<T extends Images>(images: T, limit: number, seed: number): T {
  if (images.count <= limit) return images;
  const chosen = createRandom(seed).fork('evaluation sample').permutation(images.count).slice(0, limit).sort();
  return images.subset(chosen) as T;
}

/** Opens what the validators read. */
export async function openEvaluationSplits(
  method: MethodDefinition,
  data: RunData,
  { cut, sourceFree }: Pick<StagePlan, 'cut' | 'sourceFree'>,
): Promise<EvaluationSplits> {
  const { splits, sourceInputs, targetInputs, evaluatedTargetTrain, evaluatedSourceTrain } = data;
  const heldOut = validationSplit(method, splits);
  const inputs = heldOut.side === 'source' ? sourceInputs : targetInputs;
  return {
    ...(!sourceFree && {
      heldOut: { side: heldOut.side, labels: heldOut.labels, input: await inputs.split(heldOut.images, cut) },
    }),
    targetTest: await targetInputs.split(splits.targetTest, cut),
    ...(evaluatedTargetTrain && { targetTrain: await targetInputs.split(evaluatedTargetTrain, cut) }),
    ...(evaluatedSourceTrain &&
      !sourceFree && {
        sourceTrain: {
          input: await sourceInputs.split(evaluatedSourceTrain, cut),
          labels: evaluatedSourceTrain.labels_N,
        },
      }),
  };
}

/** Images that one evaluation looks at; those that validators have blended count twice. */
export function imagesOf(
  { heldOut, targetTest, targetTrain, sourceTrain }: EvaluationSplits,
  validators: readonly Validator[],
): number {
  const mixed = inputsOf(validators).has('targetTrainMixedLogits') ? targetTrain : undefined;
  const inputs = [heldOut?.input, targetTest, targetTrain, mixed, sourceTrain?.input];
  return inputs.reduce((sum, input) => sum + (input?.count ?? 0), 0);
}

/** What one evaluation found. */
export interface Evaluation {
  /** By the names they are logged under. */
  readonly metrics: Readonly<Record<string, number>>;
  readonly scores: Readonly<Record<string, number>>;
  readonly targetPredictions: Int32Array;
}

/**
 * Looks at the model once: each split in one pass, and only those that somebody reads. A validator that needs held-out
 * images of the source gives no score where they are the target's.
 */
export async function evaluateStep(live: LiveRun, splits: EvaluationSplits): Promise<Evaluation> {
  const { settings, model, state } = live;
  const { classes, embeddingWidth } = settings.architecture;
  const { signal } = live.services;
  const validators = settings.validators.filter((validator) =>
    splits.heldOut ? judges(validator, splits.heldOut.side) : !readsSource(validator),
  );
  const reads = inputsOf(validators);
  const wants = (name: ValidatorInput): { embeddings: boolean; signal: AbortSignal } => ({
    embeddings: reads.has(name),
    signal,
  });
  const ofSource = predictorOf(live, 'source');
  const ofTarget = predictorOf(live, 'target');
  const heldOut =
    splits.heldOut &&
    (await outputsOf(
      model,
      splits.heldOut.side === 'source' ? ofSource : ofTarget,
      splits.heldOut.input,
      wants('heldOutEmbeddings'),
    ));
  const target =
    splits.targetTrain && (await outputsOf(model, ofTarget, splits.targetTrain, wants('targetTrainEmbeddings')));
  const mixing = splits.targetTrain && reads.has('targetTrainMixedLogits');
  const partners = mixing && createRandom(settings.run.seed).fork('partners').permutation(splits.targetTrain.count);
  const mixed = partners && (await mixedLogitsOf(model, ofTarget, splits.targetTrain, { partners, mixShare, signal }));
  const source =
    splits.sourceTrain && (await outputsOf(model, ofSource, splits.sourceTrain.input, wants('sourceTrainEmbeddings')));
  const test = await outputsOf(model, ofTarget, splits.targetTest, { signal });
  const inputs: Partial<ValidatorInputs> = {
    classes,
    embeddingWidth,
    step: state.step,
    ...(heldOut && splits.heldOut && { heldOutLogits: heldOut.logits, heldOutLabels: splits.heldOut.labels }),
    ...(heldOut?.embeddings && { heldOutEmbeddings: heldOut.embeddings }),
    ...(target && { targetTrainLogits: target.logits }),
    ...(target?.embeddings && { targetTrainEmbeddings: target.embeddings }),
    ...(mixed && partners && { targetTrainMixedLogits: mixed, targetTrainPartners: partners }),
    ...(source &&
      splits.sourceTrain && { sourceTrainLogits: source.logits, sourceTrainLabels: splits.sourceTrain.labels }),
    ...(source?.embeddings && { sourceTrainEmbeddings: source.embeddings }),
  };
  const scores = Object.fromEntries(validators.map((validator) => [validator.name, validator.score(inputs)]));
  const metrics: Record<string, number> = {};
  if (heldOut && splits.heldOut) {
    metrics[`validation/${splits.heldOut.side}/accuracy`] = accuracy(heldOut.logits, splits.heldOut.labels, classes);
  }
  // a rule that combines others has its scores when all checkpoints are there
  for (const { name, combine } of validators) if (!combine) metrics[`validator/${name}`] = scores[name] ?? NaN;
  return { metrics, scores, targetPredictions: predictions(test.logits, classes) };
}

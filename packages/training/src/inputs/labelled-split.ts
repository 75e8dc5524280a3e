import type { Images } from '@trunkline/data';
import type { MethodDefinition, OracleSight } from '@trunkline/methods';
import { oracleLabels } from './oracle-labels.ts';
import type { RunSplits } from './run-data.ts';

/** What decides which labels a run may see. */
export type LabelSight = Pick<MethodDefinition, 'name' | 'role'>;

/** Images and their labels, where a run may see them. */
export interface LabelledSplit {
  readonly side: 'source' | 'target';
  readonly images: Images;
  readonly labels: Int32Array;
}

/**
 * The split that a run's classification is validated on: the source's validation part; for a method that learns from
 * target labels, the target's, none of which are in the target test part.
 */
export function validationSplit(method: LabelSight, splits: RunSplits): LabelledSplit {
  if (method.role === 'oracle') {
    const labels = oracleLabels(method, splits.targetOracleValidation);
    return { side: 'target', images: splits.targetOracleValidation ?? splits.targetTrain, labels };
  }
  return { side: 'source', images: splits.sourceValidation, labels: splits.sourceValidation.labels_N };
}

/** What a stage may learn from of one side: its images, and its labels where it sees them. */
export interface TrainingSplit {
  readonly images: Images;
  readonly labels?: Int32Array;
  /** Which source each image is from. */
  readonly domains?: Int32Array;
}

/** Of each side, whether a stage looks at it or not: who opens it decides by what the stage sees. */
export function trainingSplits(
  method: LabelSight,
  sees: readonly OracleSight[],
  splits: RunSplits,
): Readonly<Record<'source' | 'target', TrainingSplit>> & { readonly labelledTarget?: TrainingSplit } {
  const { targetLabelled: known } = splits;
  return {
    source: {
      images: splits.sourceTrain,
      ...(sees.includes('sourceLabels_B') && { labels: splits.sourceTrain.labels_N }),
      domains: splits.sourceTrain.domains_N,
    },
    target: sees.includes('targetLabels_B')
      ? {
          images: splits.targetOracleTrain ?? splits.targetTrain,
          labels: oracleLabels(method, splits.targetOracleTrain),
        }
      : { images: splits.targetTrain },
    ...(known && { labelledTarget: { images: known, labels: known.labels_N } }),
  };
}

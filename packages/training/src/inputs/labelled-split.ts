import type { Images, PairSplits } from '@trunkline/data';
import type { MethodDefinition } from '@trunkline/methods';
import { oracleLabels } from './oracle-labels.ts';

/** What decides which labels a run may see. */
export type LabelSight = Pick<MethodDefinition, 'name' | 'role' | 'sees'>;

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
export function validationSplit(method: LabelSight, splits: PairSplits): LabelledSplit {
  if (method.sees.includes('targetLabels')) {
    const images = splits.targetOracleValidation;
    return { side: 'target', images, labels: oracleLabels(method, images) };
  }
  return { side: 'source', images: splits.sourceValidation, labels: splits.sourceValidation.labels_N };
}

/** What a run learns from: each side it sees, with labels where it sees those. */
export function trainingSplits(
  method: LabelSight,
  splits: PairSplits,
): {
  readonly source?: { readonly images: Images; readonly labels?: Int32Array };
  readonly target?: { readonly images: Images; readonly labels?: Int32Array };
} {
  const { sees } = method;
  return {
    ...(sees.includes('sourceImages') && {
      source: {
        images: splits.sourceTrain,
        ...(sees.includes('sourceLabels') && { labels: splits.sourceTrain.labels_N }),
      },
    }),
    ...(sees.includes('targetImages') && {
      target: sees.includes('targetLabels')
        ? { images: splits.targetOracleTrain, labels: oracleLabels(method, splits.targetOracleTrain) }
        : { images: splits.targetTrain },
    }),
  };
}

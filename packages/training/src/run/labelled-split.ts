import type { Images } from '@trunkline/data';
import { oracleLabels } from './oracle-labels.ts';
import type { RunContext } from './run-context.ts';

/** Images and their labels, where a run may see them. */
export interface LabelledSplit {
  readonly side: 'source' | 'target';
  readonly images: Images;
  readonly labels: Int32Array;
}

/**
 * The split that a run's classification is validated on: the source's validation part; for a definition that learns from
 * target labels, the target's, none of which are in the target test part.
 */
export function validationSplit({ definition, splits }: Pick<RunContext, 'definition' | 'splits'>): LabelledSplit {
  if (definition.sees.includes('targetLabels')) {
    const images = splits.targetOracleValidation;
    return { side: 'target', images, labels: oracleLabels(definition, images) };
  }
  return { side: 'source', images: splits.sourceValidation, labels: splits.sourceValidation.labels_N };
}

/** What a run learns from: each side it sees, with labels where it sees those. */
export function trainingSplits({ definition, splits }: Pick<RunContext, 'definition' | 'splits'>): {
  readonly source?: { readonly images: Images; readonly labels?: Int32Array };
  readonly target?: { readonly images: Images; readonly labels?: Int32Array };
} {
  const { sees } = definition;
  return {
    ...(sees.includes('sourceImages') && {
      source: {
        images: splits.sourceTrain,
        ...(sees.includes('sourceLabels') && { labels: splits.sourceTrain.labels_N }),
      },
    }),
    ...(sees.includes('targetImages') && {
      target: sees.includes('targetLabels')
        ? { images: splits.targetOracleTrain, labels: oracleLabels(definition, splits.targetOracleTrain) }
        : { images: splits.targetTrain },
    }),
  };
}

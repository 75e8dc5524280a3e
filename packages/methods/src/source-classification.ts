import type { Context, LossTerms } from './context.ts';
import type { Batch } from './sight.ts';

/** The loss of a stage that learns the labelled source and nothing else. */
export function sourceClassification(
  { forward, classificationLoss }: Pick<Context<unknown>, 'forward' | 'classificationLoss'>,
  batch: Batch<'sourceImages' | 'sourceLabels_B'>,
): LossTerms {
  const classification = classificationLoss(forward(batch.sourceImages).logits_BK, batch.sourceLabels_B);
  return { total: classification, terms: { classification } };
}

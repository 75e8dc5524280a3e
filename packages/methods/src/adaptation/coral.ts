import { z } from 'zod';
import { correlationAlignment } from '../closed-forms/correlation-alignment.ts';
import { standardisationOf, standardise } from '../closed-forms/standardisation.ts';
import { defineMethod } from '../define-method.ts';
import { affineNotes, affineOf, answerOnMapped, learnOnMapped, needsEmbeddingHead } from '../mapped-embeddings.ts';

/** Source embeddings take the target's covariance; then a head learns them. */
export const coral = defineMethod({
  name: 'coral',
  family: 'adaptation',
  paper: 'Sun, Feng and Saenko 2016, arXiv 1511.05547, algorithm 1',
  description:
    'CORAL in closed form: embeddings of the frozen trunk are standardised on each side, the source’s are whitened and coloured with the target’s covariance, and the head learns those.',
  helps:
    'Helps where features keep their meaning but change in scale and correlation between the domains, and there are many more images than the embedding is wide; it takes seconds. Little where the trunk itself does not see the target’s classes apart, or where classes occur in other shares.',
  departures: ['the experiment’s head learns the aligned embeddings in place of a support vector machine'],
  options: z.strictObject({
    regularisation: z
      .number()
      .positive()
      .default(1)
      .describe('λ that is added to the diagonals of both covariances; the paper has 1'),
  }),
  requires: needsEmbeddingHead,
  sees: ['sourceImages', 'sourceLabels_B', 'targetImages'],
  trainable: () => [
    ['head/*', 1],
    ['*', 'frozen'],
  ],
  refresh: {
    every: () => Infinity,
    reads: ['sourceTrainEmbeddings', 'targetTrainEmbeddings'],
    compute({ sourceTrainEmbeddings, targetTrainEmbeddings }, { options, embeddingWidth }) {
      const [source, target] = [sourceTrainEmbeddings, targetTrainEmbeddings].map((values) => {
        const standardisation = standardisationOf(values, embeddingWidth);
        return { ...standardisation, rows: standardise(values, standardisation) };
      }) as [Side, Side];
      const map_Dd = correlationAlignment(source.rows, target.rows, embeddingWidth, options.regularisation);
      return affineNotes({
        source: { ...source, map_Dd },
        target: { ...target, map_Dd: identity(embeddingWidth) },
      });
    },
  },
  loss(context, batch) {
    const { logits_BK } = learnOnMapped(context, batch.sourceImages, affineOf(context, 'source'));
    const classification = context.classificationLoss(logits_BK, batch.sourceLabels_B);
    return { total: classification, terms: { classification } };
  },
  predict: (context, input, side) => answerOnMapped(context, input, affineOf(context, side)),
});

type Side = ReturnType<typeof standardisationOf> & { readonly rows: Float32Array };

function identity(width: number): Float64Array {
  const values = new Float64Array(width * width);
  for (let place = 0; place < width; place++) values[place * (width + 1)] = 1;
  return values;
}

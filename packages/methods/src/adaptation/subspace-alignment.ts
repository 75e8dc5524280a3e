import { z } from 'zod';
import { standardisationOf, standardise } from '../closed-forms/standardisation.ts';
import { alignSubspaces } from '../closed-forms/subspace-alignment.ts';
import { defineMethod } from '../define-method.ts';
import { affineNotes, affineOf, answerOnMapped, learnOnMapped, needsEmbeddingHead } from '../mapped-embeddings.ts';

/** The source's principal directions are turned into the target's; a head learns what both share. */
export const subspaceAlignment = defineMethod({
  name: 'subspace-alignment',
  family: 'adaptation',
  paper: 'Fernando et al. 2013, ICCV, algorithm 1',
  description:
    'Subspace alignment: embeddings of the frozen trunk are standardised and projected on each side’s principal directions, the source’s directions turned into the target’s; the head learns the source there.',
  helps:
    'Helps where both domains vary along similar directions and the embedding is wide and noisy. Not where the target’s main directions are others than those that tell classes apart, since signs and order of directions are not matched with labels.',
  departures: ['the experiment’s head in place of a nearest neighbour or a support vector machine'],
  options: z.strictObject({
    components: z
      .number()
      .int()
      .positive()
      .default(64)
      .describe(
        'Principal directions of each side; no more than it has rows less one. The paper chooses them by cross-validation below a bound, 10 to 100',
      ),
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
      const source = standardisationOf(sourceTrainEmbeddings, embeddingWidth);
      const target = standardisationOf(targetTrainEmbeddings, embeddingWidth);
      const maps = alignSubspaces(
        standardise(sourceTrainEmbeddings, source),
        standardise(targetTrainEmbeddings, target),
        embeddingWidth,
        options.components,
      );
      return affineNotes({
        source: { ...source, map_Dd: maps.source },
        target: { ...target, map_Dd: maps.target },
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

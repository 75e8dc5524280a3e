import { tf, type Tensor2D } from '@trunkline/engine';
import { z } from 'zod';
import { evenlySpaced, evenRows } from '../closed-forms/matrices.ts';
import { transported } from '../closed-forms/optimal-transport.ts';
import type { Context } from '../context.ts';
import { defineMethod } from '../define-method.ts';
import { answerOnMapped, learnOnMapped, needsEmbeddingHead, type Mapping } from '../mapped-embeddings.ts';

/** Source embeddings are carried onto the target's at the least cost; then a head learns them there. */
export const otda = defineMethod({
  name: 'otda',
  family: 'adaptation',
  paper: 'Courty et al. 2017, arXiv 1507.00504, entropic transport and barycentric mapping',
  description:
    'Optimal transport: embeddings of the frozen trunk are moved from the source onto the target by an entropic transport plan, on request one that keeps classes together, and the head learns them there.',
  helps:
    'Helps where the target is a moved and deformed source with the same shares of classes. Not where shares differ, since all mass is moved: a class that is rarer in the target is carried onto others.',
  departures: [
    'the experiment’s head in place of a nearest neighbour',
    'embeddings that were not transported themselves move as the nearest that was, and the model is not applied to the target’s own plan',
  ],
  options: z.strictObject({
    entropyWeight: z
      .number()
      .min(0.002)
      .default(0.02)
      .describe('ε, weight of the plan’s entropy, with costs divided by the largest; the paper tries 0.001 to 1000'),
    classWeight: z
      .number()
      .nonnegative()
      .default(0)
      .describe(
        'η, weight of the term that lets a target image take from few classes; 0: none. The paper tries 0.001 to 1000',
      ),
    mostImages: z
      .number()
      .int()
      .min(2)
      .default(500)
      .describe(
        'Most images of each side that are transported, evenly spaced; others move as the nearest of these does',
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
    reads: ['sourceTrainEmbeddings', 'sourceTrainLabels', 'targetTrainEmbeddings'],
    compute({ sourceTrainEmbeddings, sourceTrainLabels, targetTrainEmbeddings }, { options, embeddingWidth }) {
      const rows = evenRows(sourceTrainEmbeddings, embeddingWidth, options.mostImages);
      const labels = evenlySpaced(sourceTrainLabels.length, options.mostImages).map(
        (place) => sourceTrainLabels[place] as number,
      );
      const target = evenRows(targetTrainEmbeddings, embeddingWidth, options.mostImages);
      const moved = transported(rows, target, embeddingWidth, Int32Array.from(labels), options);
      const shape = [labels.length, embeddingWidth];
      return {
        rows_ND: { shape, values: rows },
        moves_ND: { shape, values: rows.map((value, at) => (moved[at] as number) - value) },
      };
    },
  },
  loss(context, batch) {
    const { logits_BK } = learnOnMapped(context, batch.sourceImages, moveOf(context));
    const classification = context.classificationLoss(logits_BK, batch.sourceLabels_B);
    return { total: classification, terms: { classification } };
  },
  predict: (context, input, side) =>
    side === 'source' ? answerOnMapped(context, input, moveOf(context)) : context.forward(input),
});

/** Each embedding moves as the nearest transported source embedding did: to its very image, where it is one of them. */
function moveOf({ notes }: Pick<Context<unknown, unknown>, 'notes'>): Mapping {
  const [rows_ND, moves_ND] = [notes['rows_ND'] as Tensor2D | undefined, notes['moves_ND'] as Tensor2D | undefined];
  if (!rows_ND || !moves_ND) return (embedding_BD) => embedding_BD;
  return (embedding_BD) => {
    // ‖x − r‖² without ‖x‖², which changes no order
    const distances_BN = tf.sub(
      tf.sum(tf.square(rows_ND), 1),
      tf.mul(tf.matMul(embedding_BD, rows_ND, false, true), 2),
    );
    return tf.add(embedding_BD, tf.gather(moves_ND, tf.argMin(distances_BN, 1)));
  };
}

import { stopGradient, tf, type Scalar, type Tensor1D } from '@trunkline/engine';
import { z } from 'zod';
import { augmentationList } from '../augmentation-list.ts';
import { defineMethod } from '../define-method.ts';
import { crossEntropyPerExample } from '../losses/cross-entropy.ts';

/** What the model is sure of on a weakly augmented target image is the label of the same image, strongly augmented. */
export const fixMatch = defineMethod({
  name: 'fix-match',
  family: 'adaptation',
  paper: 'Sohn et al. 2020, arXiv 2001.07685, equations 3 and 4',
  description:
    'Self-training between two views: confident predictions on weakly augmented target images are labels for the same images under strong augmentation. The source is the labelled set.',
  helps:
    'Helps where the model is right about what it is sure of on the target, and where strong augmentation keeps the class. Not where it is surely wrong: such labels teach themselves.',
  departures: [
    'the labelled set is the source and the unlabelled one another domain; the paper has one domain',
    'a target batch is as large as the source’s; the paper’s is seven times larger',
    'strong augmentation is a fixed list, not RandAugment or CTAugment',
  ],
  options: z.strictObject({
    threshold: z.number().min(0).max(1).default(0.95).describe('τ: smallest confidence of a label that is learnt from'),
    adaptationWeight: z.number().nonnegative().default(1).describe('λ, weight of the target’s term; the paper has 1'),
    weak: augmentationList
      .default(['random-crop'])
      .describe(
        'Augmentations of the view that gives labels; add horizontal-flip where a mirror image is the same class',
      ),
    strong: augmentationList
      .default(['random-crop', 'colour-jitter', 'cutout'])
      .describe('Augmentations of the view that learns them'),
    trunkRateFactor: z.number().nonnegative().default(1).describe('Factor on the learning rate of the trunk'),
  }),
  sees: ['sourceImages', 'sourceLabels_B'],
  views: ({ weak, strong }) => ({ weak: { of: 'target', augment: weak }, strong: { of: 'target', augment: strong } }),
  trainable: ({ trunkRateFactor }) => [
    ['backbone/*', trunkRateFactor],
    ['head/*', 1],
  ],
  loss({ forwardAll, classificationLoss, options }, batch) {
    const { source, weak, strong } = forwardAll({
      source: batch.sourceImages,
      weak: batch.views.weak,
      strong: batch.views.strong,
    });
    const certain_BK = stopGradient(tf.softmax(weak.logits_BK));
    const labels_B = tf.argMax(certain_BK, 1) as Tensor1D;
    const mask_B = tf.cast(tf.greaterEqual(tf.max(certain_BK, 1), options.threshold), 'float32');
    const classification = classificationLoss(source.logits_BK, batch.sourceLabels_B);
    const adaptation = tf.mean(tf.mul(mask_B, crossEntropyPerExample(strong.logits_BK, labels_B))) as Scalar;
    return {
      total: classification.add(adaptation.mul(options.adaptationWeight)),
      terms: { classification, adaptation },
      measurements: { 'confident-share': tf.mean(mask_B) as Scalar },
    };
  },
});

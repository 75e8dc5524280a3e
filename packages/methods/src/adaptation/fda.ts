import { z } from 'zod';
import { augmentationList } from '../augmentation-list.ts';
import { defineMethod } from '../define-method.ts';
import { robustEntropyLoss } from '../losses/robust-entropy.ts';

/** Source pictures are learnt in the colours and the light of target pictures. */
export const fda = defineMethod({
  name: 'fda',
  family: 'adaptation',
  paper: 'Yang and Soatto 2020, arXiv 2004.05498, equations 1 to 5',
  description:
    'Fourier domain adaptation: each source image takes over the low frequencies of a target image’s amplitude spectrum before it is learnt, and target predictions are made certain, the least certain most.',
  helps:
    'Helps where domains differ in colour, light or weather and shapes stay the same; nothing about alignment is learnt. Not where the background or the drawing style changes, nor where colour is the class.',
  departures: [
    'one band of frequencies and one model; the paper averages three models of different bands, then trains on their pseudo-labels',
    'entropy is counted in units of log K, as in the authors’ code, so that its weight means the same for any number of classes',
    'the paper is on segmentation; here a whole image has one prediction',
  ],
  options: z.strictObject({
    band: z
      .number()
      .min(0)
      .max(0.5)
      .default(0.01)
      .describe(
        'β, half the width of the swapped square of frequencies, as a share of the shorter side, rounded down: below one pixel, as by default on images under 100 pixels, only the mean colour is swapped; the paper has 0.01, 0.05 and 0.09',
      ),
    entropyWeight: z
      .number()
      .nonnegative()
      .default(0.005)
      .describe('λ_ent, weight of the entropy on the target; the paper has 0.005'),
    exponent: z.number().positive().default(2).describe('η of the entropy’s penalty; the paper has 2'),
    augment: augmentationList.default([]).describe('Augmentations of the source images behind the swap'),
    trunkRateFactor: z.number().nonnegative().default(1).describe('Factor on the learning rate of the trunk'),
  }),
  sees: ['sourceLabels_B', 'targetImages'],
  views: ({ band, augment }) => ({
    restyled: { of: 'source', augment: [{ name: 'amplitude-swap', band }, ...augment], partner: 'target' },
  }),
  trainable: ({ trunkRateFactor }) => [
    ['backbone/*', trunkRateFactor],
    ['head/*', 1],
  ],
  loss({ options, forwardAll, classificationLoss }, batch) {
    const { restyled, target } = forwardAll({ restyled: batch.views.restyled, target: batch.targetImages });
    const classification = classificationLoss(restyled.logits_BK, batch.sourceLabels_B);
    const entropy = robustEntropyLoss(target.logits_BK, options.exponent);
    return {
      total: classification.add(entropy.mul(options.entropyWeight)),
      terms: { classification, entropy },
    };
  },
});

import type { Scalar } from '@trunkline/engine';
import { z } from 'zod';
import { defineTermMethod } from '../define-term-method.ts';
import { meanNorm, stepwiseNormLoss } from '../losses/feature-norm.ts';

/** Features of both domains are made longer, step by step: long ones transfer better. */
export const afn = defineTermMethod({
  name: 'afn',
  family: 'adaptation',
  paper: 'Xu et al. 2019, arXiv 1811.07456, equation 6 (SAFN)',
  description:
    'Adaptive feature norm, stepwise: every feature, of source and target, is made a little longer than it was. Wants features whose length the head does not undo by itself.',
  helps:
    'Helps where the target’s features are shorter than the source’s, and with classes that the target lacks, since it aligns no distributions. Not where a layer of batch norm or a head undoes the length by itself.',
  departures: ['no dropout that keeps the norm, which the paper’s bottleneck has'],
  weight: z.number().nonnegative().default(0.05).describe('λ, weight of the norm term; the paper has 0.05'),
  options: {
    step: z.number().positive().default(1).describe('Δr, how much longer a feature is to become; the paper has 1'),
  },
  term({ options }, { source, target }) {
    const value: Scalar = stepwiseNormLoss(source.features_BF, options.step).add(
      stepwiseNormLoss(target.features_BF, options.step),
    );
    return {
      value,
      measurements: { 'norm/source': meanNorm(source.features_BF), 'norm/target': meanNorm(target.features_BF) },
    };
  },
});

import type { Scalar } from '@trunkline/engine';
import { z } from 'zod';
import { discriminatorOptions, reversedWeight } from '../adversarial.ts';
import { adversarialWarnings } from '../adversarial-warnings.ts';
import { defineTermMethod } from '../define-term-method.ts';
import { largestSingularValuesLoss } from '../losses/singular-values.ts';
import { dann } from './dann.ts';

/** DANN with a penalty on the largest singular values of features, so that what separates classes is not lost in aligning. */
export const bsp = defineTermMethod({
  name: 'bsp',
  family: 'adaptation',
  paper: 'Chen et al. 2019, ICML, Transferability vs. Discriminability, equations 6 and 7',
  description:
    'Batch spectral penalisation: DANN, and the largest singular values of the features of each domain are made smaller, so that directions of less variance, in which classes differ, weigh more.',
  helps:
    'Helps where DANN mixes classes up while it draws domains together. Its penalty is on raw features, so its weight depends on their length: with features of another length than the paper’s, try weights from 1e-5 to 1e-3.',
  departures: [
    'the discriminator sees features of unit root mean square, as that of dann; the penalty is on the features as they are',
    'the discriminator’s two hidden layers have 256 units, the authors’ 1024',
  ],
  weight: reversedWeight,
  options: {
    spectralWeight: z.number().nonnegative().default(1e-4).describe('β, weight of the penalty; the paper has 1e-4'),
    count: z
      .number()
      .int()
      .positive()
      .default(1)
      .describe('k, how many singular values of each domain are made smaller; the paper has 1'),
    ...discriminatorOptions,
  },
  warnings: adversarialWarnings,
  modules: dann.term.modules,
  trainable: dann.term.trainable,
  term(context, outputs) {
    const { count, spectralWeight } = context.options;
    const adversary = dann.term.loss(context, outputs);
    const penalty = (one: typeof outputs.source): Scalar => largestSingularValuesLoss(one.features_BF, count);
    const spectrum: Scalar = penalty(outputs.source).add(penalty(outputs.target));
    return {
      value: adversary.value.add(spectrum.mul(spectralWeight)),
      factor: 1,
      measurements: { ...adversary.measurements, spectrum },
    };
  },
});

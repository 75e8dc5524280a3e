import { dannWeight, reverseGradient, type Tensor2D } from '@trunkline/engine';
import { createDomainDiscriminator, type DomainDiscriminator } from '@trunkline/heads';
import { z } from 'zod';
import type { Context } from './context.ts';
import { unitRootMeanSquare } from './losses/unit-root-mean-square.ts';
import type { TrainableRule } from './trainable-rules.ts';

/** The weight of a method whose trunk learns by a discriminator's reversed gradient: DANN and its kin. */
export const reversedWeight = z
  .number()
  .nonnegative()
  .default(1)
  .describe(
    'Full weight of the reversed gradient, reached along 2/(1+exp(-10p)) - 1, as in the paper; the discriminator itself always learns at full weight',
  );

/** Options of their domain discriminator. */
export const discriminatorOptions = {
  discriminatorRateFactor: z
    .number()
    .positive()
    .default(1)
    .describe('Factor on the learning rate of the discriminator'),
  hiddenWidth: z
    .number()
    .int()
    .positive()
    .default(256)
    .describe('Width of the discriminator’s two hidden layers; the paper has 1024'),
};

/** Their discriminator as a module, for inputs of this width. */
export function discriminatorFor(
  inputWidth: number,
  { hiddenWidth }: { readonly hiddenWidth: number },
): { readonly discriminator: DomainDiscriminator } {
  return { discriminator: createDomainDiscriminator({ inputWidth, hiddenWidth }) };
}

/** The rule of its parameters. */
export function discriminatorRate(options: { readonly discriminatorRateFactor: number }): TrainableRule {
  return ['discriminator/*', options.discriminatorRateFactor];
}

/** The weight of the reversed gradient now: λ of Ganin et al. 2016 times the full one. */
export function reversedWeightNow(weight: number, { progress }: Pick<Context<unknown>, 'progress'>): number {
  return weight * dannWeight(progress.fraction);
}

/** Features as a discriminator sees them, of unit root mean square; behind it gradients turn round, at this weight. */
export function reversedFeatures(features_BF: Tensor2D, weight: number): Tensor2D {
  return reverseGradient(unitRootMeanSquare(features_BF), weight);
}

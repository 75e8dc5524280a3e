import { z } from 'zod';
import { defineStagedMethod } from '../define-method.ts';
import { sourceClassification } from '../source-classification.ts';

/** Linear probing to convergence, then fine-tuning of everything from there. */
export const lpFt = defineStagedMethod({
  name: 'lp-ft',
  family: 'finetuning',
  paper: 'Kumar et al. 2022, arXiv 2202.10054',
  description:
    'First the head alone, on cached embeddings, to convergence; then everything from there at one rate: a good head keeps the trunk’s features from being distorted.',
  helps:
    'Helps where the model will see pictures unlike those it is tuned on: as good as full fine-tuning where it was trained and better beyond. No gain where the trunk’s features fit badly from the start.',
  departures: [
    'the probe learns by the experiment’s optimiser until its training loss settles; the paper fits a regularised logistic regression chosen by validation',
  ],
  options: z.strictObject({
    probeSteps: z
      .number()
      .int()
      .positive()
      .default(1000)
      .describe('Most steps of the first stage; it touches no trunk'),
    probeRateFactor: z
      .number()
      .positive()
      .default(1)
      .describe('Factor on the learning rate of the head in the first stage'),
    probeTolerance: z
      .number()
      .nonnegative()
      .default(0.01)
      .describe(
        'The probe has converged when its mean loss between evaluations falls by less than this fraction, twice in a row',
      ),
    rateFactor: z
      .number()
      .positive()
      .default(1)
      .describe('Factor on the learning rate of all parameters in the second stage'),
  }),
  stages: (stage) => [
    stage({
      name: 'probe',
      sees: ['sourceImages', 'sourceLabels_B'],
      steps: (options) => options.probeSteps,
      trainable: (options) => [
        ['backbone/*', 'frozen'],
        ['head/*', options.probeRateFactor],
      ],
      loss: sourceClassification,
      converged: (means, { probeTolerance }) => hasConverged(means, probeTolerance),
    }),
    stage({
      name: 'finetune',
      sees: ['sourceImages', 'sourceLabels_B'],
      trainable: (options) => [
        ['backbone/*', options.rateFactor],
        ['head/*', options.rateFactor],
      ],
      loss: sourceClassification,
    }),
  ],
});

/** True when each of the last two means improved on the one before it by less than `tolerance` of its size. */
export function hasConverged(means: readonly number[], tolerance: number): boolean {
  const [first, second, third] = means.slice(-3);
  if (first === undefined || second === undefined || third === undefined) return false;
  return first - second < tolerance * Math.abs(first) && second - third < tolerance * Math.abs(second);
}

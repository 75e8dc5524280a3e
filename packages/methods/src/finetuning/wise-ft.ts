import { tf, type Tensor } from '@trunkline/engine';
import { z } from 'zod';
import { defineStagedMethod } from '../define-method.ts';
import { copyOf } from '../module.ts';
import { sourceClassification } from '../source-classification.ts';

/** Weights between a linear probe and what fine-tuning makes of it. */
export const wiseFt = defineStagedMethod({
  name: 'wise-ft',
  family: 'finetuning',
  paper: 'Wortsman et al. 2022, arXiv 2109.01903, equation 1',
  description:
    'After fine-tuning, the weights on the straight line back to where it began are candidates too: (1 − α)·start + α·fine-tuned.',
  helps:
    'Helps where fine-tuning gains on its own pictures and loses on others: a point between is often better on both. Nothing where the start is bad: the line then leads away from the best.',
  departures: ['there is no zero-shot head, so the line begins at a linear probe'],
  options: z.strictObject({
    alphas: z
      .array(z.number().min(0).lt(1))
      .default([0.25, 0.5, 0.75])
      .describe('Points on the line that are candidates beside the fine-tuned weights, which are α = 1'),
    probeSteps: z.number().int().positive().default(200).describe('Steps of the linear probe that the line begins at'),
    rateFactor: z.number().positive().default(0.1).describe('Factor on the learning rate while fine-tuning'),
  }),
  modules: (_options, architecture) => ({ start: copyOf(architecture, 'start', 'backbone/*', 'head/*') }),
  stages: (stage) => [
    stage({
      name: 'probe',
      sees: ['sourceImages', 'sourceLabels_B'],
      steps: ({ probeSteps }) => probeSteps,
      trainable: () => [
        ['head/*', 1],
        ['*', 'frozen'],
      ],
      loss: sourceClassification,
    }),
    stage({
      name: 'finetune',
      sees: ['sourceImages', 'sourceLabels_B'],
      trainable: ({ rateFactor }) => [
        ['start/*', 'held'],
        ['*', rateFactor],
      ],
      begin: ({ parameters, modules }) => modules.start.now(parameters),
      loss: sourceClassification,
    }),
  ],
  finish: ({ options, parameters, modules }) =>
    options.alphas.map((alpha) => ({
      name: `alpha ${alpha}`,
      values: Object.fromEntries(
        modules.start.parameters.map(({ name }) => {
          const place = name.slice('start/'.length);
          const [start, tuned] = [parameters[name] as Tensor, parameters[place] as Tensor];
          return [place, tf.add(tf.mul(start, 1 - alpha), tf.mul(tuned, alpha))];
        }),
      ),
    })),
});

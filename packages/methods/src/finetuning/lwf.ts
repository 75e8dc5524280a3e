import { type Tensor } from '@trunkline/engine';
import { z } from 'zod';
import type { Architecture } from '../architecture.ts';
import { defineStagedMethod } from '../define-method.ts';
import { distillationLoss } from '../losses/distillation.ts';
import { copyOf, headLike } from '../module.ts';
import { sourceClassification } from '../source-classification.ts';
import type { TrainableRule } from '../trainable-rules.ts';

/** Fine-tuning under which an old head must go on answering what it answered before. */
export const lwf = defineStagedMethod({
  name: 'lwf',
  family: 'finetuning',
  paper: 'Li and Hoiem 2016, arXiv 1606.09282, equations 1 to 4',
  description:
    'Learning without forgetting: a head on the trunk as it was answers the new images once; while trunk and new head learn the labels, an old head beside it, learnt along, is to keep those answers.',
  helps:
    'Helps where the trunk’s features are good and labels few: what could be read from them stays readable. Hinders where the task needs other features, and does nothing that a probe does not know.',
  departures: [
    'weights carry no classifier of their old task, so the old head is that of the warm-up: what the trunk, as it was, knew of the new classes',
    'old answers are computed again for each batch, so augmented images have answers of their own; the paper records them once',
    'the warm-up has a fixed length; the paper’s runs to convergence',
  ],
  options: z.strictObject({
    oldWeight: z.number().nonnegative().default(1).describe('λₒ, weight of the old answers; the paper has 1'),
    temperature: z.number().positive().default(2).describe('T, which softens the answers; the paper has 2'),
    warmUpSteps: z
      .number()
      .int()
      .nonnegative()
      .default(200)
      .describe('Steps in which the head learns on the frozen trunk; 0: none, and the old head knows nothing'),
    trunkRateFactor: z.number().nonnegative().default(1).describe('Factor on the learning rate of the trunk'),
  }),
  modules: (_options, architecture) => ({
    start: copyOf(architecture, 'start', 'backbone/*', 'head/*'),
    old: headLike(architecture.head, 'old'),
  }),
  stages: (stage, { warmUpSteps }) => [
    ...(warmUpSteps > 0
      ? [
          stage({
            name: 'warm-up',
            sees: ['sourceImages', 'sourceLabels_B'],
            steps: () => warmUpSteps,
            trainable: () => [
              ['head/*', 1],
              ['*', 'frozen'],
            ],
            loss: sourceClassification,
          }),
        ]
      : []),
    stage({
      name: 'train',
      sees: ['sourceImages', 'sourceLabels_B'],
      trainable: ({ trunkRateFactor }, { head }) => [
        ['start/backbone/*', 'frozen'],
        ['start/head/*', 'held'],
        ...statisticsOf(head).map((name): TrainableRule => [oldName(name), 'held']),
        ['old/*', 1],
        ['backbone/*', trunkRateFactor],
        ['head/*', 1],
      ],
      begin: ({ architecture, parameters }) =>
        Object.fromEntries(
          architecture.head.parameters.flatMap(({ name }) => {
            const value = parameters[name] as Tensor;
            return [
              [`start/${name}`, value],
              [oldName(name), value],
            ];
          }),
        ),
      loss({ options, modules, parameters, forward, classificationLoss }, batch) {
        const now = forward(batch.sourceImages);
        const before = forward(batch.sourceImages, { as: 'start', mode: 'evaluation' });
        const classification = classificationLoss(now.logits_BK, batch.sourceLabels_B);
        const old = distillationLoss(modules.old.apply(parameters, now), before.logits_BK, options.temperature);
        return { total: classification.add(old.mul(options.oldWeight)), terms: { classification, old } };
      },
    }),
  ],
});

const oldName = (name: string): string => name.replace(/^head\//, 'old/');

/** Names of the running statistics in a head. */
function statisticsOf({ parameters }: Architecture['head']): readonly string[] {
  return parameters.filter(({ learnable }) => learnable === false).map(({ name }) => name);
}

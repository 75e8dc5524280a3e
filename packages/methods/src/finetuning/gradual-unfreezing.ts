import { z } from 'zod';
import { defineStagedMethod } from '../define-method.ts';
import { sourceClassification } from '../source-classification.ts';
import type { TrainableRule } from '../trainable-rules.ts';

/** The head learns first; then, one after another from the last, the blocks join it. */
export const gradualUnfreezing = defineStagedMethod({
  name: 'gradual-unfreezing',
  family: 'finetuning',
  paper: 'Howard and Ruder 2018, arXiv 1801.06146, section 3.3',
  description:
    'Gradual unfreezing: a stage for the head alone, then one for each block that thaws, from the last to the first. The budget is divided evenly.',
  helps:
    'Helps with few labels, where a fresh head’s gradients would spoil the trunk. Of little use when the budget is short: the first blocks get its last share only.',
  departures: [
    'a stage is a share of the steps, not an epoch',
    'alone: the paper unites it with rates that fall layer by layer and a slanted triangular schedule, here layer-decay and the experiment’s schedule',
  ],
  options: z.strictObject({
    blocks: z
      .number()
      .int()
      .positive()
      .nullable()
      .default(null)
      .describe('So many blocks thaw, counted from the head; null: all of them, as in the paper'),
    rateFactor: z.number().positive().default(1).describe('Factor on the learning rate of all that learns'),
  }),
  stages: (stage, options, { trunk: { blocks } }) => {
    const thawing = blocks.slice(-(options.blocks ?? blocks.length));
    return Array.from({ length: thawing.length + 1 }, (_, thawed) =>
      stage({
        name: thawed === 0 ? 'head' : (thawing[thawing.length - thawed]?.name ?? ''),
        sees: ['sourceImages', 'sourceLabels_B'],
        steps: (_options, budget) => shareOf(budget, thawing.length + 1, thawed),
        trainable: ({ rateFactor }) => [
          ...thawing
            .slice(thawing.length - thawed)
            .flatMap(({ parameters }) => parameters.map((name): TrainableRule => [name, rateFactor])),
          ...(thawed < blocks.length ? [['backbone/*', 'frozen'] as const] : []),
          ['head/*', rateFactor],
        ],
        loss: sourceClassification,
      }),
    );
  },
});

/** Steps of one of so many stages; what does not divide goes to the last ones. */
export function shareOf(budget: number, stages: number, stage: number): number {
  const until = (end: number): number => Math.floor((budget * end) / stages);
  return Math.max(1, until(stage + 1) - until(stage));
}

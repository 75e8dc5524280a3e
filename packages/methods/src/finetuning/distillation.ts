import { tf, type Tensor } from '@trunkline/engine';
import { z } from 'zod';
import { changedValues } from '../changed-values.ts';
import { defineStagedMethod } from '../define-method.ts';
import { distillationLoss } from '../losses/distillation.ts';
import { copyOf } from '../module.ts';
import { sourceClassification } from '../source-classification.ts';
import type { TrainableRule } from '../trainable-rules.ts';

/** The model learns from the labels and from what a teacher, made in the same run, answers. */
export const distillation = defineStagedMethod({
  name: 'distillation',
  family: 'finetuning',
  paper:
    'Hinton et al. 2015, arXiv 1503.02531, section 2; from a teacher of the same form, Furlanello et al. 2018, arXiv 1805.04770',
  description:
    'First a teacher learns the labels: a probe on the frozen trunk, or the whole model. Then a student begins where the teacher began and learns the labels and the teacher’s softened answers.',
  helps:
    'Helps with few or noisy labels: soft answers say which classes are alike, and those of a probe keep the trunk near what it knew. Little where the teacher is no better than the student would be alone.',
  departures: [
    'the teacher is of the student’s own form, trained in the same run on the same images; the paper distils a larger model or an ensemble',
  ],
  options: z.strictObject({
    teacher: z
      .enum(['probe', 'fine-tuned'])
      .default('probe')
      .describe('What teaches: a head on the trunk as it was, or the whole model after learning'),
    teacherSteps: z.number().int().positive().default(200).describe('Steps of the teacher’s training'),
    temperature: z.number().positive().default(2).describe('T, which softens the answers; the paper tries 1 to 20'),
    hardWeight: z
      .number()
      .min(0)
      .max(1)
      .default(0.5)
      .describe('Share of the labels in the loss; the rest is the teacher’s, times T², as the paper has it'),
    trunkRateFactor: z.number().nonnegative().default(1).describe('Factor on the learning rate of the trunk'),
  }),
  modules: (_options, architecture) => ({ teacher: copyOf(architecture, 'teacher', 'backbone/*', 'head/*') }),
  stages: (stage, { teacher }) => [
    stage({
      name: 'teacher',
      sees: ['sourceImages', 'sourceLabels_B'],
      steps: ({ teacherSteps }) => teacherSteps,
      trainable: ({ trunkRateFactor }) => [
        ['teacher/*', 'frozen'],
        ['backbone/*', teacher === 'probe' ? 'frozen' : trunkRateFactor],
        ['head/*', 1],
      ],
      loss: sourceClassification,
    }),
    stage({
      name: 'student',
      sees: ['sourceImages', 'sourceLabels_B'],
      trainable: ({ trunkRateFactor }, { parameters }) => [
        ['teacher/*', 'held'],
        ...parameters.filter(({ learnable }) => learnable === false).map(({ name }): TrainableRule => [name, 'held']),
        ['backbone/*', trunkRateFactor],
        ['head/*', 1],
      ],
      begin({ parameters, modules }) {
        const taught = Object.entries(modules.teacher.now(parameters));
        const begun = modules.teacher.parameters.map(({ name }) => [name.slice('teacher/'.length), parameters[name]]);
        // both change places: what is given must not follow its parameter
        const swapped = Object.fromEntries([...taught, ...begun] as [string, Tensor][]);
        const values = Object.entries(changedValues(parameters, swapped));
        return Object.fromEntries(values.map(([name, value]) => [name, tf.clone(value)]));
      },
      loss({ options, forward, classificationLoss }, batch) {
        const { temperature, hardWeight } = options;
        const { logits_BK } = forward(batch.sourceImages);
        const taught = forward(batch.sourceImages, { as: 'teacher', mode: 'evaluation' });
        const classification = classificationLoss(logits_BK, batch.sourceLabels_B);
        const distilled = distillationLoss(logits_BK, taught.logits_BK, temperature);
        const soft = distilled.mul((1 - hardWeight) * temperature ** 2);
        return { total: classification.mul(hardWeight).add(soft), terms: { classification, distillation: distilled } };
      },
    }),
  ],
});

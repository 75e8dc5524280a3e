import { stopGradient, tf, type Scalar, type Tensor } from '@trunkline/engine';
import { z } from 'zod';
import { augmentationList } from '../augmentation-list.ts';
import { defineMethod } from '../define-method.ts';
import { copyOf } from '../module.ts';

/** A slow average of the model teaches the model itself on the target. */
export const meanTeacher = defineMethod({
  name: 'mean-teacher',
  family: 'adaptation',
  paper: 'Tarvainen and Valpola 2017, arXiv 1703.01780; for adaptation French et al. 2018, arXiv 1706.05208',
  description:
    'Self-ensembling: a teacher, whose weights are a moving average of the student’s, and the student see two views of each target image and are to agree, where the teacher is sure. Predicts by the teacher.',
  helps:
    'Helps where augmentation makes the target’s neighbouring images alike, as with digits and drawings. Needs many steps, since the teacher is an average of hundreds; little on short budgets.',
  departures: [
    'no term on class balance (French et al. 2018)',
    'source and target share the statistics of batch norm; French et al. keep them apart',
  ],
  options: z.strictObject({
    decay: z
      .number()
      .min(0)
      .lt(1)
      .default(0.99)
      .describe('Share of the teacher that each step keeps; the paper has 0.99'),
    consistencyWeight: z.number().nonnegative().default(3).describe('Weight of the agreement; French et al. have 3'),
    threshold: z
      .number()
      .min(0)
      .max(1)
      .default(0.96)
      .describe('Smallest confidence of the teacher that counts; French et al. have 0.968'),
    augment: augmentationList
      .default(['random-crop'])
      .describe('Augmentations of both views; add horizontal-flip where a mirror image is the same class'),
    trunkRateFactor: z.number().nonnegative().default(1).describe('Factor on the learning rate of the trunk'),
  }),
  sees: ['sourceImages', 'sourceLabels_B'],
  views: ({ augment }) => ({ student: { of: 'target', augment }, teacher: { of: 'target', augment } }),
  modules: (_options, architecture) => ({ teacher: copyOf(architecture, 'teacher', 'backbone/*', 'head/*') }),
  trainable: ({ trunkRateFactor }) => [
    ['teacher/*', 'held'],
    ['backbone/*', trunkRateFactor],
    ['head/*', 1],
  ],
  loss({ options, forward, forwardAll, classificationLoss }, batch) {
    const { source, student } = forwardAll({ source: batch.sourceImages, student: batch.views.student });
    const taught = forward(batch.views.teacher, { as: 'teacher', mode: 'evaluation' });
    const sure_BK = stopGradient(tf.softmax(taught.logits_BK));
    const mask_B = tf.cast(tf.greaterEqual(tf.max(sure_BK, 1), options.threshold), 'float32');
    const distances_B = tf.mean(tf.square(tf.sub(tf.softmax(student.logits_BK), sure_BK)), 1);
    const classification = classificationLoss(source.logits_BK, batch.sourceLabels_B);
    const consistency = tf.mean(tf.mul(mask_B, distances_B)) as Scalar;
    return {
      total: classification.add(consistency.mul(options.consistencyWeight)),
      terms: { classification, consistency },
      measurements: { 'confident-share': tf.mean(mask_B) as Scalar },
    };
  },
  after: ({ options, parameters, modules }) =>
    Object.fromEntries(
      Object.entries(modules.teacher.now(parameters)).map(([name, student]) => [
        name,
        tf.add(tf.mul(parameters[name] as Tensor, options.decay), tf.mul(student, 1 - options.decay)),
      ]),
    ),
  predict: ({ forward }, input) => forward(input, { as: 'teacher' }),
});

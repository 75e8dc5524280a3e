import { z } from 'zod';

const positive = z.number().positive();
const fraction = z.number().min(0).max(1);
const count = z.number().int().positive();

const learningRate = positive.describe('Step size at the full rate');
const weightDecay = z
  .number()
  .nonnegative()
  .optional()
  .describe('Pull of every trained weight towards 0: added to the gradient, for adamw apart from it; default: 0');
const beta1 = z.number().min(0).lt(1).optional().describe('Share of the mean gradient that a step keeps; default: 0.9');
const beta2 = z
  .number()
  .min(0)
  .lt(1)
  .optional()
  .describe('Share of the mean squared gradient that a step keeps; default: 0.999');
const epsilon = positive.optional().describe('Added to the root of the mean squared gradient; default: 1e-8');
const warmupSteps = z
  .number()
  .int()
  .nonnegative()
  .optional()
  .describe('Steps in which the rate rises from 0 in a straight line; default: 0');

const optimiserSchema = z.discriminatedUnion('name', [
  z.strictObject({
    name: z.literal('sgd').describe('Stochastic gradient descent'),
    learningRate,
    momentum: z.number().min(0).lt(1).optional().describe('Share of the last step that the next one keeps; default: 0'),
    nesterov: z.boolean().optional().describe('Nesterov’s momentum; default: false'),
    weightDecay,
  }),
  z.strictObject({
    name: z.literal('adam').describe('Kingma and Ba 2015'),
    learningRate,
    beta1,
    beta2,
    epsilon,
    weightDecay,
  }),
  z.strictObject({
    name: z.literal('adamw').describe('Adam with decoupled weight decay (Loshchilov and Hutter 2019)'),
    learningRate,
    beta1,
    beta2,
    epsilon,
    weightDecay,
  }),
]);

const scheduleSchema = z.discriminatedUnion('name', [
  z.strictObject({ name: z.literal('constant').describe('The same rate all along'), warmupSteps }),
  z.strictObject({
    name: z.literal('cosine').describe('Half a wave of a cosine down to finalFactor'),
    warmupSteps,
    finalFactor: fraction.optional().describe('Share of the rate that is left at the end; default: 0'),
  }),
  z.strictObject({
    name: z.literal('step').describe('A fall at each milestone'),
    warmupSteps,
    milestones: z
      .array(z.number().gt(0).lt(1))
      .optional()
      .describe('Fractions of a stage at which the rate falls; default: 0.5 and 0.75'),
    factor: z.number().gt(0).max(1).optional().describe('What each milestone multiplies the rate by; default: 0.1'),
  }),
  z.strictObject({
    name: z.literal('inverse-power').describe('(1 + 10 p)^-0.75 at the fraction p of a stage (Ganin et al. 2016)'),
    warmupSteps,
  }),
]);

const trainingShape = {
  steps: count.describe('Optimiser steps of every run'),
  batchSize: count.describe('Images per step and domain'),
  evaluateEvery: count.describe('Steps between evaluations; each one is a candidate for selection'),
  optimiser: optimiserSchema.describe('How gradients become steps'),
  schedule: scheduleSchema.describe('Multiplies the learning rate over a stage'),
  clipNorm: positive.describe('Largest global norm of the gradients').optional(),
  precision: z
    .enum(['float32', 'bfloat16'])
    .describe(
      'What convolutions compute in while training; weights, losses and optimiser stay float32. bfloat16 is taken only where the processor has instructions for it',
    )
    .optional(),
  labelSmoothing: z
    .number()
    .min(0)
    .lt(1)
    .describe('Share of each label that is spread over all classes (Szegedy et al. 2016); 0.1 is usual')
    .optional(),
  classWeights: z
    .union([z.literal('balanced'), z.array(positive).min(1)])
    .describe('A weight for each class, in the order of the class names; balanced: inverse to how often each occurs')
    .optional(),
  earlyStopping: z
    .strictObject({ patience: count.describe('Evaluations without a better score before a run stops') })
    .describe('Ends the last stage when the declared validator has found nothing better for a while')
    .optional(),
  averageWeights: z
    .strictObject({
      decay: z
        .number()
        .gt(0)
        .lt(1)
        .default(0.999)
        .describe('Share of the average that each step keeps; less at first: (1 + steps) / (10 + steps)'),
    })
    .describe('Evaluates and keeps an exponential moving average of the weights (EMA) instead of the last ones')
    .optional(),
  mix: z
    .strictObject({
      name: z.enum(['mixup', 'cutmix']).describe('mixup: pixels are averaged; cutmix: a rectangle is exchanged'),
      alpha: positive.default(1).describe('Both parameters of the Beta distribution that the share is drawn from'),
    })
    .describe('Blends pairs of labelled images and their labels (Zhang et al. 2018, Yun et al. 2019)')
    .optional(),
  recompute: z
    .boolean()
    .describe('Gradient checkpointing by block: less memory, about a third more time, the same numbers')
    .optional(),
  threadsPerRun: count
    .describe(
      'Threads a run computes with; the last digits depend on them. Default: 1 for cheap steps, else every processor',
    )
    .optional(),
};

/** Overrides of a method or of `smoke`: any part of the training settings. */
export const partialTrainingSchema = z.strictObject({
  steps: trainingShape.steps.optional(),
  batchSize: trainingShape.batchSize.optional(),
  evaluateEvery: trainingShape.evaluateEvery.optional(),
  optimiser: trainingShape.optimiser.optional(),
  schedule: trainingShape.schedule.optional(),
  clipNorm: trainingShape.clipNorm,
  precision: trainingShape.precision,
  labelSmoothing: trainingShape.labelSmoothing,
  classWeights: trainingShape.classWeights,
  earlyStopping: trainingShape.earlyStopping,
  averageWeights: trainingShape.averageWeights,
  mix: trainingShape.mix,
  recompute: trainingShape.recompute,
  threadsPerRun: trainingShape.threadsPerRun,
});

/** The training settings of an experiment. */
export const trainingSchema = z.strictObject({
  ...trainingShape,
  evaluateEvery: trainingShape.evaluateEvery.optional().describe('Default: a fifth of the steps'),
  optimiser: trainingShape.optimiser.default({ name: 'adam', learningRate: 0.001 }),
  schedule: trainingShape.schedule.default({ name: 'constant' }),
});

/** What a stage of a method may have of its own. */
export const stageTrainingSchema = z.strictObject({
  steps: trainingShape.steps.describe('The budget of this stage').optional(),
  batchSize: trainingShape.batchSize.optional(),
  optimiser: trainingShape.optimiser.optional(),
  schedule: trainingShape.schedule.optional(),
  clipNorm: trainingShape.clipNorm,
});

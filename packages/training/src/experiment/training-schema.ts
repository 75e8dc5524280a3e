import { z } from 'zod';

const positive = z.number().positive();
const fraction = z.number().min(0).max(1);
const count = z.number().int().positive();

const optimiserSchema = z.discriminatedUnion('name', [
  z.strictObject({
    name: z.literal('sgd'),
    learningRate: positive,
    momentum: z.number().min(0).lt(1).optional(),
    nesterov: z.boolean().optional(),
    weightDecay: z.number().nonnegative().optional(),
  }),
  z.strictObject({
    name: z.literal('adam'),
    learningRate: positive,
    beta1: z.number().min(0).lt(1).optional(),
    beta2: z.number().min(0).lt(1).optional(),
    epsilon: positive.optional(),
    weightDecay: z.number().nonnegative().optional(),
  }),
  z.strictObject({
    name: z.literal('adamw'),
    learningRate: positive,
    beta1: z.number().min(0).lt(1).optional(),
    beta2: z.number().min(0).lt(1).optional(),
    epsilon: positive.optional(),
    weightDecay: z.number().nonnegative().optional(),
  }),
]);

const scheduleSchema = z.discriminatedUnion('name', [
  z.strictObject({ name: z.literal('constant'), warmupSteps: z.number().int().nonnegative().optional() }),
  z.strictObject({
    name: z.literal('cosine'),
    warmupSteps: z.number().int().nonnegative().optional(),
    finalFactor: fraction.optional(),
  }),
  z.strictObject({
    name: z.literal('step'),
    warmupSteps: z.number().int().nonnegative().optional(),
    milestones: z.array(z.number().gt(0).lt(1)).optional().describe('Fractions of a stage at which the rate falls'),
    factor: z.number().gt(0).max(1).optional(),
  }),
  z.strictObject({ name: z.literal('inverse-power'), warmupSteps: z.number().int().nonnegative().optional() }),
]);

const trainingShape = {
  steps: count.describe('Optimiser steps of every run'),
  batchSize: count.describe('Images per step and domain'),
  evaluateEvery: count.describe('Steps between evaluations; each one is a candidate for selection'),
  optimiser: optimiserSchema,
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
      name: z.enum(['mixup', 'cutmix']),
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

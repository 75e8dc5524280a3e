import { z } from 'zod';

const bounds = z
  .tuple([z.number(), z.number()])
  .refine(([low, high]) => low < high, 'expected [low, high] with the first below the second');

const dimensionSchema = z.union([
  z.strictObject({ uniform: bounds.describe('Evenly between two numbers') }),
  z.strictObject({
    logUniform: bounds
      .refine(([low]) => low > 0, 'expected numbers above 0')
      .describe('Evenly between the logarithms of two numbers above 0'),
  }),
  z.strictObject({
    int: bounds
      .refine((pair) => pair.every(Number.isInteger), 'expected whole numbers')
      .describe('A whole number between two, both included'),
  }),
  z.strictObject({ choice: z.array(z.unknown()).min(1).describe('One of these values') }),
]);

const place = z.string().min(1);
const notEmpty = (values: object): boolean => Object.keys(values).length > 0;

/** The settings that a row tries. Places are within the entry of the method: `options.adaptationWeight`. */
export const sweepSchema = z
  .union([
    z.strictObject({
      grid: z
        .record(place, z.array(z.unknown()).min(1))
        .refine(notEmpty, 'expected at least one place with its values')
        .describe('Every combination of these values, by place: { "options.adaptationWeight": [0.1, 1] }'),
    }),
    z.strictObject({
      random: z
        .strictObject({
          trials: z.number().int().min(1).max(1000).describe('How many settings are drawn'),
          seed: z.number().int().nonnegative().describe('What the settings are drawn with'),
          space: z
            .record(place, dimensionSchema)
            .refine(notEmpty, 'expected at least one place with its range')
            .describe('A range by place: { "training.optimiser.learningRate": { "logUniform": [1e-4, 1e-2] } }'),
        })
        .describe('Settings drawn at random'),
    }),
  ])
  .describe('Settings to try; the row shown is the trial that the selecting validator prefers over the seeds');

/** A sweep as an experiment writes it. */
export type Sweep = z.output<typeof sweepSchema>;
export type Dimension = z.output<typeof dimensionSchema>;

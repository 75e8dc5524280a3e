import { z } from 'zod';

/** A term that joins the loss of a method; its name alone, or with settings. */
const addedTermSchema = z
  .union([
    z.string().min(1),
    z.strictObject({
      term: z.string().min(1).describe('A method that is made of one weighted term'),
      weight: z.number().nonnegative().optional().describe('Weight of the term; default: that of its method'),
      options: z.record(z.string(), z.unknown()).optional().describe('Checked against the term’s own schema'),
    }),
  ])
  .transform((one) => (typeof one === 'string' ? { term: one } : one));

export const addSchema = z
  .array(addedTermSchema)
  .min(1)
  .describe(
    'Terms that join the loss of the method’s last stage, which must see source and target: names of methods that are made of a term, or terms with settings',
  );

/** A method of a chain; its name alone, or with settings. */
const linkSchema = z
  .union([
    z.string().min(1),
    z.strictObject({
      method: z.string().min(1).describe('One of `trunkline methods`, or of a plugin'),
      options: z.record(z.string(), z.unknown()).optional().describe('Checked against the method’s own schema'),
      add: addSchema.optional(),
      share: z
        .number()
        .positive()
        .optional()
        .describe('Part of the steps, relative to those of the other methods; default: 1'),
    }),
  ])
  .transform((one) => (typeof one === 'string' ? { method: one } : one));

export const chainSchema = z
  .array(linkSchema)
  .min(2)
  .describe(
    'In place of method: methods one after the other, each from the weights where the one before it ended; they divide the steps, and the last one’s checkpoints are chosen from',
  );

/** An entry of `add`. */
export type AddedTermEntry = z.output<typeof addSchema>[number];

/** An entry of `chain`. */
export type LinkEntry = z.output<typeof chainSchema>[number];

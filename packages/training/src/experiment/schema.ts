import { trunks } from '@trunkline/backbone';
import { augmentationPresets } from '@trunkline/data';
import { headOptions, heads } from '@trunkline/heads';
import { z } from 'zod';
import { addSchema, chainSchema } from './composition-schema.ts';
import { domainReferenceSchema, leaveOneOutSchema, targetReferenceSchema } from './domain-reference.ts';
import { sweepSchema } from './sweep-schema.ts';
import { partialTrainingSchema, stageTrainingSchema, trainingSchema } from './training-schema.ts';

const fraction = z.number().min(0).max(1);
const count = z.number().int().positive();

const augmentSchema = z.union([
  z.string().min(1),
  z
    .looseObject({ name: z.string().min(1).describe('One of `trunkline augmentations`, or of a plugin') })
    .describe('A name with options'),
]);

/** The name of a list; what is kept is the list itself, so that a preset of another version changes no experiment. */
const presetSchema = z
  .enum(Object.keys(augmentationPresets))
  .transform((name): z.output<typeof augmentSchema>[] => [...(augmentationPresets[name] ?? [])]);

/**
 * What trunks or heads are made with, for editors and for the nearest name; the own schema of each checks the values. An
 * option that has parts is given as it is.
 */
function optionsOfAll(schemas: readonly z.ZodObject[]): Record<never, z.ZodType> {
  return Object.fromEntries(
    schemas.flatMap(({ shape }) =>
      Object.entries(shape as Record<string, z.ZodType>).map(([key, option]) => {
        const hasParts = option instanceof z.ZodOptional && option.unwrap() instanceof z.ZodObject;
        return [
          key,
          hasParts
            ? option
            : z
                .unknown()
                .optional()
                .describe(option.description ?? ''),
        ];
      }),
    ),
  );
}

const trunkShape = {
  weights: z
    .string()
    .min(1)
    .nullable()
    .optional()
    .describe('A weight set, a file, or null for random weights; default: the first weight set of the trunk, if any'),
  frozenThrough: z
    .string()
    .min(1)
    .nullable()
    .optional()
    .describe('No method trains this layer or one before it, for example block4_pool; null: nothing is frozen'),
  ...optionsOfAll(trunks().map(({ options }) => options)),
};

const headSchema = z
  .looseObject({
    kind: z.string().min(1).describe('A head of Trunkline or of a plugin'),
    ...optionsOfAll(heads().map(headOptions)),
  })
  .describe('A head with options of its own beside its kind');

/** An entry names one method, or the methods of a chain, which have settings of their own. */
function checkComposition(
  { method, chain, add, options }: { readonly [Key in 'method' | 'chain' | 'add' | 'options']?: unknown },
  context: z.RefinementCtx,
): void {
  const problem = (path: string, message: string): void => context.addIssue({ code: 'custom', path: [path], message });
  if (method === undefined && chain === undefined) problem('method', 'expected a method, or a chain of them');
  if (chain === undefined) return;
  if (method !== undefined) problem('method', 'expected no method beside a chain');
  if (add !== undefined) problem('add', 'expected it within the entry of chain that it belongs to');
  if (options !== undefined) problem('options', 'expected them within the entry of chain that they belong to');
}

/** An entry of `methods`. */
export const methodEntrySchema = z.union([
  z.string().min(1),
  z
    .strictObject({
      method: z.string().min(1).optional().describe('One of `trunkline methods`, or of a plugin'),
      add: addSchema.optional(),
      chain: chainSchema.optional(),
      label: z
        .string()
        .regex(/^[\p{L}\p{N}][\p{L}\p{N} ._+()-]{0,79}$/u, 'letters, digits, space and . _ + ( ) -')
        .optional()
        .describe(
          'What tables and folders call this row; default: its name, with the terms added (dann+bnm), or those of the chain (lp-ft then mcc)',
        ),
      options: z.record(z.string(), z.unknown()).optional().describe('Checked against the method’s own schema'),
      training: partialTrainingSchema.optional().describe('Training settings in which this row differs'),
      stages: z
        .record(z.string(), stageTrainingSchema)
        .optional()
        .describe('Training settings of single stages, by the stage’s name: { "probe": { "optimiser": … } }'),
      sweep: sweepSchema.optional(),
      head: headSchema.optional().describe('The head of this row, in place of the experiment’s'),
      trunk: z
        .looseObject({ name: z.string().min(1).optional().describe('Another trunk'), ...trunkShape })
        .optional()
        .describe('What differs from the experiment’s trunk'),
    })
    .superRefine(checkComposition),
]);

const limitsSchema = z.strictObject({
  train: count.optional().describe('Training images'),
  validation: count.optional().describe('Validation images'),
  test: count.optional().describe('Test images'),
});

const seedsSchema = z.array(z.number().int().nonnegative()).min(1);

/** What an experiment file holds. Unknown keys are errors at every level. */
export const experimentSchema = z.strictObject({
  $schema: z
    .string()
    .optional()
    .describe('For editors of .json files: where the schema is; `trunkline schema` prints it'),
  name: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,99}$/, 'kebab-case: lower-case letters, digits and hyphens')
    .describe('Folder of its runs, and its name on the tracking server'),
  description: z.string().default('').describe('What is asked, for the report and the tracking server'),
  plugins: z
    .array(z.string().min(1))
    .optional()
    .describe(
      'Files in this folder, and installed packages, that define methods, validators, trunks, heads, augmentations or weight sets: code that runs. From a .json file only with --allow-plugins',
    ),
  data: z
    .strictObject({
      source: domainReferenceSchema.optional().describe('What is learnt from'),
      sources: z
        .array(domainReferenceSchema)
        .min(1)
        .optional()
        .describe('Several domains to learn from, in place of source'),
      leaveOneOut: leaveOneOutSchema
        .optional()
        .describe('Each domain in its turn is the target of all others, in place of source and targets'),
      targets: z.array(targetReferenceSchema).min(1).optional().describe('Each is a pair with the source'),
      classes: z
        .enum(['same', 'target-subset'])
        .optional()
        .describe('target-subset: a target may show some of the source’s classes only; default: same'),
      labelFraction: z
        .number()
        .gt(0)
        .max(1)
        .optional()
        .describe(
          'Share of the source’s training images that keep their label, classes alike; the others are left out',
        ),
      shots: count.optional().describe('So many labelled source training images a class, in place of labelFraction'),
      imageSize: z
        .number()
        .int()
        .min(1)
        .max(2048)
        .describe('Pixels per side: the shorter side is scaled to it, the rest cropped evenly'),
      fractions: z
        .strictObject({
          train: fraction.describe('Share of the training images'),
          validation: fraction.describe('Share that chooses checkpoints'),
          test: fraction.describe('Share that is looked at once, at the end'),
        })
        .optional()
        .describe('How each domain is divided where it has no official split'),
      limits: limitsSchema.optional().describe('At most so many images of each split'),
      augment: z
        .union([z.array(augmentSchema), presetSchema])
        .optional()
        .describe(
          'For training images, a list or the name of a preset; with it, no frozen prefix can be cached for them',
        ),
    })
    .describe('The pictures: what is learnt from, and what it is for'),
  trunk: z
    .looseObject({
      name: z.string().min(1).default('vgg16-gap').describe('A trunk of Trunkline or of a plugin'),
      ...trunkShape,
    })
    .prefault({})
    .describe('A trunk with options of its own beside these'),
  head: headSchema.default({ kind: 'linear' }),
  methods: z
    .array(methodEntrySchema)
    .min(1)
    .describe('The rows of the comparison: names of methods, or methods with settings'),
  seeds: seedsSchema.default([0, 1, 2]).describe('Every row is run once with each: three or more give intervals'),
  training: trainingSchema.describe('Budget and optimiser of every run'),
  selection: z
    .strictObject({
      validator: z
        .string()
        .default('source-validation-accuracy')
        .describe('One of `trunkline validators`, or of a plugin'),
    })
    .prefault({})
    .describe('The label-free rule that chooses the checkpoint of every run'),
  validators: z
    .union([
      z.array(z.string()),
      z.literal('all').describe('Every rule that there is when the experiment is first run'),
    ])
    .optional()
    .describe('Rules to report beside the selecting one, or all; default: last and source-validation-accuracy'),
  evaluation: z
    .strictObject({
      targetTrainImages: count.default(1000).describe('Target training images that label-free validators look at'),
      sourceTrainImages: count.default(1000).describe('Source training images for validators that read them'),
    })
    .prefault({})
    .describe('What an evaluation looks at'),
  cache: z
    .strictObject({
      precision: z
        .enum(['float32', 'float16'])
        .default('float32')
        .describe('How activations of frozen layers are kept; float16 halves memory and disk and rounds to 3 digits'),
    })
    .prefault({})
    .describe('Activations of frozen layers, which are computed once and kept'),
  report: z
    .strictObject({
      camImages: z.number().int().min(0).max(100).default(6).describe('Class activation maps per domain'),
      embeddingImages: z
        .number()
        .int()
        .min(0)
        .max(5000)
        .default(200)
        .describe('Embeddings per domain for the joint plot'),
    })
    .prefault({})
    .describe('What the report shows'),
  smoke: z
    .strictObject({
      data: z
        .strictObject({
          imageSize: z.number().int().positive().optional().describe('Pixels per side'),
          limits: limitsSchema.optional().describe('At most so many images of each split'),
        })
        .optional()
        .describe('Fewer and smaller pictures'),
      training: partialTrainingSchema.optional().describe('A smaller budget'),
      seeds: seedsSchema.optional().describe('Fewer seeds'),
    })
    .optional()
    .describe('What `--smoke` overrides, for a run of seconds'),
});

/** An experiment as a file may write it. */
export type Experiment = z.input<typeof experimentSchema>;

/** An entry of `methods` that is more than a name. */
export type MethodEntry = Exclude<z.output<typeof methodEntrySchema>, string>;

/** An experiment after defaults. */
export type ParsedExperiment = z.output<typeof experimentSchema>;
